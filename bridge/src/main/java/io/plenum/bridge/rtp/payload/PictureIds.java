package io.plenum.bridge.rtp.payload;

import io.plenum.bridge.bytes.BigEndian;

/** The picture id field that VP8 and VP9 share: an M bit, then 7 or 15 bits. */
final class PictureIds {
    private PictureIds() {}

    static void put(byte[] buffer, int offset, boolean fifteenBits, int pictureId) {
        if (fifteenBits) {
            BigEndian.putShort(buffer, offset, 0x8000 | pictureId);
        } else {
            BigEndian.putByte(buffer, offset, pictureId & 0x7F);
        }
    }
}
