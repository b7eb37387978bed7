package io.plenum.bridge.rewrite;

/**
 * Gives a slot unbroken sequence numbers over changing sources. Within one source the difference is
 * constant, so that losses and reordering on the publisher's way stay visible to the viewer, who
 * then asks for what is missing.
 *
 * <p>Sequence numbers are 64 bits wide here; their low 16 bits go on the wire, the next 32 are the
 * roll-over counter of SRTP.
 */
public final class SequenceRewriter {
    private long next;
    private long offset;
    private long firstOfSource;

    /**
     * @param first first sequence number to send; RFC 3711 section 3.3.1 advises below 2^15, so
     *     that a loss of the first packets cannot be mistaken for a roll-over
     */
    public SequenceRewriter(long first) {
        next = first;
    }

    /**
     * From here on packets come from another source (or layer), beginning with {@code
     * sourceSequence}.
     */
    public void switchSource(long sourceSequence) {
        firstOfSource = sourceSequence;
        offset = next - sourceSequence;
    }

    /**
     * Whether a packet of the current source belongs to what is shown: not from before the switch.
     */
    public boolean covers(long sourceSequence) {
        return sourceSequence >= firstOfSource;
    }

    /** The slot's sequence number for a packet that {@link #covers} accepts. */
    public long rewrite(long sourceSequence) {
        long out = sourceSequence + offset;
        if (out >= next) {
            next = out + 1;
        }
        return out;
    }

    /**
     * The source's sequence number behind one of the slot's; meaningful for the current source
     * only.
     */
    public long source(long slotSequence) {
        return slotSequence - offset;
    }

    /** The sequence number that follows the highest sent. */
    public long next() {
        return next;
    }
}
