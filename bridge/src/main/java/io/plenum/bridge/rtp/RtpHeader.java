package io.plenum.bridge.rtp;

import io.plenum.bridge.bytes.BigEndian;
import java.util.Objects;

/**
 * Reads one RTP packet (RFC 3550 section 5.1). A reusable flyweight: {@code wrap} checks every
 * length once and remembers it, the accessors then only read. The bytes stay the caller's and must
 * not change while they are read through this object.
 */
public final class RtpHeader {
    /** Bytes of a header without contributing sources and extension. */
    public static final int FIXED_BYTES = 12;

    /** Extension profile of the one-byte form (RFC 8285 section 4.2). */
    public static final int ONE_BYTE_PROFILE = 0xBEDE;

    /** Extension profile of the two-byte form, low 4 bits free (RFC 8285 section 4.3). */
    public static final int TWO_BYTE_PROFILE = 0x1000;

    private static final byte[] EMPTY = {};
    private static final int VERSION = 2;

    private byte[] buffer = EMPTY;
    private int offset;
    private int firstWord;
    private int timestamp;
    private int ssrc;
    private int csrcCount;
    private int extensionProfile;
    private int extensionOffset;
    private int extensionLength;
    private int payloadOffset;
    private int payloadLength;
    private int paddingLength;

    /**
     * Wraps a packet whose payload is plaintext: padding is checked and taken off the payload.
     *
     * @param length bytes of the whole packet, without any SRTP trailer
     * @return {@link Verdict#OK}, or why the packet is refused
     */
    public Verdict wrap(byte[] buffer, int offset, int length) {
        Verdict verdict = wrapEncrypted(buffer, offset, length);
        if (verdict != Verdict.OK || !hasPadding()) {
            return verdict;
        }
        int padding = payloadLength == 0 ? 0 : buffer[offset + length - 1] & 0xFF;
        if (padding == 0 || padding > payloadLength) {
            return refuse(Verdict.BAD_PADDING);
        }
        paddingLength = padding;
        payloadLength -= padding;
        return Verdict.OK;
    }

    /**
     * Wraps an SRTP packet (RFC 3711 section 3.1): the header is in the clear, the padding is not.
     * The payload reaches to the end of the packet: padding, MKI and tag are still in it.
     *
     * @param length bytes of the whole packet
     * @return {@link Verdict#OK}, or why the packet is refused
     */
    public Verdict wrapEncrypted(byte[] buffer, int offset, int length) {
        if (length < FIXED_BYTES) {
            return refuse(Verdict.TOO_SHORT);
        }
        int word = BigEndian.getInt(buffer, offset);
        if (word >>> 30 != VERSION) {
            return refuse(Verdict.WRONG_VERSION);
        }
        int count = word >>> 24 & 0x0F;
        int headerLength = FIXED_BYTES + 4 * count;
        int profile = 0;
        int extensionStart = headerLength;
        int extensionBytes = 0;
        if ((word & 0x1000_0000) != 0) {
            if (length < headerLength + 4) {
                return refuse(Verdict.TRUNCATED);
            }
            profile = BigEndian.getUnsignedShort(buffer, offset + headerLength);
            extensionBytes = 4 * BigEndian.getUnsignedShort(buffer, offset + headerLength + 2);
            extensionStart = headerLength + 4;
            headerLength = extensionStart + extensionBytes;
        }
        if (length < headerLength) {
            return refuse(Verdict.TRUNCATED);
        }
        this.buffer = buffer;
        this.offset = offset;
        firstWord = word;
        timestamp = BigEndian.getInt(buffer, offset + 4);
        ssrc = BigEndian.getInt(buffer, offset + 8);
        csrcCount = count;
        extensionProfile = profile;
        extensionOffset = offset + extensionStart;
        extensionLength = extensionBytes;
        payloadOffset = offset + headerLength;
        payloadLength = length - headerLength;
        paddingLength = 0;
        return Verdict.OK;
    }

    private Verdict refuse(Verdict why) {
        buffer = EMPTY;
        offset = 0;
        firstWord = 0;
        timestamp = 0;
        ssrc = 0;
        csrcCount = 0;
        extensionProfile = 0;
        extensionOffset = 0;
        extensionLength = 0;
        payloadOffset = 0;
        payloadLength = 0;
        paddingLength = 0;
        return why;
    }

    /** The array that holds the packet; empty after a refusal. */
    public byte[] buffer() {
        return buffer;
    }

    /** Where the packet begins in {@link #buffer()}. */
    public int offset() {
        return offset;
    }

    /** Whole packet: header, payload and padding, in bytes. */
    public int length() {
        return payloadOffset - offset + payloadLength + paddingLength;
    }

    /** 2, or 0 after a refusal. */
    public int version() {
        return firstWord >>> 30;
    }

    /** The P bit. */
    public boolean hasPadding() {
        return (firstWord & 0x2000_0000) != 0;
    }

    /** The X bit. */
    public boolean hasExtension() {
        return (firstWord & 0x1000_0000) != 0;
    }

    /** Contributing sources, 0 to 15. */
    public int csrcCount() {
        return csrcCount;
    }

    /**
     * One contributing source.
     *
     * @param index 0 to {@link #csrcCount()} - 1
     * @throws IndexOutOfBoundsException if there is none at {@code index}
     */
    public int csrc(int index) {
        return BigEndian.getInt(
                buffer, offset + FIXED_BYTES + 4 * Objects.checkIndex(index, csrcCount));
    }

    /** The marker bit. */
    public boolean marker() {
        return (firstWord & 0x0080_0000) != 0;
    }

    /** Payload type, 0 to 127. */
    public int payloadType() {
        return firstWord >>> 16 & 0x7F;
    }

    /** Sequence number, 0 to 65535. */
    public int sequenceNumber() {
        return firstWord & 0xFFFF;
    }

    /** Timestamp, unsigned 32 bits in units of the clock rate. */
    public int timestamp() {
        return timestamp;
    }

    /** Synchronization source. */
    public int ssrc() {
        return ssrc;
    }

    /** Bytes before the payload: fixed header, contributing sources and extension block. */
    public int headerLength() {
        return payloadOffset - offset;
    }

    /** The 16 bits "defined by profile" of the extension; 0 without one. */
    public int extensionProfile() {
        return extensionProfile;
    }

    /** Whether the extension has the one-byte form of RFC 8285 section 4.2. */
    public boolean hasOneByteExtensions() {
        return extensionProfile == ONE_BYTE_PROFILE;
    }

    /** Whether the extension has the two-byte form of RFC 8285 section 4.3. */
    public boolean hasTwoByteExtensions() {
        return (extensionProfile & 0xFFF0) == TWO_BYTE_PROFILE;
    }

    /** Where the extension's content begins in {@link #buffer()}, after profile and length. */
    public int extensionOffset() {
        return extensionOffset;
    }

    /** Bytes of the extension's content, a multiple of 4; 0 without one. */
    public int extensionLength() {
        return extensionLength;
    }

    /** Where the payload begins in {@link #buffer()}. */
    public int payloadOffset() {
        return payloadOffset;
    }

    /**
     * Bytes of payload, without padding where that could be checked. 0 for a padding-only packet.
     */
    public int payloadLength() {
        return payloadLength;
    }

    /** Bytes of padding including its count, 0 to 255; 0 for an encrypted packet. */
    public int paddingLength() {
        return paddingLength;
    }

    /** Sequence number of a packet known to hold {@link #FIXED_BYTES}, 0 to 65535. */
    public static int sequenceNumber(byte[] buffer, int offset) {
        return BigEndian.getUnsignedShort(buffer, offset + 2);
    }

    /** Payload type of a packet known to hold {@link #FIXED_BYTES}, 0 to 127. */
    public static int payloadType(byte[] buffer, int offset) {
        return buffer[offset + 1] & 0x7F;
    }

    /** Timestamp of a packet known to hold {@link #FIXED_BYTES}. */
    public static int timestamp(byte[] buffer, int offset) {
        return BigEndian.getInt(buffer, offset + 4);
    }

    /** Synchronization source of a packet known to hold {@link #FIXED_BYTES}. */
    public static int ssrc(byte[] buffer, int offset) {
        return BigEndian.getInt(buffer, offset + 8);
    }
}
