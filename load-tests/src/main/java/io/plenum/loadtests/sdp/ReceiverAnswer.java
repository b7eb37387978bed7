package io.plenum.loadtests.sdp;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Answers an offer of somebody who sends: everything is taken as offered. */
public final class ReceiverAnswer {
    private static final Pattern KEPT =
            Pattern.compile("a=(mid|rtpmap|fmtp|rtcp-fb|extmap|rtcp-mux|rtcp-rsize)(:.*)?");
    private static final Pattern SECTION = Pattern.compile("(?m)^(?=m=)");

    private ReceiverAnswer() {}

    /**
     * The answer.
     *
     * @param offer with one or more sections that send
     * @param fingerprint sha-256 of our certificate
     */
    public static String of(String offer, String ufrag, String password, String fingerprint) {
        StringBuilder sdp = new StringBuilder(offer.length());
        List<String> parts = List.of(SECTION.split(offer));
        line(sdp, "v=0");
        line(sdp, "o=- 1 1 IN IP4 127.0.0.1");
        line(sdp, "s=-");
        line(sdp, "t=0 0");
        parts.getFirst()
                .lines()
                .filter(line -> line.startsWith("a=group:"))
                .forEach(l -> line(sdp, l));
        for (String section : parts.subList(1, parts.size())) {
            section.lines().limit(1).forEach(first -> line(sdp, first));
            line(sdp, "c=IN IP4 0.0.0.0");
            line(sdp, "a=recvonly");
            line(sdp, "a=ice-ufrag:" + ufrag);
            line(sdp, "a=ice-pwd:" + password);
            line(sdp, "a=fingerprint:sha-256 " + fingerprint);
            line(sdp, "a=setup:active");
            section.lines().filter(ReceiverAnswer::isKept).forEach(kept -> line(sdp, kept));
        }
        return sdp.toString();
    }

    private static boolean isKept(String line) {
        Matcher matcher = KEPT.matcher(line);
        return matcher.matches();
    }

    private static void line(StringBuilder sdp, String line) {
        sdp.append(line).append("\r\n");
    }
}
