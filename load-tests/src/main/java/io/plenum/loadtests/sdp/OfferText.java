package io.plenum.loadtests.sdp;

import java.util.List;
import java.util.stream.Collectors;

/** Writes offers with Opus and VP8, as a browser makes them. */
public final class OfferText {
    /** Payload types. */
    public static final int OPUS = 111;

    public static final int VP8 = 96;
    public static final int RTX = 97;

    /** Identifiers of header extensions. */
    public static final int MID = 1;

    public static final int TRANSPORT_CC = 3;
    public static final int RID = 4;
    public static final int REPAIRED_RID = 5;
    public static final int AUDIO_LEVEL = 6;

    private OfferText() {}

    /**
     * An offer.
     *
     * @param fingerprint sha-256 of our certificate
     * @param setup "actpass", or "active" for a server that would otherwise be active itself
     * @param sections in their order
     */
    public static String of(
            long session,
            int version,
            String ufrag,
            String password,
            String fingerprint,
            String setup,
            List<Section> sections) {
        StringBuilder sdp = new StringBuilder(2_048);
        line(sdp, "v=0");
        line(sdp, "o=- " + session + " " + version + " IN IP4 127.0.0.1");
        line(sdp, "s=-");
        line(sdp, "t=0 0");
        String mids = sections.stream().map(Section::mid).collect(Collectors.joining(" "));
        line(sdp, "a=group:BUNDLE " + mids);
        line(sdp, "a=extmap-allow-mixed");
        line(sdp, "a=msid-semantic: WMS *");
        for (Section section : sections) {
            boolean audio = section.kind().equals("audio");
            String types = audio ? " " + OPUS : " " + VP8 + " " + RTX;
            line(sdp, "m=" + section.kind() + " 9 UDP/TLS/RTP/SAVPF" + types);
            line(sdp, "c=IN IP4 0.0.0.0");
            line(sdp, "a=rtcp:9 IN IP4 0.0.0.0");
            line(sdp, "a=ice-ufrag:" + ufrag);
            line(sdp, "a=ice-pwd:" + password);
            line(sdp, "a=ice-options:trickle");
            line(sdp, "a=fingerprint:sha-256 " + fingerprint);
            line(sdp, "a=setup:" + setup);
            line(sdp, "a=mid:" + section.mid());
            extensions(sdp, audio);
            line(sdp, section.sends() ? "a=sendonly" : "a=recvonly");
            line(sdp, "a=rtcp-mux");
            line(sdp, "a=rtcp-rsize");
            codecs(sdp, audio);
            if (section.sends()) {
                streams(sdp, section, audio);
            }
        }
        return sdp.toString();
    }

    private static void extensions(StringBuilder sdp, boolean audio) {
        line(sdp, "a=extmap:" + MID + " urn:ietf:params:rtp-hdrext:sdes:mid");
        line(
                sdp,
                "a=extmap:"
                        + TRANSPORT_CC
                        + " http://www.ietf.org/id/"
                        + "draft-holmer-rmcat-transport-wide-cc-extensions-01");
        if (audio) {
            line(sdp, "a=extmap:" + AUDIO_LEVEL + " urn:ietf:params:rtp-hdrext:ssrc-audio-level");
        } else {
            line(sdp, "a=extmap:" + RID + " urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id");
            line(
                    sdp,
                    "a=extmap:"
                            + REPAIRED_RID
                            + " urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id");
        }
    }

    private static void codecs(StringBuilder sdp, boolean audio) {
        if (audio) {
            line(sdp, "a=rtpmap:" + OPUS + " opus/48000/2");
            line(sdp, "a=fmtp:" + OPUS + " minptime=10;useinbandfec=1");
            line(sdp, "a=rtcp-fb:" + OPUS + " transport-cc");
            return;
        }
        line(sdp, "a=rtpmap:" + VP8 + " VP8/90000");
        for (String feedback : List.of("transport-cc", "ccm fir", "nack", "nack pli")) {
            line(sdp, "a=rtcp-fb:" + VP8 + " " + feedback);
        }
        line(sdp, "a=rtpmap:" + RTX + " rtx/90000");
        line(sdp, "a=fmtp:" + RTX + " apt=" + VP8);
    }

    private static void streams(StringBuilder sdp, Section section, boolean audio) {
        line(sdp, "a=msid:- " + section.kind() + section.mid());
        if (!section.rids().isEmpty()) {
            section.rids().forEach(rid -> line(sdp, "a=rid:" + rid + " send"));
            line(sdp, "a=simulcast:send " + String.join(";", section.rids()));
            return;
        }
        String ssrc = Integer.toUnsignedString(section.ssrc());
        String repair = Integer.toUnsignedString(section.ssrc() + 1);
        if (!audio) {
            line(sdp, "a=ssrc-group:FID " + ssrc + " " + repair);
        }
        line(sdp, "a=ssrc:" + ssrc + " cname:load");
        if (!audio) {
            line(sdp, "a=ssrc:" + repair + " cname:load");
        }
    }

    private static void line(StringBuilder sdp, String line) {
        sdp.append(line).append("\r\n");
    }
}
