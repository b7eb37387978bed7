package io.plenum.signaling.support;

import java.util.ArrayList;
import java.util.List;

/** Offers as WHIP publishers and WHEP players make them, line by line. */
public final class SdpOffers {
    /** Of a certificate that nobody has. */
    public static final String FINGERPRINT = "sha-256 " + "AB:".repeat(31) + "AB";

    private static final String MID = "a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid";

    private final List<String> lines = new ArrayList<>();
    private final List<String> mids = new ArrayList<>();

    private SdpOffers() {}

    /** An offer of these sections. */
    public static String of(String... sections) {
        SdpOffers offer = new SdpOffers();
        for (String section : sections) {
            offer.mids.add(Integer.toString(offer.mids.size()));
            String mid = "a=mid:" + offer.mids.getLast();
            section.lines().forEach(line -> offer.lines.add(line.equals("a=mid:") ? mid : line));
        }
        List<String> all = new ArrayList<>();
        all.add("v=0");
        all.add("o=- 7 1 IN IP4 127.0.0.1");
        all.add("s=-");
        all.add("t=0 0");
        all.add("a=group:BUNDLE " + String.join(" ", offer.mids));
        all.addAll(offer.lines);
        return String.join("\r\n", all) + "\r\n";
    }

    /** An Opus section in that direction. */
    public static String audio(String direction) {
        return section("audio", "111", direction) + "a=rtpmap:111 opus/48000/2\n";
    }

    /** A VP8 section in that direction. */
    public static String video(String direction) {
        return section("video", "96 97", direction)
                + "a=rtpmap:96 VP8/90000\na=rtcp-fb:96 nack\na=rtcp-fb:96 nack pli\n"
                + "a=rtpmap:97 rtx/90000\na=fmtp:97 apt=96\n";
    }

    /** A section of data channels. */
    public static String data() {
        return "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\nc=IN IP4 0.0.0.0\na=mid:\n"
                + transport()
                + "a=sctp-port:5000\n";
    }

    private static String section(String kind, String payloadTypes, String direction) {
        return "m=%s 9 UDP/TLS/RTP/SAVPF %s\nc=IN IP4 0.0.0.0\na=mid:\na=%s\n%s\na=rtcp-mux\n"
                        .formatted(kind, payloadTypes, direction, MID)
                + transport();
    }

    private static String transport() {
        return "a=ice-ufrag:cliA\na=ice-pwd:abcdefghijklmnopqrstuvwx\na=fingerprint:"
                + FINGERPRINT
                + "\na=setup:actpass\n";
    }

    /** An ICE fragment of the session's first section. */
    public static String fragment(String usernameFragment, String password, String... candidates) {
        return "a=group:BUNDLE 0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:0\r\n"
                + "a=ice-ufrag:"
                + usernameFragment
                + "\r\na=ice-pwd:"
                + password
                + "\r\n"
                + String.join("", List.of(candidates).stream().map(c -> c + "\r\n").toList());
    }
}
