package io.plenum.signaling.sdp;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An ICE candidate (RFC 8839 section 5.1; TCP: RFC 6544 section 4.5).
 *
 * @param foundation 1 to 32 ice-chars
 * @param component 1 RTP, 2 RTCP; up to 256
 * @param transport lower case: "udp", "tcp"
 * @param priority unsigned 32 bits
 * @param address IP address or name, {@code .local} names included; not resolved
 * @param port 0 to 65535
 * @param type "host", "srflx", "prflx", "relay" or another
 * @param relatedAddress raddr, null if not given
 * @param relatedPort rport, -1 if not given
 * @param tcpType "active", "passive" or "so"; null if not given
 * @param extensions everything after that, such as "generation"
 */
public record Candidate(
        String foundation,
        int component,
        String transport,
        long priority,
        String address,
        int port,
        String type,
        @Nullable String relatedAddress,
        int relatedPort,
        @Nullable String tcpType,
        List<Extension> extensions) {
    private static final String PREFIX = "candidate:";
    private static final long MAX_PRIORITY = 0xFFFF_FFFFL;
    private static final int FIXED_WORDS = 8;

    /** Copies the list and brings the transport to lower case. */
    public Candidate {
        transport = transport.toLowerCase(Locale.ROOT);
        extensions = List.copyOf(extensions);
    }

    /** A name and its value at the end of the line. */
    public record Extension(String name, String value) {}

    /** A host candidate of component 1; {@code tcpType} is null for UDP. */
    public static Candidate host(
            String foundation,
            String transport,
            long priority,
            String address,
            int port,
            @Nullable String tcpType) {
        return new Candidate(
                foundation,
                1,
                transport,
                priority,
                address,
                port,
                "host",
                null,
                -1,
                tcpType,
                List.of());
    }

    /**
     * Reads a candidate as it is trickled: with or without {@code a=} and {@code candidate:}.
     *
     * @throws SdpException if it is not a candidate; its line is 1
     */
    public static Candidate parse(String text) throws SdpException {
        if (text.length() > SdpLimits.DEFAULT.lineCharacters()) {
            throw new SdpException(1, text, "a candidate of " + text.length() + " characters");
        }
        final String value = text.startsWith("a=") ? text.substring(2) : text;
        return parse(
                new Line(1, "a=" + value),
                value.startsWith(PREFIX) ? value.substring(PREFIX.length()) : value);
    }

    static Candidate parse(Line line, String value) throws SdpException {
        final List<String> words = Words.of(value);
        if (words.size() < FIXED_WORDS || !words.get(6).equals("typ")) {
            throw line.refused(
                    "a candidate is written: foundation component transport priority address port"
                            + " typ type");
        }
        if (!Words.consistsOf(words.get(0), "+/-_=.:") || words.get(0).length() > 64) {
            throw line.refused("the foundation has characters that are not allowed there");
        }
        if (!Words.consistsOf(words.get(2), "-") || !Words.consistsOf(words.get(7), "-")) {
            throw line.refused("transport and type are words of letters and digits");
        }
        final int component = Words.number(words.get(1), 1, 256);
        final long priority = Words.longNumber(words.get(3), 0, MAX_PRIORITY);
        final int port = Words.number(words.get(5), 0, 0xFFFF);
        if (component < 0 || priority < 0 || port < 0) {
            throw line.refused("component, priority or port is not a number in its range");
        }
        if (words.size() % 2 != 0) {
            throw line.refused("the last extension has a name but no value");
        }
        String relatedAddress = null;
        int relatedPort = -1;
        String tcpType = null;
        final List<Extension> extensions = new ArrayList<>();
        for (int i = FIXED_WORDS; i < words.size(); i += 2) {
            final String name = words.get(i);
            final String extension = words.get(i + 1);
            if (name.equals("raddr") && relatedAddress == null) {
                relatedAddress = extension;
            } else if (name.equals("rport") && relatedPort < 0) {
                relatedPort = Words.number(extension, 0, 0xFFFF);
                if (relatedPort < 0) {
                    throw line.refused("rport is not a number from 0 to 65535");
                }
            } else if (name.equals("tcptype") && tcpType == null) {
                tcpType = extension;
            } else {
                extensions.add(new Extension(name, extension));
            }
        }
        return new Candidate(
                words.get(0),
                component,
                words.get(2),
                priority,
                words.get(4),
                port,
                words.get(7),
                relatedAddress,
                relatedPort,
                tcpType,
                extensions);
    }

    /** As in SDP, from {@code candidate:} on, without {@code a=}. */
    public String toAttribute() {
        final StringBuilder out = new StringBuilder(PREFIX).append(foundation);
        out.append(' ').append(component).append(' ').append(transport);
        out.append(' ').append(priority).append(' ').append(address).append(' ').append(port);
        out.append(" typ ").append(type);
        if (relatedAddress != null) {
            out.append(" raddr ").append(relatedAddress);
        }
        if (relatedPort >= 0) {
            out.append(" rport ").append(relatedPort);
        }
        if (tcpType != null) {
            out.append(" tcptype ").append(tcpType);
        }
        for (Extension extension : extensions) {
            out.append(' ').append(extension.name()).append(' ').append(extension.value());
        }
        return out.toString();
    }
}
