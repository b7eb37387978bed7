package io.plenum.loadtests.roofline;

import io.plenum.bridge.srtp.SrtpKeys;
import io.plenum.bridge.srtp.SrtpProfile;
import java.util.Random;

/**
 * The keys of one transport, seen from both ends.
 *
 * @param loop the bare loop's end
 * @param peer the other
 */
record SrtpSession(SrtpKeys loop, SrtpKeys peer) {
    /** A session whose keys come from {@code random}: fit for a measurement only. */
    static SrtpSession of(SrtpProfile profile, Random random) {
        byte[] toLoopKey = bytes(profile.keyBytes(), random);
        byte[] toLoopSalt = bytes(profile.saltBytes(), random);
        byte[] toPeerKey = bytes(profile.keyBytes(), random);
        byte[] toPeerSalt = bytes(profile.saltBytes(), random);
        return new SrtpSession(
                new SrtpKeys(profile, toLoopKey, toLoopSalt, toPeerKey, toPeerSalt),
                new SrtpKeys(profile, toPeerKey, toPeerSalt, toLoopKey, toLoopSalt));
    }

    private static byte[] bytes(int count, Random random) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }
}
