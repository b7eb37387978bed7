package io.plenum.bridge.forward;

import io.plenum.bridge.receive.MediaPacket;
import io.plenum.bridge.receive.PacketRing;

/**
 * Makes the packets of a picture equally long where a few bytes do it. The kernel cuts a segmented
 * send into equal datagrams, only the last may be shorter; but browsers cut a picture into packets
 * that differ by a byte, the larger ones last, which would make two messages of most pictures. RTP
 * padding fills the difference (RFC 3550 section 5.1); every receiver strips it.
 */
final class EqualSizes {
    /**
     * Most bytes that are added to a packet: less than one in a hundred of a full one. A message of
     * its own costs as much time as encrypting some hundred bytes.
     */
    static final int MOST_BYTES = 8;

    private EqualSizes() {}

    /**
     * Pads packets that follow each other and belong to one picture.
     *
     * @param packets of one publication, not sent to anyone yet
     */
    static void pad(MediaPacket[] packets, int count) {
        int first = 0;
        while (first < count) {
            int end = first + 1;
            while (end < count && samePicture(packets[first], packets[end])) {
                end++;
            }
            if (end - first > 1) {
                padPicture(packets, first, end);
            }
            first = end;
        }
    }

    @SuppressWarnings("ReferenceEquality") // a stream is itself, not a value
    private static boolean samePicture(MediaPacket one, MediaPacket other) {
        return one.stream() == other.stream() && one.header.timestamp() == other.header.timestamp();
    }

    private static void padPicture(MediaPacket[] packets, int first, int end) {
        int longest = 0;
        for (int i = first; i < end; i++) {
            longest = Math.max(longest, length(packets[i]));
        }
        for (int i = first; i < end; i++) {
            MediaPacket packet = packets[i];
            int missing = longest - length(packet);
            // The last one may be shorter, and what is much shorter is not the rest of a cut.
            if (missing > 0
                    && missing <= MOST_BYTES
                    && i < end - 1
                    && packet.payloadLength() > 0
                    && packet.payloadLength() + missing <= PacketRing.PAYLOAD_BYTES
                    && packet.padding() == 0) {
                packet.stream().ring().pad(packet.sequence(), missing);
            }
        }
    }

    /** What viewers get of it, as far as it differs within a picture. */
    private static int length(MediaPacket packet) {
        int descriptor = packet.hasDescriptor() ? packet.descriptorLength() + 1 : 0;
        return packet.payloadLength() + (descriptor + 3 & -4);
    }
}
