package io.plenum.signaling.sdp;

import java.util.List;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * Writes a description; lines end with CRLF and have a fixed order, so equal models give equal
 * text.
 */
public final class SdpWriter {
    private final StringBuilder out = new StringBuilder(4096);

    private SdpWriter() {}

    /** The description as text. {@link SdpParser#parse} of it gives back an equal description. */
    public static String write(SessionDescription session) {
        final SdpWriter writer = new SdpWriter();
        writer.session(session);
        session.media().forEach(section -> writer.section(section, session.extmapAllowMixed()));
        return writer.out.toString();
    }

    private void session(SessionDescription session) {
        final Origin o = session.origin();
        line("v=0");
        line(
                "o="
                        + String.join(
                                " ",
                                o.username(),
                                o.sessionId(),
                                o.sessionVersion(),
                                o.networkType(),
                                o.addressType(),
                                o.address()));
        line("s=" + session.name());
        line("t=0 0");
        for (List<String> group : session.bundleGroups()) {
            line(group.isEmpty() ? "a=group:BUNDLE" : "a=group:BUNDLE " + String.join(" ", group));
        }
        flag("extmap-allow-mixed", session.extmapAllowMixed());
        attribute("msid-semantic", session.msidSemantic());
        flag("ice-lite", session.iceLite());
        transport(session.transport());
    }

    private void section(MediaDescription media, boolean allMixed) {
        line(
                "m=%s %d %s %s"
                        .formatted(
                                media.media(),
                                media.port(),
                                media.protocol(),
                                String.join(" ", media.formats())));
        line("c=" + media.connection());
        media.bandwidths().forEach(b -> line("b=" + b.type() + ":" + b.value()));
        media.candidates().forEach(candidate -> line("a=" + candidate.toAttribute()));
        flag("end-of-candidates", media.endOfCandidates());
        transport(media.transport());
        attribute("mid", media.mid());
        flag("bundle-only", media.bundleOnly());
        media.extensions().forEach(this::extension);
        flag("extmap-allow-mixed", media.extmapAllowMixed() && !allMixed);
        line("a=" + media.direction().token());
        media.msids().forEach(msid -> attribute("msid", msid.value()));
        flag("rtcp-mux", media.rtcpMux());
        flag("rtcp-mux-only", media.rtcpMuxOnly());
        flag("rtcp-rsize", media.rtcpReducedSize());
        media.codecs().forEach(this::codec);
        for (SsrcGroup group : media.ssrcGroups()) {
            final StringJoiner members = new StringJoiner(" ");
            group.ssrcs().forEach(ssrc -> members.add(Long.toString(ssrc)));
            attribute("ssrc-group", group.semantics() + " " + members);
        }
        media.ssrcs().forEach(this::ssrc);
        media.rids().forEach(this::rid);
        final Simulcast simulcast = media.simulcast();
        if (simulcast != null) {
            simulcast(simulcast);
        }
        if (media.sctpPort() >= 0) {
            attribute("sctp-port", Integer.toString(media.sctpPort()));
        }
        if (media.maxMessageSizeBytes() >= 0) {
            attribute("max-message-size", Long.toString(media.maxMessageSizeBytes()));
        }
    }

    private void transport(TransportDescription transport) {
        attribute("ice-ufrag", transport.usernameFragment());
        attribute("ice-pwd", transport.password());
        if (!transport.iceOptions().isEmpty()) {
            attribute("ice-options", String.join(" ", transport.iceOptions()));
        }
        for (Fingerprint fingerprint : transport.fingerprints()) {
            attribute("fingerprint", fingerprint.algorithm() + " " + fingerprint.value());
        }
        final Setup setup = transport.setup();
        attribute("setup", setup == null ? null : setup.token());
    }

    private void extension(Extmap extension) {
        final String direction =
                extension.direction() == Direction.SENDRECV
                        ? ""
                        : "/" + extension.direction().token();
        final String attributes =
                extension.attributes().isEmpty() ? "" : " " + extension.attributes();
        attribute("extmap", extension.id() + direction + " " + extension.uri() + attributes);
    }

    private void codec(RtpCodec codec) {
        final String type = codec.payloadType() + " ";
        final String channels = codec.channels() == 1 ? "" : "/" + codec.channels();
        attribute("rtpmap", type + codec.encodingName() + "/" + codec.clockRateHz() + channels);
        codec.feedback().forEach(feedback -> attribute("rtcp-fb", type + feedback.value()));
        if (!codec.parameters().raw().isEmpty()) {
            attribute("fmtp", type + codec.parameters().raw());
        }
    }

    private void ssrc(SsrcDescription source) {
        if (source.cname() != null) {
            attribute("ssrc", source.ssrc() + " cname:" + source.cname());
        }
        final Msid msid = source.msid();
        if (msid != null) {
            attribute("ssrc", source.ssrc() + " msid:" + msid.value());
        }
    }

    private void rid(Rid rid) {
        final StringJoiner restrictions = new StringJoiner(";");
        if (!rid.payloadTypes().isEmpty()) {
            final StringJoiner payloadTypes = new StringJoiner(",", "pt=", "");
            rid.payloadTypes().forEach(type -> payloadTypes.add(Integer.toString(type)));
            restrictions.add(payloadTypes.toString());
        }
        if (!rid.restrictions().raw().isEmpty()) {
            restrictions.add(rid.restrictions().raw());
        }
        final String words = rid.id() + (rid.send() ? " send" : " recv");
        attribute("rid", restrictions.length() == 0 ? words : words + " " + restrictions);
    }

    private void simulcast(Simulcast simulcast) {
        final StringJoiner value = new StringJoiner(" ");
        if (!simulcast.send().isEmpty()) {
            value.add("send").add(streams(simulcast.send()));
        }
        if (!simulcast.receive().isEmpty()) {
            value.add("recv").add(streams(simulcast.receive()));
        }
        attribute("simulcast", value.toString());
    }

    private static String streams(List<List<Simulcast.Alternative>> streams) {
        final StringJoiner list = new StringJoiner(";");
        for (List<Simulcast.Alternative> alternatives : streams) {
            final StringJoiner stream = new StringJoiner(",");
            alternatives.forEach(a -> stream.add(a.paused() ? "~" + a.rid() : a.rid()));
            list.add(stream.toString());
        }
        return list.toString();
    }

    private void flag(String name, boolean set) {
        if (set) {
            line("a=" + name);
        }
    }

    private void attribute(String name, @Nullable String value) {
        if (value != null) {
            line("a=" + name + ":" + value);
        }
    }

    private void line(String text) {
        out.append(text).append("\r\n");
    }
}
