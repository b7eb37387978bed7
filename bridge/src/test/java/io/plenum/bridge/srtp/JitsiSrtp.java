package io.plenum.bridge.srtp;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jitsi.srtp.SrtcpCryptoContext;
import org.jitsi.srtp.SrtpContextFactory;
import org.jitsi.srtp.SrtpCryptoContext;
import org.jitsi.srtp.SrtpErrorStatus;
import org.jitsi.srtp.SrtpPolicy;
import org.jitsi.srtp.crypto.Aes;
import org.jitsi.utils.ByteArrayBuffer;
import org.jitsi.utils.logging2.LoggerImpl;

/** Another implementation of SRTP at the other end of the wire, on the platform's ciphers. */
final class JitsiSrtp {
    static {
        Aes.setFactoryClassName("org.jitsi.srtp.crypto.Aes$SunJCECipherFactory");
    }

    private final SrtpContextFactory sending;
    private final SrtpContextFactory receiving;
    private final Map<Integer, SrtpCryptoContext> rtpSenders = new HashMap<>();
    private final Map<Integer, SrtpCryptoContext> rtpReceivers = new HashMap<>();
    private final Map<Integer, SrtcpCryptoContext> rtcpSenders = new HashMap<>();
    private final Map<Integer, SrtcpCryptoContext> rtcpReceivers = new HashMap<>();

    JitsiSrtp(SrtpKeys keys) {
        sending = factory(true, keys.profile(), keys.localKey(), keys.localSalt());
        receiving = factory(false, keys.profile(), keys.remoteKey(), keys.remoteSalt());
    }

    byte[] protectRtp(int ssrc, byte[] packet) throws GeneralSecurityException {
        SrtpCryptoContext context = rtpSenders.get(ssrc);
        if (context == null) {
            context = sending.deriveContext(ssrc, 0);
            rtpSenders.put(ssrc, context);
        }
        var buffer = new Buffer(packet);
        requireOk(context.transformPacket(buffer));
        return buffer.content();
    }

    byte[] unprotectRtp(int ssrc, byte[] datagram) throws GeneralSecurityException {
        SrtpCryptoContext context = rtpReceivers.get(ssrc);
        if (context == null) {
            context = receiving.deriveContext(ssrc, 0);
            rtpReceivers.put(ssrc, context);
        }
        var buffer = new Buffer(datagram);
        requireOk(context.reverseTransformPacket(buffer, false));
        return buffer.content();
    }

    byte[] protectRtcp(int ssrc, byte[] packet) throws GeneralSecurityException {
        SrtcpCryptoContext context = rtcpSenders.get(ssrc);
        if (context == null) {
            context = sending.deriveControlContext(ssrc);
            rtcpSenders.put(ssrc, context);
        }
        var buffer = new Buffer(packet);
        requireOk(context.transformPacket(buffer));
        return buffer.content();
    }

    byte[] unprotectRtcp(int ssrc, byte[] datagram) throws GeneralSecurityException {
        SrtcpCryptoContext context = rtcpReceivers.get(ssrc);
        if (context == null) {
            context = receiving.deriveControlContext(ssrc);
            rtcpReceivers.put(ssrc, context);
        }
        var buffer = new Buffer(datagram);
        requireOk(context.reverseTransformPacket(buffer));
        return buffer.content();
    }

    private static SrtpContextFactory factory(
            boolean sender, SrtpProfile profile, byte[] key, byte[] salt) {
        return new SrtpContextFactory(
                sender, key, salt, policy(profile), policy(profile), new LoggerImpl("jitsi"));
    }

    private static SrtpPolicy policy(SrtpProfile profile) {
        return switch (profile) {
            case AEAD_AES_128_GCM, AEAD_AES_256_GCM ->
                    new SrtpPolicy(
                            SrtpPolicy.AESGCM_ENCRYPTION,
                            profile.keyBytes(),
                            SrtpPolicy.NULL_AUTHENTICATION,
                            0,
                            16,
                            12);
            case AES128_CM_HMAC_SHA1_80 ->
                    new SrtpPolicy(
                            SrtpPolicy.AESCM_ENCRYPTION,
                            16,
                            SrtpPolicy.HMACSHA1_AUTHENTICATION,
                            20,
                            10,
                            14);
        };
    }

    private static void requireOk(SrtpErrorStatus status) {
        if (status != SrtpErrorStatus.OK) {
            throw new AssertionError("jitsi-srtp says " + status);
        }
    }

    private static final class Buffer implements ByteArrayBuffer {
        /** It encrypts GCM in place and wants room for the tag. */
        private static final int SPARE_BYTES = 32;

        private byte[] bytes;
        private int offset;
        private int length;

        Buffer(byte[] packet) {
            bytes = Arrays.copyOf(packet, packet.length + SPARE_BYTES);
            length = packet.length;
        }

        byte[] content() {
            return Arrays.copyOfRange(bytes, offset, offset + length);
        }

        @Override
        public byte[] getBuffer() {
            return bytes;
        }

        @Override
        public int getOffset() {
            return offset;
        }

        @Override
        public int getLength() {
            return length;
        }

        @Override
        public void setLength(int length) {
            this.length = length;
        }

        @Override
        public void setOffset(int offset) {
            this.offset = offset;
        }

        @Override
        public boolean isInvalid() {
            return false;
        }

        @Override
        public void readRegionToBuff(int from, int count, byte[] target) {
            System.arraycopy(bytes, offset + from, target, 0, count);
        }

        @Override
        public void grow(int howMuch) {
            bytes = Arrays.copyOf(bytes, bytes.length + howMuch);
        }

        @Override
        public void append(byte[] more, int count) {
            if (offset + length + count > bytes.length) {
                grow(count);
            }
            System.arraycopy(more, 0, bytes, offset + length, count);
            length += count;
        }

        @Override
        public void shrink(int count) {
            length -= count;
        }
    }
}
