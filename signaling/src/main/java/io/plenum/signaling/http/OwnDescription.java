package io.plenum.signaling.http;

import io.plenum.bridge.parameters.IceCandidate;
import io.plenum.bridge.parameters.LocalTransport;
import io.plenum.signaling.sdp.Candidate;
import java.util.ArrayList;
import java.util.List;

/** Descriptions that this server wrote, as WHIP and WHEP want them. */
final class OwnDescription {
    private static final String MUX = "a=rtcp-mux";
    private static final String MSID = "a=msid:";

    private OwnDescription() {}

    /**
     * The answer or counter-offer of a WHIP or WHEP session. RFC 9725 section 4.4.1 wants
     * rtcp-mux-only in every bundled section of both sides, where RFC 8858 keeps it to offers; and
     * the tracks of one audio and one video section are one stream.
     */
    static String oneStream(String own) {
        List<String> lines = new ArrayList<>();
        int audio = 0;
        int video = 0;
        int pair = 0;
        for (String line : own.lines().toList()) {
            if (line.startsWith("m=audio")) {
                pair = audio++;
            } else if (line.startsWith("m=video")) {
                pair = video++;
            }
            if (line.equals(MUX)) {
                lines.add(MUX);
                lines.add(MUX + "-only");
            } else if (line.startsWith(MSID)) {
                String track = line.substring(line.indexOf(' ') + 1);
                lines.add(MSID + "plenum-" + pair + " " + track);
            } else {
                lines.add(line);
            }
        }
        return joined(lines);
    }

    /**
     * The answer to an ICE restart (RFC 9725 section 4.3.3): the part of the answer that tells of
     * ICE, with the new credentials and candidates.
     *
     * @param own what {@link #oneStream} returned
     */
    static String restarted(String own, LocalTransport transport) {
        List<String> lines = new ArrayList<>();
        List<String> section = new ArrayList<>();
        boolean inSession = true;
        for (String line : own.lines().toList()) {
            if (line.startsWith("m=")) {
                inSession = false;
                section.clear();
                section.add(line);
            } else if (line.startsWith("a=mid:")) {
                section.add(line);
            } else if (line.equals("a=end-of-candidates")) {
                // Stands in the section whose transport carries the others, before its mid.
                section.add(line);
            } else if (inSession
                    && (line.equals("a=ice-lite")
                            || line.startsWith("a=ice-options:")
                            || line.startsWith("a=group:BUNDLE"))) {
                lines.add(line);
            }
            if (section.size() == 3) {
                break;
            }
        }
        section.remove("a=end-of-candidates");
        lines.addAll(section);
        lines.add("a=ice-ufrag:" + transport.ice().usernameFragment());
        lines.add("a=ice-pwd:" + transport.ice().password());
        for (IceCandidate each : transport.candidates()) {
            String tcpType = each.protocol().equals("tcp") ? "passive" : null;
            Candidate candidate =
                    Candidate.host(
                            each.foundation(),
                            each.protocol(),
                            each.priority(),
                            each.address(),
                            each.port(),
                            tcpType);
            lines.add("a=" + candidate.toAttribute());
        }
        lines.add("a=end-of-candidates");
        return joined(lines);
    }

    private static String joined(List<String> lines) {
        return String.join("\r\n", lines) + "\r\n";
    }
}
