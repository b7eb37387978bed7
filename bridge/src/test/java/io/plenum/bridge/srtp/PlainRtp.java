package io.plenum.bridge.srtp;

import io.plenum.bridge.bytes.BigEndian;
import java.util.Arrays;

/** An RTP packet before protection: header and payload in one array. */
record PlainRtp(byte[] bytes, int headerLength) {
    private static final int PAYLOAD_BYTES = 40;

    /** Twelve bytes of header and a payload that differs from packet to packet. */
    static PlainRtp of(int ssrc, int sequenceNumber) {
        return withPayload(header(0x80, 12, ssrc, sequenceNumber), sequenceNumber, PAYLOAD_BYTES);
    }

    static PlainRtp withoutPayload(int ssrc, int sequenceNumber) {
        return new PlainRtp(header(0x80, 12, ssrc, sequenceNumber), 12);
    }

    static PlainRtp ofSize(int ssrc, int sequenceNumber, int payloadBytes) {
        return withPayload(header(0x80, 12, ssrc, sequenceNumber), sequenceNumber, payloadBytes);
    }

    /** Two CSRCs and a one-byte header extension block of two words (RFC 8285 section 4.2). */
    static PlainRtp withCsrcsAndExtensions(int ssrc, int sequenceNumber) {
        byte[] header = header(0x92, 12 + 8 + 4 + 8, ssrc, sequenceNumber);
        BigEndian.putInt(header, 12, 0xCAFE_0001);
        BigEndian.putInt(header, 16, 0xCAFE_0002);
        BigEndian.putShort(header, 20, 0xBEDE);
        BigEndian.putShort(header, 22, 2);
        BigEndian.putInt(header, 24, 0x10FF_3100);
        BigEndian.putInt(header, 28, sequenceNumber << 16);
        return withPayload(header, sequenceNumber, PAYLOAD_BYTES);
    }

    byte[] header() {
        return Arrays.copyOf(bytes, headerLength);
    }

    byte[] payload() {
        return Arrays.copyOfRange(bytes, headerLength, bytes.length);
    }

    /** Protected by {@code sender} under the given rollover counter. */
    byte[] protect(SrtpSender sender, long rolloverCounter) {
        int sequenceNumber = BigEndian.getUnsignedShort(bytes, 2);
        byte[] out = new byte[bytes.length + sender.rtpOverheadBytes()];
        System.arraycopy(bytes, 0, out, 0, headerLength);
        int length =
                sender.protectRtp(
                        bytes,
                        headerLength,
                        bytes.length - headerLength,
                        out,
                        0,
                        headerLength,
                        rolloverCounter << 16 | sequenceNumber);
        return Arrays.copyOf(out, length);
    }

    private static byte[] header(int firstByte, int length, int ssrc, int sequenceNumber) {
        byte[] header = new byte[length];
        header[0] = (byte) firstByte;
        header[1] = 111;
        BigEndian.putShort(header, 2, sequenceNumber);
        BigEndian.putInt(header, 4, sequenceNumber * 960);
        BigEndian.putInt(header, 8, ssrc);
        return header;
    }

    private static PlainRtp withPayload(byte[] header, int seed, int payloadBytes) {
        byte[] bytes = Arrays.copyOf(header, header.length + payloadBytes);
        for (int i = header.length; i < bytes.length; i++) {
            bytes[i] = (byte) (seed * 31 + i);
        }
        return new PlainRtp(bytes, header.length);
    }
}
