package io.plenum.bridge.crypto;

import io.plenum.bridge.bytes.BigEndian;
import io.plenum.bridge.srtp.CipherFamily;
import io.plenum.bridge.srtp.SrtpKeys;
import io.plenum.bridge.srtp.SrtpProfile;
import io.plenum.bridge.srtp.SrtpReceiver;
import io.plenum.bridge.srtp.SrtpSender;
import java.security.Provider;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A provider whose ciphers protect RTP packets, as for a viewer of a video. */
final class SealingContender implements Contender {
    /** A video packet's payload. */
    static final int PAYLOAD_BYTES = 1_100;

    private static final int HEADER_BYTES = 20;
    private static final int SSRC = 0x504C_454E;

    private final String name;
    private final CipherFamily family;
    private final @Nullable Provider provider;
    private final byte[] payload = pattern(PAYLOAD_BYTES, 1);
    private final byte[] datagram = new byte[2 * PAYLOAD_BYTES];
    private @Nullable SrtpSender sender;
    private long packetIndex;

    /**
     * @param provider null for the platform
     */
    SealingContender(String name, CipherFamily family, @Nullable Provider provider) {
        this.name = name;
        this.family = family;
        this.provider = provider;
    }

    @Override
    public String name() {
        return name;
    }

    /** For every profile: the platform's bytes, opened both ways, and a forgery refused. */
    @Override
    public void verify() {
        for (SrtpProfile profile : family.profiles()) {
            SrtpKeys keys = keys(profile);
            var ours = new SrtpSender(keys, provider);
            var platform = new SrtpSender(keys);
            var ourReceiver = new SrtpReceiver(keys, provider, 1);
            var platformReceiver = new SrtpReceiver(keys);
            for (int index = 1; index <= 3; index++) {
                byte[] sealed = seal(ours, index);
                byte[] expected = seal(platform, index);
                boolean same = Arrays.equals(sealed, expected);
                require(same, profile, "encrypts to other bytes than the JDK");
                require(opens(platformReceiver, sealed), profile, "cannot be opened by the JDK");
                expected[expected.length - 1] ^= 1;
                require(refuses(ourReceiver, expected), profile, "does not refuse a forged packet");
                expected[expected.length - 1] ^= 1;
                require(opens(ourReceiver, expected), profile, "cannot open the JDK's packets");
            }
        }
    }

    @Override
    public void seal(int packets) {
        SrtpSender with = sender;
        if (with == null) {
            with = new SrtpSender(keys(family.profiles().getFirst()), provider);
            sender = with;
        }
        for (int i = 0; i < packets; i++) {
            protect(with, datagram, ++packetIndex);
        }
    }

    private byte[] seal(SrtpSender with, long index) {
        byte[] out = new byte[HEADER_BYTES + PAYLOAD_BYTES + with.rtpOverheadBytes()];
        protect(with, out, index);
        return out;
    }

    private void protect(SrtpSender with, byte[] out, long index) {
        out[0] = (byte) 0x80;
        BigEndian.putShort(out, 2, (int) index & 0xFFFF);
        BigEndian.putInt(out, 8, SSRC);
        with.protectRtp(payload, 0, PAYLOAD_BYTES, out, 0, HEADER_BYTES, index);
    }

    private boolean opens(SrtpReceiver receiver, byte[] sealed) {
        byte[] out = new byte[PAYLOAD_BYTES];
        return receiver.unprotectRtp(sealed, 0, sealed.length, HEADER_BYTES, out, 0)
                        == PAYLOAD_BYTES
                && Arrays.equals(out, payload);
    }

    private boolean refuses(SrtpReceiver receiver, byte[] forged) {
        byte[] out = new byte[PAYLOAD_BYTES];
        return receiver.unprotectRtp(forged, 0, forged.length, HEADER_BYTES, out, 0)
                        == SrtpReceiver.BAD_TAG
                && !Arrays.equals(out, payload);
    }

    private static void require(boolean holds, SrtpProfile profile, String failing) {
        if (!holds) {
            throw new IllegalStateException(profile.ianaName() + " " + failing);
        }
    }

    /** The same both ways, so that one end opens what it sealed itself. Secret they need not be. */
    private static SrtpKeys keys(SrtpProfile profile) {
        byte[] key = pattern(profile.keyBytes(), 2);
        byte[] salt = pattern(profile.saltBytes(), 3);
        return new SrtpKeys(profile, key, salt, key, salt);
    }

    private static byte[] pattern(int length, int seed) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (seed * 73 + i * 29);
        }
        return bytes;
    }
}
