package io.plenum.bridge.rtcp;

import io.plenum.bridge.bytes.BigEndian;
import io.plenum.bridge.rtp.Verdict;

/** A view of a source description (RFC 3550 section 6.5): a cursor over the items of all chunks. */
public final class Sdes {
    private static final byte[] EMPTY = {};

    private byte[] buffer = EMPTY;
    private int offset;
    private int end;
    private int chunks;
    private int chunksLeft;
    private int cursor;
    private boolean inChunk;
    private int ssrc;
    private int itemType;
    private int textOffset;
    private int textLength;

    /** Wraps the packet under the cursor. */
    public Verdict wrap(RtcpCompound packet) {
        return wrap(packet.buffer(), packet.offset(), packet.length());
    }

    /**
     * Wraps one packet and checks every chunk and item.
     *
     * @param length bytes with header, without padding
     */
    public Verdict wrap(byte[] buffer, int offset, int length) {
        this.buffer = EMPTY;
        this.offset = 0;
        end = 0;
        chunks = 0;
        rewind();
        Verdict verdict =
                RtcpChecks.type(buffer, offset, length, RtcpTypes.SDES, RtcpCompound.HEADER_BYTES);
        if (verdict != Verdict.OK) {
            return verdict;
        }
        int count = buffer[offset] & 0x1F;
        if (!chunksAreWhole(buffer, offset, length, count)) {
            return Verdict.TRUNCATED;
        }
        this.buffer = buffer;
        this.offset = offset;
        end = offset + length;
        chunks = count;
        rewind();
        return Verdict.OK;
    }

    private static boolean chunksAreWhole(byte[] buffer, int offset, int length, int count) {
        int limit = offset + length;
        int at = offset + RtcpCompound.HEADER_BYTES;
        for (int i = 0; i < count; i++) {
            at += 4;
            while (at < limit && buffer[at] != 0) {
                if (at + 1 >= limit) {
                    return false;
                }
                at += 2 + (buffer[at + 1] & 0xFF);
            }
            if (at >= limit) {
                return false;
            }
            at = chunkEnd(offset, at);
        }
        return at <= limit;
    }

    /** A chunk ends with a null octet and more of them up to a 32-bit boundary. */
    private static int chunkEnd(int offset, int nullOctet) {
        return offset + ((nullOctet - offset) / 4 + 1) * 4;
    }

    /** Puts the cursor before the first item. */
    public void rewind() {
        cursor = offset + RtcpCompound.HEADER_BYTES;
        chunksLeft = chunks;
        inChunk = false;
        ssrc = 0;
        itemType = 0;
        textOffset = 0;
        textLength = 0;
    }

    /**
     * Moves to the next item of any chunk.
     *
     * @return whether there is one
     */
    public boolean next() {
        while (inChunk || chunksLeft > 0) {
            if (!inChunk) {
                ssrc = BigEndian.getInt(buffer, cursor);
                cursor += 4;
                chunksLeft--;
                inChunk = true;
            }
            if (cursor < end && buffer[cursor] != 0) {
                itemType = buffer[cursor] & 0xFF;
                textLength = buffer[cursor + 1] & 0xFF;
                textOffset = cursor + 2;
                cursor = textOffset + textLength;
                return true;
            }
            cursor = chunkEnd(offset, cursor);
            inChunk = false;
        }
        return false;
    }

    /** Moves to the next canonical name. */
    public boolean nextCname() {
        while (next()) {
            if (itemType == RtcpTypes.SDES_CNAME) {
                return true;
            }
        }
        return false;
    }

    /** The source the item under the cursor describes. */
    public int ssrc() {
        return ssrc;
    }

    /** Item type, 1 (CNAME) to 255. */
    public int itemType() {
        return itemType;
    }

    /** Where the item's text (UTF-8) begins in the wrapped array. */
    public int textOffset() {
        return textOffset;
    }

    /** Bytes of the item's text, 0 to 255. */
    public int textLength() {
        return textLength;
    }
}
