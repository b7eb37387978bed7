package io.plenum.bridge.forward;

import io.plenum.bridge.parameters.CodecParameters;
import io.plenum.bridge.parameters.MediaKind;
import io.plenum.bridge.parameters.SlotParameters;
import io.plenum.bridge.receive.MediaPacket;
import io.plenum.bridge.rtp.RedWriter;

/**
 * Makes a slot's audio redundant (RED, RFC 2198) while its viewer loses packets, if the viewer has
 * negotiated RED and the publisher does not send it itself: each packet brings the one or two
 * before it along, read from the publisher's history. Unlike a retransmission this costs no round
 * trip, and audio is small.
 *
 * <p>Not thread safe: belongs to one loop. Allocates nothing per packet.
 */
final class AudioRedundancy {
    /** From this share of lost packets on one block is added. */
    static final double ONE_BLOCK_LOSS = 0.02;

    /** From this share on two: losses that come in pairs are likely then. */
    static final double TWO_BLOCKS_LOSS = 0.1;

    /** Below this share nothing is added any more. */
    static final double NO_LOSS = 0.005;

    private static final String RED = "red";
    private static final String OPUS = "opus";
    private static final int OPUS_CLOCK_HZ = 48_000;
    private static final int NONE = -1;

    private final ForwardingContext context;
    private int payloadType = NONE;
    private int blocks;
    private boolean written;
    private long firstWritten;
    private long lastWritten;
    private int length;

    AudioRedundancy(ForwardingContext context) {
        this.context = context;
    }

    void update(SlotParameters negotiated) {
        payloadType = NONE;
        if (negotiated.kind() != MediaKind.AUDIO) {
            return;
        }
        for (CodecParameters codec : negotiated.codecs()) {
            if (codec.encodingName().equals(RED) && codec.clockRateHz() == OPUS_CLOCK_HZ) {
                payloadType = codec.payloadType();
            }
        }
    }

    /**
     * What the viewer loses; tell it several times a second.
     *
     * @param share of the last seconds' packets, 0 to 1
     */
    void onLoss(double share) {
        if (share >= TWO_BLOCKS_LOSS) {
            blocks = 2;
        } else if (share >= ONE_BLOCK_LOSS) {
            blocks = Math.max(blocks, 1);
        } else if (share < NO_LOSS) {
            blocks = 0;
        }
    }

    /**
     * Writes the packet's payload with those before it into {@link ForwardingContext#payload}.
     *
     * @param packet that is sent for the first time
     * @param sequence the slot's
     * @param primaryType the viewer's payload type of what is written, such as Opus
     * @param payload where the packet's payload lies
     * @return the payload type to send it as, which is {@code primaryType} if nothing was added;
     *     else {@link #length} says how long it became
     */
    int write(
            MediaPacket packet,
            SourceSpan span,
            long sequence,
            int primaryType,
            byte[] payload,
            int offset,
            int payloadLength) {
        if (blocks == 0 || payloadType == NONE || !packet.codec().encodingName().equals(OPUS)) {
            return primaryType;
        }
        RedWriter writer = context.redWriter;
        writer.clear();
        boolean added = false;
        for (int back = blocks; back >= 1; back--) {
            added |= add(writer, packet, span, packet.sequence() - back, primaryType);
        }
        byte[] room = context.payload;
        int bytes =
                added
                        ? writer.write(
                                room, 0, room.length, primaryType, payload, offset, payloadLength)
                        : -1;
        if (bytes < 0) {
            return primaryType;
        }
        firstWritten = written ? Math.min(firstWritten, sequence) : sequence;
        lastWritten = written ? Math.max(lastWritten, sequence) : sequence;
        written = true;
        length = bytes;
        return payloadType;
    }

    private boolean add(
            RedWriter writer, MediaPacket packet, SourceSpan span, long sequence, int primaryType) {
        if (!context.readAgain(span.stream, sequence, span.publication)) {
            return false;
        }
        MediaPacket before = context.fromHistory;
        int earlier = packet.header.timestamp() - before.header.timestamp();
        boolean same =
                span.identifiers().payloadType(before.header.payloadType()) == primaryType
                        && before.payloadLength() > 0
                        && earlier > 0;
        return same
                && writer.redundant(
                        primaryType,
                        earlier,
                        before.buffer(),
                        before.payloadOffset(),
                        before.payloadLength());
    }

    /** Bytes of the payload written last. */
    int length() {
        return length;
    }

    /**
     * Whether a packet may have left with others in it. What lay before it in the history may be
     * more by now, so that it could not be written again as it was.
     */
    boolean mayHaveWritten(long sequence) {
        return written && sequence >= firstWritten && sequence <= lastWritten;
    }
}
