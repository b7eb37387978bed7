package io.plenum.loadtests;

import io.plenum.bridge.srtp.SrtpProfile;
import java.net.URI;

/**
 * What a run does.
 *
 * @param url of the server; with {@link Via#HTTP}, publishers post to {@code whip/ROOM} below it
 *     and viewers to {@code whep/ROOM/PUBLISHER}
 * @param rooms side by side
 * @param publishers who send, per room
 * @param subscribers who only receive, per room
 * @param everyone whether publishers receive one another too
 * @param videoBitsPerSecond of a publisher; of the highest encoding with simulcast, 0 for no video
 * @param simulcast whether publishers send three encodings, each with four times the bits of the
 *     one below
 * @param audio whether publishers send Opus
 * @param warmUpSeconds after the last has joined
 * @param seconds that are measured
 * @param joinsPerSecond more than 0
 * @param lateJoins who join rooms beside, and only listen, while it measures
 * @param lateJoinsPerSecond more than 0
 * @param downlinkBitsPerSecond what viewers say once a second that their downlink carries (REMB), 0
 *     if they say nothing
 * @param loss share of the received media that each viewer's link loses, 0 to 1
 * @param sampled viewers who decrypt and measure, per room, spread evenly over those who join: a
 *     server may serve the first ones first; the others only count
 * @param keepsRuns whether viewers' sockets hand over a run of datagrams as one (UDP_GRO)
 * @param serverPid process whose CPU and memory are read, 0 for none
 */
record LoadPlan(
        URI url,
        Via via,
        int rooms,
        int publishers,
        int subscribers,
        boolean everyone,
        int videoBitsPerSecond,
        int framesPerSecond,
        boolean simulcast,
        boolean audio,
        double warmUpSeconds,
        double seconds,
        double joinsPerSecond,
        int lateJoins,
        double lateJoinsPerSecond,
        long downlinkBitsPerSecond,
        double loss,
        int sampled,
        SrtpProfile profile,
        boolean keepsRuns,
        long serverPid) {
    /** How participants reach the server. */
    enum Via {
        /** {@code plenum.v1}. */
        WEBSOCKET,
        /** WHIP and WHEP. */
        HTTP,
        /** The video room of Janus. */
        JANUS
    }

    /**
     * Whether a participant measures, if it receives.
     *
     * @param number the how manieth of its kind joins its room, from 0
     * @param count so many of its kind join
     */
    boolean isSampled(int number, int count) {
        return isSampled(sampled, number, count);
    }

    /** In the middle of each of {@code sampled} equal parts. */
    static boolean isSampled(int sampled, int number, int count) {
        for (long part = 0; part < Math.min(sampled, count); part++) {
            if (number == (2 * part + 1) * count / (2L * Math.min(sampled, count))) {
                return true;
            }
        }
        return false;
    }

    /** Connections that will be made. Janus needs two for who sends and receives. */
    int participants() {
        boolean two = via == Via.JANUS && everyone;
        return rooms * ((two ? 2 : 1) * publishers + subscribers) + lateJoins;
    }
}
