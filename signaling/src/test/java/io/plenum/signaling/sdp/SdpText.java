package io.plenum.signaling.sdp;

import java.util.ArrayList;
import java.util.List;

/** A small offer that passes all checks, to be changed line by line. */
final class SdpText {
    static final String SHA_256 = "AB" + ":CD".repeat(31);
    private final List<String> lines = new ArrayList<>();

    /** One audio section (mid a) and one video section (mid v) in a bundle. */
    static SdpText audioVideo() {
        final SdpText text = new SdpText();
        text.add("v=0", "o=- 1 2 IN IP4 127.0.0.1", "s=-", "t=0 0", "a=group:BUNDLE a v");
        text.add("m=audio 9 UDP/TLS/RTP/SAVPF 111", "a=mid:a");
        text.transport();
        text.add("a=sendrecv", "a=rtcp-mux", "a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid");
        text.add("a=rtpmap:111 opus/48000/2", "a=rtcp-fb:111 transport-cc");
        text.add("m=video 9 UDP/TLS/RTP/SAVPF 96 97", "a=mid:v");
        text.transport();
        text.add("a=sendonly", "a=rtcp-mux", "a=extmap:5/sendonly urn:3gpp:video-orientation");
        text.add("a=rtpmap:96 VP8/90000", "a=rtcp-fb:96 nack pli", "a=rtcp-fb:96 nack");
        text.add("a=rtpmap:97 rtx/90000", "a=fmtp:97 apt=96");
        return text;
    }

    private void transport() {
        add("a=ice-ufrag:abcd", "a=ice-pwd:0123456789abcdefghijkl");
        add("a=fingerprint:sha-256 " + SHA_256, "a=setup:actpass");
    }

    SdpText add(String... more) {
        lines.addAll(List.of(more));
        return this;
    }

    /** Every line that is equal to {@code line} becomes {@code other}. */
    SdpText replace(String line, String other) {
        if (!lines.contains(line)) {
            throw new IllegalArgumentException("no line " + line);
        }
        lines.replaceAll(text -> text.equals(line) ? other : text);
        return this;
    }

    /** Only the last such line. */
    SdpText replaceLast(String line, String other) {
        lines.set(lines.lastIndexOf(line), other);
        return this;
    }

    SdpText remove(String prefix) {
        if (!lines.removeIf(line -> line.startsWith(prefix))) {
            throw new IllegalArgumentException("no line " + prefix);
        }
        return this;
    }

    int lineOf(String line) {
        return lines.indexOf(line) + 1;
    }

    @Override
    public String toString() {
        return String.join("\r\n", lines) + "\r\n";
    }
}
