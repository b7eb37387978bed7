package io.plenum.bridge.rtp;

/**
 * The elements of an RTP header extension (RFC 8285 section 4). A cursor: {@link #find} or {@link
 * #next} moves it to an element, the {@code element} accessors tell where that element's bytes are.
 */
public final class HeaderExtensions {
    private static final byte[] EMPTY = {};
    private static final int ONE_BYTE_RESERVED_ID = 15;

    private byte[] buffer = EMPTY;
    private int start;
    private int end;
    private boolean twoByte;
    private int cursor;
    private int elementId;
    private int elementOffset;
    private int elementLength;

    /**
     * Wraps the extension of a packet. A packet without one, or with one of another profile than
     * RFC 8285's, has no elements and is {@link Verdict#OK}.
     */
    public Verdict wrap(RtpHeader header) {
        return wrap(
                header.buffer(),
                header.extensionOffset(),
                header.extensionLength(),
                header.extensionProfile());
    }

    /**
     * Wraps extension content and checks that every element lies inside it.
     *
     * @param offset first byte after profile and length
     * @param length bytes of content
     * @param profile the 16 bits "defined by profile"
     * @return {@link Verdict#OK}, or {@link Verdict#TRUNCATED} when an element runs past the end
     */
    public Verdict wrap(byte[] buffer, int offset, int length, int profile) {
        this.buffer = buffer;
        start = offset;
        end = offset + length;
        twoByte = (profile & 0xFFF0) == RtpHeader.TWO_BYTE_PROFILE;
        if (!twoByte && profile != RtpHeader.ONE_BYTE_PROFILE) {
            end = start;
        }
        cursor = start;
        while (next()) {
            if (elementOffset + elementLength > end) {
                this.buffer = EMPTY;
                start = 0;
                end = 0;
                rewind();
                return Verdict.TRUNCATED;
            }
        }
        rewind();
        return Verdict.OK;
    }

    /** Puts the cursor before the first element. */
    public void rewind() {
        cursor = start;
        elementId = 0;
        elementOffset = 0;
        elementLength = 0;
    }

    /**
     * Moves to the next element, over padding. In the one-byte form an id of 15 ends the list (RFC
     * 8285 section 4.2); so does an id of 0 that claims a length, which is neither padding nor an
     * element.
     *
     * @return whether there is one
     */
    public boolean next() {
        while (cursor < end) {
            int first = buffer[cursor] & 0xFF;
            if (first == 0) {
                cursor++;
            } else if (twoByte) {
                return nextTwoByte(first);
            } else {
                return nextOneByte(first);
            }
        }
        return none();
    }

    private boolean nextOneByte(int first) {
        int id = first >>> 4;
        if (id == 0 || id == ONE_BYTE_RESERVED_ID) {
            return none();
        }
        element(id, cursor + 1, (first & 0x0F) + 1);
        return true;
    }

    private boolean nextTwoByte(int id) {
        // A length byte past the end makes an element past the end, which wrap() refuses.
        int length = cursor + 1 < end ? buffer[cursor + 1] & 0xFF : 0;
        element(id, cursor + 2, length);
        return true;
    }

    private void element(int id, int offset, int length) {
        elementId = id;
        elementOffset = offset;
        elementLength = length;
        cursor = offset + length;
    }

    private boolean none() {
        rewind();
        cursor = end;
        return false;
    }

    /**
     * Moves to the first element with an id.
     *
     * @param id local identifier, 1 to 255; others are never found
     * @return whether there is one
     */
    public boolean find(int id) {
        cursor = start;
        while (next()) {
            if (elementId == id) {
                return true;
            }
        }
        return false;
    }

    /** The array that holds the elements. */
    public byte[] buffer() {
        return buffer;
    }

    /** Whether the elements have two-byte headers. */
    public boolean isTwoByte() {
        return twoByte;
    }

    /** Local identifier of the element under the cursor; 0 when there is none. */
    public int elementId() {
        return elementId;
    }

    /** Where the data of the element under the cursor begins in the wrapped array. */
    public int elementOffset() {
        return elementOffset;
    }

    /** Bytes of data of the element under the cursor: 1 to 16, in the two-byte form 0 to 255. */
    public int elementLength() {
        return elementLength;
    }
}
