package io.plenum.bridge.srtp;

/** Keys of two peers that have shaken hands: what one calls local the other calls remote. */
final class TestKeys {
    private TestKeys() {}

    static SrtpKeys alice(SrtpProfile profile) {
        return new SrtpKeys(
                profile,
                bytes(profile.keyBytes(), 1),
                bytes(profile.saltBytes(), 2),
                bytes(profile.keyBytes(), 3),
                bytes(profile.saltBytes(), 4));
    }

    static SrtpKeys bob(SrtpProfile profile) {
        SrtpKeys alice = alice(profile);
        return new SrtpKeys(
                profile,
                alice.localKey(),
                alice.localSalt(),
                alice.remoteKey(),
                alice.remoteSalt());
    }

    private static byte[] bytes(int length, int seed) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (seed * 73 + i * 29);
        }
        return bytes;
    }
}
