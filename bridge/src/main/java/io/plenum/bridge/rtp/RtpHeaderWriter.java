package io.plenum.bridge.rtp;

import io.plenum.bridge.bytes.BigEndian;

/**
 * Builds an RTP header into an array (RFC 3550 section 5.1): {@link #begin}, contributing sources,
 * extension elements one after another, {@link #finish}. Elements are written in the one-byte form
 * of RFC 8285 until one needs the two-byte form; those before it are then rewritten.
 *
 * <p>What does not fit is not written, and {@code finish} says so by -1; so a caller may ignore the
 * answers in between. Reusable, not thread safe.
 */
public final class RtpHeaderWriter {
    /** Elements a header can have; real ones have fewer than ten. */
    public static final int MAX_ELEMENTS = 32;

    private static final byte[] EMPTY = {};
    private static final int EXTENSION_BIT = 0x10;
    private static final int ONE_BYTE_MAX_ID = 14;
    private static final int ONE_BYTE_MAX_LENGTH = 16;

    private final int[] elementIds = new int[MAX_ELEMENTS];
    private final int[] elementOffsets = new int[MAX_ELEMENTS];
    private final int[] elementLengths = new int[MAX_ELEMENTS];
    private byte[] buffer = EMPTY;
    private int start;
    private int limit;
    private int position;
    private int extensionStart;
    private int elementCount;
    private boolean twoByte;
    private boolean overflow;

    /**
     * Starts a header.
     *
     * @param offset where the packet begins
     * @param capacity bytes the header may take from there
     * @param payloadType 0 to 127
     * @param sequenceNumber low 16 bits are written
     */
    public void begin(
            byte[] buffer,
            int offset,
            int capacity,
            int payloadType,
            boolean marker,
            int sequenceNumber,
            int timestamp,
            int ssrc) {
        this.buffer = buffer;
        start = offset;
        limit = offset + capacity;
        position = offset + RtpHeader.FIXED_BYTES;
        elementCount = 0;
        extensionStart = 0;
        twoByte = false;
        overflow = capacity < RtpHeader.FIXED_BYTES;
        if (overflow) {
            return;
        }
        BigEndian.putByte(buffer, offset, 0x80);
        BigEndian.putByte(buffer, offset + 1, (marker ? 0x80 : 0) | (payloadType & 0x7F));
        BigEndian.putShort(buffer, offset + 2, sequenceNumber);
        BigEndian.putInt(buffer, offset + 4, timestamp);
        BigEndian.putInt(buffer, offset + 8, ssrc);
    }

    /**
     * Appends a contributing source. All come before the first extension element.
     *
     * @return false when there are 15 already, when elements were written, or when there is no room
     */
    public boolean csrc(int csrc) {
        if (overflow
                || extensionStart != 0
                || (buffer[start] & 0x0F) == 15
                || position + 4 > limit) {
            return overflow();
        }
        BigEndian.putInt(buffer, position, csrc);
        buffer[start]++;
        position += 4;
        return true;
    }

    /** Has every element written in the two-byte form, whatever its id and length. */
    public void forceTwoByte() {
        if (!twoByte && elementCount > 0) {
            widen();
        }
        twoByte = true;
    }

    /**
     * Appends an element with a copy of the given bytes, for example a dependency descriptor.
     *
     * @param id local identifier, 1 to 255
     * @param length 0 to 255
     * @return false when id or length are out of range, or there is no room
     */
    public boolean element(int id, byte[] source, int offset, int length) {
        int at = reserve(id, length);
        if (at < 0) {
            return false;
        }
        System.arraycopy(source, offset, buffer, at, length);
        return true;
    }

    /**
     * Appends a media identification (RFC 9143) or RTP stream identification (RFC 8852), which are
     * ASCII in the whole element.
     */
    public boolean text(int id, byte[] ascii) {
        return element(id, ascii, 0, ascii.length);
    }

    /**
     * Appends a client-to-mixer audio level (RFC 6464 section 3).
     *
     * @param level 0 (loudest) to 127 (silence), -dBov
     */
    public boolean audioLevel(int id, boolean voice, int level) {
        return oneByte(id, (voice ? 0x80 : 0) | (level & 0x7F));
    }

    /**
     * Appends a coordination of video orientation (3GPP TS 26.114 section 7.4.5).
     *
     * @param orientation camera, flip and rotation bits as they were received
     */
    public boolean videoOrientation(int id, int orientation) {
        return oneByte(id, orientation);
    }

    /**
     * Appends an absolute send time.
     *
     * @param absoluteSendTime 24 bits, see {@link AbsoluteSendTime#ofNanos}
     */
    public boolean absoluteSendTime(int id, int absoluteSendTime) {
        int at = reserve(id, AbsoluteSendTime.BYTES);
        if (at < 0) {
            return false;
        }
        BigEndian.putMedium(buffer, at, absoluteSendTime);
        return true;
    }

    /**
     * Appends a transport-wide sequence number (draft-holmer-rmcat-transport-wide-cc-extensions-01
     * section 2). To fill it in when the packet leaves, ask {@link #offsetOf} after {@link
     * #finish}.
     */
    public boolean transportSequenceNumber(int id, int sequenceNumber) {
        int at = reserve(id, 2);
        if (at < 0) {
            return false;
        }
        BigEndian.putShort(buffer, at, sequenceNumber);
        return true;
    }

    /**
     * Appends an absolute capture time in its short form (abs-capture-time extension).
     *
     * @param ntp capture time, 64-bit NTP format
     */
    public boolean absoluteCaptureTime(int id, long ntp) {
        int at = reserve(id, 8);
        if (at < 0) {
            return false;
        }
        BigEndian.putLong(buffer, at, ntp);
        return true;
    }

    /**
     * Appends an absolute capture time with the capture clock's offset.
     *
     * @param ntp capture time, 64-bit NTP format
     * @param clockOffset what to add to {@code ntp} for the sender's clock, signed 32.32 seconds
     */
    public boolean absoluteCaptureTime(int id, long ntp, long clockOffset) {
        int at = reserve(id, 16);
        if (at < 0) {
            return false;
        }
        BigEndian.putLong(buffer, at, ntp);
        BigEndian.putLong(buffer, at + 8, clockOffset);
        return true;
    }

    private boolean oneByte(int id, int value) {
        int at = reserve(id, 1);
        if (at < 0) {
            return false;
        }
        BigEndian.putByte(buffer, at, value);
        return true;
    }

    /**
     * Appends an element whose data the caller writes.
     *
     * @return where the data begins, valid until the next element is appended; -1 as in {@link
     *     #element}
     */
    public int reserve(int id, int length) {
        if (overflow || id < 1 || id > 255 || length < 0 || length > 255) {
            return refused();
        }
        if (elementCount == MAX_ELEMENTS) {
            return refused();
        }
        if (extensionStart == 0 && !openExtension()) {
            return refused();
        }
        boolean wide = id > ONE_BYTE_MAX_ID || length > ONE_BYTE_MAX_LENGTH || length == 0;
        if (wide && !twoByte) {
            forceTwoByte();
        }
        int elementHeader = twoByte ? 2 : 1;
        if (overflow || position + elementHeader + length > limit) {
            return refused();
        }
        int at = position + elementHeader;
        if (twoByte) {
            BigEndian.putByte(buffer, position, id);
            BigEndian.putByte(buffer, position + 1, length);
        } else {
            BigEndian.putByte(buffer, position, id << 4 | (length - 1));
        }
        elementIds[elementCount] = id;
        elementOffsets[elementCount] = at;
        elementLengths[elementCount] = length;
        elementCount++;
        position = at + length;
        return at;
    }

    private boolean openExtension() {
        if (position + 4 > limit) {
            return false;
        }
        buffer[start] |= EXTENSION_BIT;
        position += 4;
        extensionStart = position;
        return true;
    }

    /**
     * Rewrites one-byte elements as two-byte ones, last first because each moves towards the end.
     */
    private void widen() {
        if (position + elementCount > limit) {
            overflow = true;
            return;
        }
        position += elementCount;
        for (int i = elementCount - 1; i >= 0; i--) {
            int from = elementOffsets[i];
            int to = from + i + 1;
            System.arraycopy(buffer, from, buffer, to, elementLengths[i]);
            BigEndian.putByte(buffer, to - 2, elementIds[i]);
            BigEndian.putByte(buffer, to - 1, elementLengths[i]);
            elementOffsets[i] = to;
        }
    }

    /**
     * Ends the header: pads the extension to 32 bits and writes its profile and length.
     *
     * @return bytes of the header, or -1 when anything did not fit or was out of range
     */
    public int finish() {
        if (overflow) {
            return -1;
        }
        if (extensionStart != 0) {
            int padding = -(position - extensionStart) & 3;
            if (position + padding > limit) {
                return refused();
            }
            for (int i = 0; i < padding; i++) {
                buffer[position++] = 0;
            }
            BigEndian.putShort(
                    buffer,
                    extensionStart - 4,
                    twoByte ? RtpHeader.TWO_BYTE_PROFILE : RtpHeader.ONE_BYTE_PROFILE);
            BigEndian.putShort(buffer, extensionStart - 2, (position - extensionStart) / 4);
        }
        return position - start;
    }

    /**
     * Where the data of a written element begins in the array, to patch it later. Final after
     * {@link #finish}; before that a two-byte element may still move it.
     *
     * @return -1 when no element has {@code id}
     */
    public int offsetOf(int id) {
        for (int i = 0; i < elementCount; i++) {
            if (elementIds[i] == id) {
                return elementOffsets[i];
            }
        }
        return -1;
    }

    private boolean overflow() {
        overflow = true;
        return false;
    }

    private int refused() {
        overflow = true;
        return -1;
    }
}
