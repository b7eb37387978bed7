package io.plenum.bridge.simulation;

import io.plenum.bridge.rtp.RtpHeader;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;

/** Finds in a capture what came out of the bridge: by the payload behind what we rewrite. */
final class PayloadHeads {
    private static final int FROM = 16;
    private static final int TO = 64;

    private final Map<String, Long> pictures = new HashMap<>();
    private final Set<Long> ended = new HashSet<>();

    PayloadHeads(CaptureFile capture) {
        RtpHeader header = new RtpHeader();
        for (CaptureFile.Packet packet : capture.packets()) {
            header.wrap(packet.bytes(), 0, packet.bytes().length);
            long picture = ((long) header.ssrc() << 32) | (header.timestamp() & 0xFFFF_FFFFL);
            pictures.put(of(packet.bytes(), header.headerLength()), picture);
            if (header.marker()) {
                ended.add(picture);
            }
        }
    }

    /** What tells one payload from another. */
    static String of(byte[] packet, int payloadOffset) {
        int length = packet.length - payloadOffset;
        int from = payloadOffset + (length > TO ? FROM : 0);
        int to = Math.min(packet.length, payloadOffset + TO);
        return length + ":" + HexFormat.of().formatHex(packet, from, to);
    }

    /** In which of the browser's streams it was sent, or 0. */
    int ssrc(CapturedViewer.Got got) {
        Long picture = pictures.get(of(got.bytes(), got.payloadOffset()));
        return picture == null ? 0 : (int) (picture >> 32);
    }

    /** Whether the browser sent its picture to the end: an encoder in trouble may flush it. */
    boolean wasWhole(CapturedViewer.Got got) {
        Long picture = pictures.get(of(got.bytes(), got.payloadOffset()));
        return picture != null && ended.contains(picture);
    }
}
