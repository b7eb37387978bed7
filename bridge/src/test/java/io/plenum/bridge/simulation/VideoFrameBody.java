package io.plenum.bridge.simulation;

import java.nio.ByteBuffer;

/**
 * What a simulated packet of video says of its frame.
 *
 * @param source of which source
 * @param encoding of which encoding
 */
record VideoFrameBody(
        int source, int encoding, int layer, boolean key, long captureNanos, int part, int parts) {

    static void write(
            ByteBuffer into,
            int source,
            int encoding,
            int layer,
            boolean key,
            long captureNanos,
            int part,
            int parts) {
        into.putInt(source)
                .put((byte) encoding)
                .put((byte) layer)
                .put((byte) (key ? 1 : 0))
                .putLong(captureNanos)
                .putShort((short) part)
                .putShort((short) parts);
    }

    static VideoFrameBody read(ByteBuffer from) {
        return new VideoFrameBody(
                from.getInt(),
                from.get(),
                from.get(),
                from.get() != 0,
                from.getLong(),
                from.getShort(),
                from.getShort());
    }
}
