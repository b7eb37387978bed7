package io.plenum.bridge.bytes;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Network-order integers in byte arrays (RFC 791 appendix B).
 *
 * <p>Every method throws {@link IndexOutOfBoundsException} outside the array; parsers check their
 * datagram's bounds first, because a slab is larger than one datagram.
 */
public final class BigEndian {
    private static final VarHandle SHORT =
            MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private BigEndian() {}

    /** One unsigned byte, 0 to 255. */
    public static int getUnsignedByte(byte[] buffer, int offset) {
        return buffer[offset] & 0xFF;
    }

    /** Two bytes as an unsigned number, 0 to 65535. */
    public static int getUnsignedShort(byte[] buffer, int offset) {
        return (short) SHORT.get(buffer, offset) & 0xFFFF;
    }

    /** Three bytes as an unsigned number, 0 to 2^24 - 1. */
    public static int getUnsignedMedium(byte[] buffer, int offset) {
        return (buffer[offset] & 0xFF) << 16 | getUnsignedShort(buffer, offset + 1);
    }

    /** Four bytes; treat as unsigned with {@link Integer#toUnsignedLong} where that matters. */
    public static int getInt(byte[] buffer, int offset) {
        return (int) INT.get(buffer, offset);
    }

    /** Four bytes as an unsigned number, 0 to 2^32 - 1. */
    public static long getUnsignedInt(byte[] buffer, int offset) {
        return (int) INT.get(buffer, offset) & 0xFFFF_FFFFL;
    }

    /** Eight bytes. */
    public static long getLong(byte[] buffer, int offset) {
        return (long) LONG.get(buffer, offset);
    }

    /** Writes the low 8 bits of {@code value}. */
    public static void putByte(byte[] buffer, int offset, int value) {
        buffer[offset] = (byte) value;
    }

    /** Writes the low 16 bits of {@code value}. */
    public static void putShort(byte[] buffer, int offset, int value) {
        SHORT.set(buffer, offset, (short) value);
    }

    /** Writes the low 24 bits of {@code value}. */
    public static void putMedium(byte[] buffer, int offset, int value) {
        buffer[offset] = (byte) (value >>> 16);
        SHORT.set(buffer, offset + 1, (short) value);
    }

    /** Writes four bytes. */
    public static void putInt(byte[] buffer, int offset, int value) {
        INT.set(buffer, offset, value);
    }

    /** Writes eight bytes. */
    public static void putLong(byte[] buffer, int offset, long value) {
        LONG.set(buffer, offset, value);
    }
}
