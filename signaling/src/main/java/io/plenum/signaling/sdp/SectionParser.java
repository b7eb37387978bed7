package io.plenum.signaling.sdp;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the lines of one m-section. */
final class SectionParser {
    static final int MAX_EXTENSIONS = 256;
    private static final int MAX_FEEDBACK = 64;
    private static final int MAX_STREAMS = 32;
    private static final String ALL = "*";

    /** What the session says for sections that say nothing. */
    record Inherited(
            TransportDescription transport,
            Direction direction,
            @Nullable String connection,
            boolean extmapAllowMixed,
            List<Extmap> extensions) {}

    private record Encoding(String name, int clockRateHz, int channels) {}

    private final Line mLine;
    private final boolean rtp;
    private final MediaBuilder section;
    private final Set<String> formats = new LinkedHashSet<>();
    private final Map<String, Encoding> encodings = new HashMap<>();
    private final Map<String, String> parameters = new HashMap<>();
    private final Map<String, Set<RtcpFeedback>> feedback = new HashMap<>();
    private final List<Extmap> extensions = new ArrayList<>();
    private final Map<Long, SsrcDescription> ssrcs = new LinkedHashMap<>();
    private final Set<String> rids = new HashSet<>();
    private final TransportReader transport = new TransportReader();
    private @Nullable String connection;
    private @Nullable Direction direction;
    private boolean midRead;
    private boolean simulcastRead;
    private boolean extmapAllowMixed;

    SectionParser(Line line) throws SdpException {
        mLine = line;
        final List<String> words = Words.of(line.value());
        if (words.size() < 4) {
            throw line.refused("an m-line is written: media port protocol format …");
        }
        final int port = Words.number(words.get(1), 0, 0xFFFF);
        if (port < 0) {
            throw line.refused("the port is not a number from 0 to 65535");
        }
        rtp = MediaDescription.isRtp(words.get(2));
        for (String format : words.subList(3, words.size())) {
            formats.add(rtp ? payloadType(line, format) : format);
        }
        section =
                MediaDescription.builder(words.get(0), words.get(2), List.copyOf(formats))
                        .port(port);
    }

    Line mLine() {
        return mLine;
    }

    void connection(String value) {
        connection = value;
    }

    void readBandwidth(Line line) throws SdpException {
        final String value = line.value();
        final int colon = value.indexOf(':');
        final String type = colon < 0 ? "" : Words.trim(value.substring(0, colon));
        final long number =
                Words.longNumber(Words.trim(value.substring(colon + 1)), 0, Long.MAX_VALUE);
        if (number < 0 || !Words.consistsOf(type, "-_.")) {
            throw line.refused("a b-line is written: type, colon, number");
        }
        section.bandwidth(new Bandwidth(type, number));
    }

    void readAttribute(Line line) throws SdpException {
        final String attribute = line.attributeName();
        if (transport.read(line, attribute)) {
            return;
        }
        final Direction stated = Direction.ofToken(attribute);
        if (stated != null) {
            direction = stated;
            return;
        }
        switch (attribute) {
            case "mid" -> readMid(line);
            case "bundle-only" -> section.bundleOnly(true);
            case "candidate" -> section.candidate(Candidate.parse(line, line.attributeValue()));
            case "end-of-candidates" -> section.endOfCandidates(true);
            case "rtcp-mux" -> section.rtcpMux(true);
            case "rtcp-mux-only" -> section.rtcpMuxOnly(true);
            case "rtcp-rsize" -> section.rtcpReducedSize(true);
            case "rtpmap" -> readRtpMap(line);
            case "fmtp" -> readFormatParameters(line);
            case "rtcp-fb" -> readFeedback(line);
            case "extmap" -> {
                if (extensions.size() == MAX_EXTENSIONS) {
                    throw line.refused("too many header extensions");
                }
                extensions.add(readExtension(line));
            }
            case "extmap-allow-mixed" -> extmapAllowMixed = true;
            case "msid" -> section.msid(readMsid(line, line.attributeValue()));
            case "ssrc" -> readSsrc(line);
            case "ssrc-group" -> readSsrcGroup(line);
            case "rid" -> readRid(line);
            case "simulcast" -> readSimulcast(line);
            case "sctp-port" -> section.sctpPort((int) number(line, line.attributeValue(), 0xFFFF));
            case "max-message-size" ->
                    section.maxMessageSizeBytes(
                            number(line, line.attributeValue(), Long.MAX_VALUE));
            default -> {
                // RFC 8866 section 5.13: unknown attributes are ignored.
            }
        }
    }

    /** The section with everything that it inherits. */
    MediaDescription finish(Inherited inherited) throws SdpException {
        section.transport(transport.result().orElse(inherited.transport()));
        section.direction(direction == null ? inherited.direction() : direction);
        if (connection != null) {
            section.connection(connection);
        } else if (inherited.connection() != null) {
            section.connection(inherited.connection());
        }
        section.extmapAllowMixed(extmapAllowMixed || inherited.extmapAllowMixed());
        if (rtp) {
            inherited.extensions().forEach(section::extension);
            for (String format : formats) {
                addCodec(format);
            }
        }
        extensions.forEach(section::extension);
        ssrcs.values().forEach(section::ssrc);
        return section.build();
    }

    /** Adds the codec unless nothing says what the payload type is. */
    private void addCodec(String format) throws SdpException {
        final int payloadType = Integer.parseInt(format);
        final Encoding encoding = encodings.getOrDefault(format, staticEncoding(payloadType));
        if (encoding == null) {
            return;
        }
        final Set<RtcpFeedback> own = feedback.getOrDefault(format, Set.of());
        final Set<RtcpFeedback> all = feedback.getOrDefault(ALL, Set.of());
        final Set<RtcpFeedback> both = new LinkedHashSet<>(own);
        both.addAll(all);
        if (both.size() > MAX_FEEDBACK) {
            throw mLine.refused(
                    "payload type %d has more than %d rtcp-fb values"
                            .formatted(payloadType, MAX_FEEDBACK));
        }
        section.codec(
                new RtpCodec(
                        payloadType,
                        encoding.name,
                        encoding.clockRateHz,
                        encoding.channels,
                        FormatParameters.parse(parameters.getOrDefault(format, "")),
                        List.copyOf(both)));
    }

    /** Payload types that need no rtpmap (RFC 3551 section 6), as far as anyone offers them. */
    private static @Nullable Encoding staticEncoding(int payloadType) {
        return switch (payloadType) {
            case 0 -> new Encoding("PCMU", 8000, 1);
            case 8 -> new Encoding("PCMA", 8000, 1);
            case 9 -> new Encoding("G722", 8000, 1);
            case 13 -> new Encoding("CN", 8000, 1);
            default -> null;
        };
    }

    private void readMid(Line line) throws SdpException {
        final String mid = line.attributeValue();
        if (midRead) {
            throw line.refused("a second mid in one section");
        }
        if (mid.isEmpty() || mid.indexOf(' ') >= 0) {
            throw line.refused("a mid is one word");
        }
        midRead = true;
        section.mid(mid);
    }

    private void readRtpMap(Line line) throws SdpException {
        if (!rtp) {
            return;
        }
        final List<String> words = Words.of(line.attributeValue());
        if (words.size() != 2) {
            throw line.refused("an rtpmap is written: payload-type encoding/clock-rate");
        }
        final String format = payloadType(line, words.getFirst());
        final List<String> parts = Words.split(words.get(1), '/');
        final int clockRateHz =
                parts.size() < 2 ? -1 : Words.number(parts.get(1), 1, Integer.MAX_VALUE);
        final int channels = parts.size() < 3 ? 1 : Words.number(parts.get(2), 1, 255);
        if (parts.size() > 3 || parts.getFirst().isEmpty() || clockRateHz < 0 || channels < 0) {
            throw line.refused(
                    "an encoding is written: name/clock-rate or name/clock-rate/channels");
        }
        final Encoding encoding = new Encoding(parts.getFirst(), clockRateHz, channels);
        final Encoding earlier = encodings.putIfAbsent(format, encoding);
        if (earlier != null && !earlier.equals(encoding)) {
            throw line.refused(
                    "payload type %s is %s already in this section"
                            .formatted(format, SdpException.shown(earlier.name)));
        }
    }

    private void readFormatParameters(Line line) throws SdpException {
        final String value = line.attributeValue();
        final int space = value.indexOf(' ');
        if (!rtp || space < 0) {
            return;
        }
        final String format = payloadType(line, value.substring(0, space));
        final String raw = Words.trim(value.substring(space));
        final String earlier = parameters.get(format);
        if (earlier != null && earlier.length() + raw.length() > mLineLimit()) {
            throw line.refused("the fmtp lines of this payload type are too long together");
        }
        parameters.put(format, earlier == null ? raw : earlier + ";" + raw);
    }

    /** Several fmtp lines of one payload type may not grow past what one line may have. */
    private static int mLineLimit() {
        return SdpLimits.DEFAULT.lineCharacters() - 64;
    }

    private void readFeedback(Line line) throws SdpException {
        final List<String> words = Words.of(line.attributeValue());
        if (words.size() < 2) {
            throw line.refused("an rtcp-fb is written: payload-type, or \"*\", and what");
        }
        final String first = words.getFirst();
        final String format = first.equals(ALL) ? ALL : payloadType(line, first);
        final Set<RtcpFeedback> set = feedback.computeIfAbsent(format, f -> new LinkedHashSet<>());
        set.add(new RtcpFeedback(words.get(1), String.join(" ", words.subList(2, words.size()))));
        if (set.size() > MAX_FEEDBACK) {
            throw line.refused(
                    "more than %d rtcp-fb values for one payload type".formatted(MAX_FEEDBACK));
        }
    }

    static Extmap readExtension(Line line) throws SdpException {
        final List<String> words = Words.of(line.attributeValue());
        if (words.size() < 2) {
            throw line.refused("an extmap is written: id or id/direction, space, URI");
        }
        final String first = words.getFirst();
        final int slash = first.indexOf('/');
        final int id = Words.number(slash < 0 ? first : first.substring(0, slash), 1, 4351);
        if (id < 0 || (id > 255 && id < 4096)) {
            throw line.refused("the id of a header extension is a number from 1 to 255");
        }
        final Direction direction =
                slash < 0 ? Direction.SENDRECV : Direction.ofToken(first.substring(slash + 1));
        if (direction == null) {
            throw line.refused(
                    "the direction after \"/\" is sendrecv, sendonly, recvonly or inactive");
        }
        return new Extmap(
                id, direction, words.get(1), String.join(" ", words.subList(2, words.size())));
    }

    private static Msid readMsid(Line line, String value) throws SdpException {
        final List<String> words = Words.of(value);
        if (words.isEmpty() || words.size() > 2) {
            throw line.refused("an msid is written: stream, or stream and track");
        }
        return new Msid(words.getFirst(), words.size() == 2 ? words.get(1) : "");
    }

    private void readSsrc(Line line) throws SdpException {
        final String value = line.attributeValue();
        final int space = value.indexOf(' ');
        if (space < 0) {
            throw line.refused("an ssrc is written: number, space, attribute");
        }
        final long ssrc = number(line, value.substring(0, space), 0xFFFF_FFFFL);
        final String attribute = Words.trim(value.substring(space));
        final int colon = attribute.indexOf(':');
        final String name = colon < 0 ? attribute : attribute.substring(0, colon);
        final String rest = colon < 0 ? "" : Words.trim(attribute.substring(colon + 1));
        final SsrcDescription earlier =
                ssrcs.getOrDefault(ssrc, new SsrcDescription(ssrc, null, null));
        switch (name) {
            case "cname" -> {
                if (!rest.isEmpty()) {
                    ssrcs.put(ssrc, new SsrcDescription(ssrc, rest, earlier.msid()));
                }
            }
            case "msid" ->
                    ssrcs.put(
                            ssrc, new SsrcDescription(ssrc, earlier.cname(), readMsid(line, rest)));
            default -> {
                // Label, mslabel and the like were replaced by msid.
            }
        }
    }

    private void readSsrcGroup(Line line) throws SdpException {
        final List<String> words = Words.of(line.attributeValue());
        if (words.size() < 2) {
            throw line.refused("an ssrc-group is written: semantics ssrc ssrc …");
        }
        final List<Long> members = new ArrayList<>();
        for (String word : words.subList(1, words.size())) {
            members.add(number(line, word, 0xFFFF_FFFFL));
        }
        section.ssrcGroup(new SsrcGroup(words.getFirst(), members));
    }

    private void readRid(Line line) {
        final List<String> words = Words.of(line.attributeValue());
        if (words.size() < 2 || words.size() > 3) {
            return;
        }
        final boolean send = words.get(1).equals("send");
        if (!Words.consistsOf(words.getFirst(), "-_") || (!send && !words.get(1).equals("recv"))) {
            return;
        }
        final List<Integer> payloadTypes = new ArrayList<>();
        final List<String> others = new ArrayList<>();
        if (words.size() == 3) {
            for (String part : Words.split(words.get(2), ';')) {
                if (!part.startsWith("pt=")) {
                    others.add(part);
                    continue;
                }
                for (String format : Words.split(part.substring(3), ',')) {
                    final int payloadType = Words.number(format, 0, 127);
                    if (payloadType < 0) {
                        return;
                    }
                    payloadTypes.add(payloadType);
                }
            }
        }
        if (rids.add(words.get(1) + " " + words.getFirst())) {
            section.rid(
                    new Rid(
                            words.getFirst(),
                            send,
                            payloadTypes,
                            FormatParameters.parse(String.join(";", others))));
        }
    }

    private void readSimulcast(Line line) throws SdpException {
        final List<String> words = Words.of(line.attributeValue());
        if (simulcastRead) {
            throw line.refused("a second simulcast line in one section");
        }
        if (words.size() != 2 && words.size() != 4) {
            throw line.refused("simulcast is written: send q;h;f, or recv q;h;f, or both");
        }
        simulcastRead = true;
        List<List<Simulcast.Alternative>> send = List.of();
        List<List<Simulcast.Alternative>> receive = List.of();
        for (int i = 0; i < words.size(); i += 2) {
            final List<List<Simulcast.Alternative>> streams = readStreams(line, words.get(i + 1));
            if (words.get(i).equals("send") && send.isEmpty()) {
                send = streams;
            } else if (words.get(i).equals("recv") && receive.isEmpty()) {
                receive = streams;
            } else {
                throw line.refused("a list of simulcast streams follows \"send\" or \"recv\"");
            }
        }
        section.simulcast(new Simulcast(send, receive));
    }

    private static List<List<Simulcast.Alternative>> readStreams(Line line, String text)
            throws SdpException {
        final List<List<Simulcast.Alternative>> streams = new ArrayList<>();
        for (String stream : Words.split(text, ';')) {
            final List<Simulcast.Alternative> alternatives = new ArrayList<>();
            for (String part : Words.split(stream, ',')) {
                final boolean paused = part.startsWith("~");
                final String rid = paused ? part.substring(1) : part;
                if (!Words.consistsOf(rid, "-_")) {
                    throw line.refused("a simulcast stream is named by its rid");
                }
                alternatives.add(new Simulcast.Alternative(rid, paused));
            }
            streams.add(alternatives);
            if (streams.size() > MAX_STREAMS || alternatives.size() > MAX_STREAMS) {
                throw line.refused("more than %d simulcast streams".formatted(MAX_STREAMS));
            }
        }
        return streams;
    }

    private static String payloadType(Line line, String text) throws SdpException {
        final int payloadType = Words.number(text, 0, 127);
        if (payloadType < 0) {
            throw line.refused("a payload type is a number from 0 to 127");
        }
        return Integer.toString(payloadType);
    }

    private static long number(Line line, String text, long max) throws SdpException {
        final long number = Words.longNumber(text, 0, max);
        if (number < 0) {
            throw line.refused("expected a number from 0 to " + max);
        }
        return number;
    }
}
