package io.plenum.loadtests.roofline;

import io.plenum.bridge.rtp.RtpHeader;
import io.plenum.bridge.rtp.Verdict;
import io.plenum.bridge.srtp.SrtpKeys;
import io.plenum.bridge.srtp.SrtpProfile;
import io.plenum.bridge.srtp.SrtpReceiver;
import java.io.IOException;
import java.util.List;
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

    /**
     * Opens what the loop sent to this end.
     *
     * @param viewer its number, for the message if something is wrong
     * @return how many there were
     * @throws IOException if there is none, or one that is not authentic
     */
    int open(int viewer, List<byte[]> datagrams) throws IOException {
        SrtpReceiver receiver = new SrtpReceiver(peer);
        RtpHeader header = new RtpHeader();
        for (byte[] datagram : datagrams) {
            byte[] payload = new byte[datagram.length];
            if (header.wrapEncrypted(datagram, 0, datagram.length) != Verdict.OK
                    || receiver.unprotectRtp(
                                    datagram, 0, datagram.length, header.headerLength(), payload, 0)
                            < 0) {
                throw new IOException("viewer %d got what it cannot decrypt".formatted(viewer));
            }
        }
        if (datagrams.isEmpty()) {
            throw new IOException("viewer %d got nothing".formatted(viewer));
        }
        return datagrams.size();
    }

    private static byte[] bytes(int count, Random random) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }
}
