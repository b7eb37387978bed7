package io.plenum.signaling.sdp;

import io.plenum.signaling.sdp.AnsweredSection.Accepted;
import io.plenum.signaling.sdp.AnsweredSection.Sending;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes an answer (RFC 8829 section 5.3.1): the offer's sections in the offer's order. */
public final class AnswerWriter {
    private final StringBuilder out = new StringBuilder(4096);
    private final SessionDescription offer;
    private final AnswerTransport transport;

    private AnswerWriter(SessionDescription offer, AnswerTransport transport) {
        this.offer = offer;
        this.transport = transport;
    }

    /** The answer as text, lines ended by CRLF. */
    public static String write(
            SessionDescription offer, AnswerTransport transport, List<AnsweredSection> sections) {
        AnswerWriter writer = new AnswerWriter(offer, transport);
        writer.session(sections);
        boolean first = true;
        for (AnsweredSection section : sections) {
            Accepted accepted = section.accepted();
            if (accepted == null) {
                writer.rejected(section.offered());
            } else {
                writer.accepted(section.offered(), accepted, first);
                first = false;
            }
        }
        return writer.out.toString();
    }

    private void line(String text) {
        out.append(text).append("\r\n");
    }

    private void session(List<AnsweredSection> sections) {
        line("v=0");
        line("o=- %d %d IN IP4 127.0.0.1".formatted(transport.sessionId(), transport.version()));
        line("s=-");
        line("t=0 0");
        StringBuilder bundle = new StringBuilder("a=group:BUNDLE");
        for (AnsweredSection section : sections) {
            Accepted accepted = section.accepted();
            if (accepted != null) {
                bundle.append(' ').append(accepted.mid());
            }
        }
        line(bundle.toString());
        line("a=ice-lite");
        if (offer.extmapAllowMixed()) {
            line("a=extmap-allow-mixed");
        }
        line("a=msid-semantic: WMS *");
    }

    /** RFC 8829 section 5.3.1: port zero; the formats stay, because an m-line needs one. */
    private void rejected(MediaDescription offered) {
        line(
                "m=%s 0 %s %s"
                        .formatted(
                                offered.kind(),
                                offered.protocol(),
                                String.join(" ", offered.formats())));
        line("c=IN IP4 0.0.0.0");
        mid(offered.mid());
        line("a=inactive");
    }

    private void mid(@Nullable String mid) {
        if (mid != null) {
            line("a=mid:" + mid);
        }
    }

    private void accepted(MediaDescription offered, Accepted accepted, boolean tagged) {
        List<String> payloadTypes =
                accepted.codecs().stream()
                        .map(codec -> Integer.toString(codec.payloadType()))
                        .toList();
        line(
                "m=%s 9 %s %s"
                        .formatted(
                                offered.kind(),
                                offered.protocol(),
                                String.join(" ", payloadTypes)));
        line("c=IN IP4 0.0.0.0");
        mid(accepted.mid());
        transportLines(tagged);
        line("a=" + accepted.direction().text());
        line("a=rtcp-mux");
        if (offered.rtcpReducedSize()) {
            line("a=rtcp-rsize");
        }
        for (SdpExtension extension : accepted.extensions()) {
            line("a=extmap:%d %s".formatted(extension.id(), extension.uri()));
        }
        for (SdpCodec codec : accepted.codecs()) {
            codec(codec);
        }
        Sending sending = accepted.sending();
        if (sending != null) {
            line("a=msid:%s %s".formatted(sending.streamId(), sending.streamId()));
            line("a=ssrc:%d cname:%s".formatted(sending.ssrc(), sending.cname()));
        }
    }

    /** All sections share the transport of the first one that is accepted (RFC 8843 section 7). */
    private void transportLines(boolean tagged) {
        line("a=ice-ufrag:" + transport.usernameFragment());
        line("a=ice-pwd:" + transport.password());
        line(
                "a=fingerprint:%s %s"
                        .formatted(
                                transport.fingerprint().algorithm(),
                                transport.fingerprint().value()));
        line("a=setup:passive");
        if (tagged) {
            for (String candidate : transport.candidates()) {
                line("a=candidate:" + candidate);
            }
            line("a=end-of-candidates");
        }
    }

    private void codec(SdpCodec codec) {
        String channels = codec.channels() > 1 ? "/" + codec.channels() : "";
        line(
                "a=rtpmap:%d %s/%d%s"
                        .formatted(
                                codec.payloadType(), codec.name(), codec.clockRateHz(), channels));
        for (String feedback : codec.feedback()) {
            line("a=rtcp-fb:%d %s".formatted(codec.payloadType(), feedback));
        }
        if (!codec.format().isEmpty()) {
            line("a=fmtp:%d %s".formatted(codec.payloadType(), codec.format()));
        }
    }
}
