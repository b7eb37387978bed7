package io.plenum.signaling.sdp;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a session description in one pass over its lines. Attributes that we do not know are passed
 * over (RFC 8866 section 5.13); a line that we know and cannot read is refused.
 */
public final class SdpParser {
    private final SdpLimits limits;
    private final List<Line> lines;
    private final List<List<String>> bundleGroups = new ArrayList<>();
    private final List<Extmap> sessionExtensions = new ArrayList<>();
    private final TransportReader sessionTransport = new TransportReader();
    private final List<SectionParser> sections = new ArrayList<>();
    private @Nullable Origin origin;
    private String name = "-";
    private @Nullable String connection;
    private @Nullable String msidSemantic;
    private Direction direction = Direction.SENDRECV;
    private boolean iceLite;
    private boolean extmapAllowMixed;

    private SdpParser(SourceLines source, SdpLimits limits) {
        this.lines = source.lines();
        this.limits = limits;
    }

    /**
     * Reads an offer or answer within the default limits.
     *
     * @throws SdpException if it cannot be read
     */
    public static SessionDescription parse(String sdp) throws SdpException {
        return parse(SourceLines.of(sdp, SdpLimits.DEFAULT), SdpLimits.DEFAULT);
    }

    /** Reads lines that are cut already. */
    static SessionDescription parse(SourceLines source, SdpLimits limits) throws SdpException {
        return new SdpParser(source, limits).read();
    }

    private SessionDescription read() throws SdpException {
        if (lines.isEmpty()) {
            throw new SdpException(0, "", "the description is empty");
        }
        if (!Words.trim(lines.getFirst().text()).equals("v=0")) {
            throw lines.getFirst().refused("a description starts with \"v=0\"");
        }
        for (Line line : lines.subList(1, lines.size())) {
            readLine(line);
        }
        if (origin == null) {
            throw new SdpException(0, "", "there is no o-line");
        }
        final TransportDescription transport = sessionTransport.result();
        final List<MediaDescription> media = new ArrayList<>();
        final SectionParser.Inherited inherited =
                new SectionParser.Inherited(
                        transport, direction, connection, extmapAllowMixed, sessionExtensions);
        int feedback = 0;
        for (SectionParser section : sections) {
            final MediaDescription description = section.finish(inherited);
            media.add(description);
            for (RtpCodec codec : description.codecs()) {
                feedback += codec.feedback().size();
            }
            if (feedback > limits.feedback()) {
                throw section.mLine().refused("too many rtcp-fb values up to this section");
            }
        }
        return new SessionDescription(
                origin,
                name,
                bundleGroups,
                msidSemantic,
                iceLite,
                extmapAllowMixed,
                transport,
                media);
    }

    private void readLine(Line line) throws SdpException {
        switch (line.type()) {
            case 'm' -> {
                if (sections.size() == limits.mediaSections()) {
                    throw line.refused("more than %d m-sections".formatted(limits.mediaSections()));
                }
                sections.add(new SectionParser(line));
            }
            case 'a' -> {
                if (sections.isEmpty()) {
                    readSessionAttribute(line);
                } else {
                    sections.getLast().readAttribute(line);
                }
            }
            case 'c' -> {
                final String value = readConnection(line);
                if (sections.isEmpty()) {
                    connection = value;
                } else {
                    sections.getLast().connection(value);
                }
            }
            case 'b' -> {
                if (!sections.isEmpty()) {
                    sections.getLast().readBandwidth(line);
                }
            }
            case 'o' -> readOrigin(line);
            case 's' -> name = line.value().isBlank() ? "-" : line.value();
            case 'i', 'u', 'e', 'p', 't', 'r', 'z', 'k' -> {
                // Known to RFC 8866 and without a meaning in WebRTC.
            }
            case 'v' -> throw line.refused("a second v-line");
            default -> throw line.refused("SDP has no line of that letter");
        }
    }

    private void readOrigin(Line line) throws SdpException {
        if (origin != null || !sections.isEmpty()) {
            throw line.refused("there is one o-line, before the first m-line");
        }
        final List<String> words = Words.of(line.value());
        if (words.size() != 6) {
            throw line.refused(
                    "an o-line is written: username id version network-type address-type address");
        }
        if (!isVersion(words.get(1)) || !isVersion(words.get(2))) {
            throw line.refused("session id and version are numbers of at most 20 digits");
        }
        origin =
                new Origin(
                        words.get(0),
                        words.get(1),
                        words.get(2),
                        words.get(3),
                        words.get(4),
                        words.get(5));
    }

    private static boolean isVersion(String text) {
        return text.length() <= 20 && Words.isDigits(text);
    }

    private static String readConnection(Line line) throws SdpException {
        final List<String> words = Words.of(line.value());
        if (words.size() != 3) {
            throw line.refused("a c-line is written: network-type address-type address");
        }
        return String.join(" ", words);
    }

    private void readSessionAttribute(Line line) throws SdpException {
        final String attribute = line.attributeName();
        if (sessionTransport.read(line, attribute)) {
            return;
        }
        final Direction stated = Direction.ofToken(attribute);
        if (stated != null) {
            direction = stated;
            return;
        }
        switch (attribute) {
            case "group" -> {
                final List<String> words = Words.of(line.attributeValue());
                if (!words.isEmpty() && words.getFirst().equals("BUNDLE")) {
                    bundleGroups.add(words.subList(1, words.size()));
                }
            }
            case "msid-semantic" -> {
                if (!line.attributeValue().isEmpty()) {
                    msidSemantic = line.attributeValue();
                }
            }
            case "ice-lite" -> iceLite = true;
            case "extmap-allow-mixed" -> extmapAllowMixed = true;
            case "extmap" -> {
                if (sessionExtensions.size() == SectionParser.MAX_EXTENSIONS) {
                    throw line.refused("too many header extensions");
                }
                sessionExtensions.add(SectionParser.readExtension(line));
            }
            default -> {
                // RFC 8866 section 5.13: unknown attributes are ignored.
            }
        }
    }
}
