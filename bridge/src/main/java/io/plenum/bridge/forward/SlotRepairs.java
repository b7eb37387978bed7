package io.plenum.bridge.forward;

import io.plenum.bridge.cc.PacketKind;
import io.plenum.bridge.counts.Count;
import io.plenum.bridge.layers.LayerSelector;
import io.plenum.bridge.receive.MediaPacket;
import io.plenum.bridge.rewrite.NumberRewriter;
import io.plenum.bridge.send.Downlink;
import io.plenum.bridge.send.RetransmissionLimit;
import io.plenum.bridge.send.TransportOutput;
import org.jspecify.annotations.Nullable;

/**
 * Sends a viewer again what it asks for (generic NACK, RFC 4585 section 6.2.1), read from the
 * publisher's history. A packet that its publisher is still being asked for cannot be sent yet: it
 * goes out under its number when it comes.
 *
 * <p>Not thread safe: belongs to one loop. Allocates once, when something was lost twice.
 */
final class SlotRepairs {
    private static final int HALF_SEQUENCE_SPACE = 0x8000;
    private static final int MAX_SECOND_COPIES = 32;

    /** A packet with less is not better than padding. */
    private static final int PROBE_BYTES = 400;

    private static final int PROBE_CANDIDATES = 8;

    private final ForwardingContext context;
    private final TransportOutput output;
    private final SlotWriter writer;
    private final LayerSelector selector;
    private final RetransmissionLimit limit = new RetransmissionLimit();
    private long[] secondCopy = {};
    private int secondCopies;

    /**
     * @param selector knows which packets end the viewer's pictures
     */
    SlotRepairs(
            ForwardingContext context,
            TransportOutput output,
            SlotWriter writer,
            LayerSelector selector) {
        this.context = context;
        this.output = output;
        this.writer = writer;
        this.selector = selector;
    }

    /** A packet was sent in its order. */
    void onSent() {
        limit.onSent();
    }

    /** A packet was sent after later ones, when its publisher had repeated it. */
    void onSentLate(long sequence, long nowNanos) {
        limit.onSentLate(sequence, nowNanos);
    }

    /**
     * The viewer asks for a packet.
     *
     * @param span the one that is being sent, or null: then there is nothing to repeat
     * @param newest the last number that was sent
     * @param sequenceNumber 16 bits
     * @param roundTripNanos to the viewer and back
     */
    void onNack(
            @Nullable SourceSpan span,
            long newest,
            int sequenceNumber,
            long roundTripNanos,
            long nowNanos) {
        long sequence = nearest(newest, sequenceNumber);
        SourceSpan of = find(span, sequence);
        if (of == null) {
            // Not here yet (it is being asked for at the publisher), or gone.
            context.counters.increment(Count.RETRANSMISSIONS_IMPOSSIBLE);
            return;
        }
        int copies = mayRepeat() ? limit.take(sequence, nowNanos, roundTripNanos) : 0;
        if (copies == 0) {
            context.counters.increment(Count.RETRANSMISSIONS_WITHHELD);
            return;
        }
        repeat(of, sequence);
        if (copies > 1) {
            repeatLater(of, sequence);
        }
    }

    private boolean mayRepeat() {
        Downlink downlink = output.downlink();
        return downlink == null || downlink.mayRepeat(context.nowNanos());
    }

    /** The last number sent that has these 16 bits. */
    private static long nearest(long newest, int sequenceNumber) {
        int back = ((int) newest - sequenceNumber) & 0xFFFF;
        return back < HALF_SEQUENCE_SPACE ? newest - back : Long.MIN_VALUE;
    }

    /** The span of a number, its packet read into the context; null if it cannot be repeated. */
    private @Nullable SourceSpan find(@Nullable SourceSpan span, long sequence) {
        SourceSpan of = span == null ? null : span.at(sequence);
        if (of == null) {
            return null;
        }
        long original = of.sequences.source(sequence);
        boolean here =
                original != NumberRewriter.NONE
                        && context.readAgain(of.stream, original, of.publication);
        return here ? of : null;
    }

    private void repeatLater(SourceSpan of, long sequence) {
        if (secondCopy.length == 0) {
            secondCopy = new long[MAX_SECOND_COPIES];
        }
        if (secondCopies < secondCopy.length && writer.hasRtx(context.fromHistory, of)) {
            secondCopy[secondCopies++] = sequence;
        }
    }

    /**
     * All that one NACK asked for has been sent. What goes out twice goes the second time now: not
     * in a row with the first, for losses come in bursts.
     */
    void afterNack(@Nullable SourceSpan span) {
        for (int i = 0; i < secondCopies; i++) {
            SourceSpan of = find(span, secondCopy[i]);
            if (of != null) {
                repeat(of, secondCopy[i]);
                context.counters.increment(Count.RETRANSMISSIONS_SECOND_COPIES);
            }
        }
        secondCopies = 0;
    }

    /**
     * Repeats the largest of the last packets, so that a probe costs few packets.
     *
     * @param newest the last number that was sent
     * @return whether one of them is large enough to be worth more than padding
     */
    boolean probe(@Nullable SourceSpan span, long newest, int bytes) {
        if (span == null || bytes < PROBE_BYTES) {
            return false;
        }
        long best = Long.MIN_VALUE;
        int most = PROBE_BYTES - 1;
        for (long sequence = newest; sequence > newest - PROBE_CANDIDATES; sequence--) {
            SourceSpan of = find(span, sequence);
            int length = of == null ? 0 : context.fromHistory.payloadLength();
            if (length > most && writer.hasRtx(context.fromHistory, span)) {
                best = sequence;
                most = length;
            }
        }
        SourceSpan of = best == Long.MIN_VALUE ? null : find(span, best);
        MediaPacket packet = context.fromHistory;
        return of != null
                && writer.repeat(packet, of, best, selector.marker(packet), PacketKind.PADDING);
    }

    /** Sends what {@link #find} has read. */
    private void repeat(SourceSpan of, long sequence) {
        MediaPacket packet = context.fromHistory;
        boolean sent =
                writer.hasRtx(packet, of)
                        ? writer.repeat(
                                packet, of, sequence, selector.marker(packet), PacketKind.REPAIR)
                        : writer.isRepeatable(packet, of, sequence)
                                && writer.sendAgain(packet, of, sequence);
        context.counters.increment(
                sent ? Count.RETRANSMISSIONS_SENT : Count.RETRANSMISSIONS_IMPOSSIBLE);
    }
}
