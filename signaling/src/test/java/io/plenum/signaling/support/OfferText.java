package io.plenum.signaling.support;

/** The offer of someone who sends Opus. */
public final class OfferText {
    /** Our ICE username fragment. */
    public static final String FRAGMENT = "cliA";

    /** What we send with. */
    public static final int SSRC = 1234;

    /** Opus. */
    public static final int PAYLOAD_TYPE = 111;

    private OfferText() {}

    /**
     * One section, lines ended by CRLF.
     *
     * @param fingerprint algorithm, space, value
     */
    public static String sendingOpus(String fingerprint) {
        return String.join(
                "\r\n",
                "v=0",
                "o=- 1 1 IN IP4 127.0.0.1",
                "s=-",
                "t=0 0",
                "a=group:BUNDLE 0",
                "m=audio 9 UDP/TLS/RTP/SAVPF " + PAYLOAD_TYPE,
                "c=IN IP4 0.0.0.0",
                "a=mid:0",
                "a=sendonly",
                "a=rtcp-mux",
                "a=ice-ufrag:" + FRAGMENT,
                "a=ice-pwd:abcdefghijklmnopqrstuvwx",
                "a=fingerprint:" + fingerprint,
                "a=setup:actpass",
                "a=rtpmap:" + PAYLOAD_TYPE + " opus/48000/2",
                "a=ssrc:" + SSRC + " cname:client",
                "");
    }

    /** The first value of an attribute in a description, or an error that names it. */
    public static String attribute(String sdp, String name) {
        return sdp.lines()
                .filter(line -> line.startsWith("a=" + name + ":"))
                .findFirst()
                .map(line -> line.substring(name.length() + 3))
                .orElseThrow(() -> new AssertionError("no a=" + name + " in\n" + sdp));
    }
}
