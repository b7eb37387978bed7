package io.plenum.signaling.sdp;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a session description. Unknown lines and attributes are skipped (RFC 8866 section 5.13),
 * wrong ones refused with their number. Linear in the length of the text.
 */
public final class SdpParser {
    /** Longest text in characters. */
    public static final int MAX_LENGTH = 512 * 1024;

    private static final int MAX_SECTIONS = 256;
    private static final int MAX_LINES = 20_000;
    private static final int MAX_LINE_LENGTH = 4096;

    private final List<MediaParser> sections = new ArrayList<>();
    private final TransportParser sessionTransport = new TransportParser();
    private final List<String> bundle = new ArrayList<>();
    private @Nullable Direction sessionDirection;
    private boolean extmapAllowMixed;

    private SdpParser() {}

    /**
     * Reads a description.
     *
     * @throws SdpException with the line and the reason
     */
    public static SessionDescription parse(String text) throws SdpException {
        if (text.length() > MAX_LENGTH) {
            throw new SdpException(0, "", "is longer than " + MAX_LENGTH / 1024 + " KiB");
        }
        return new SdpParser().read(text);
    }

    private SessionDescription read(String text) throws SdpException {
        int number = 0;
        int start = 0;
        while (start < text.length()) {
            int end = text.indexOf('\n', start);
            int next = end < 0 ? text.length() : end + 1;
            int stop = end < 0 ? text.length() : end;
            if (stop > start && text.charAt(stop - 1) == '\r') {
                stop--;
            }
            if (++number > MAX_LINES) {
                throw new SdpException(0, "", "has more than " + MAX_LINES + " lines");
            }
            readLine(number, text.substring(start, stop));
            start = next;
        }
        if (number == 0) {
            throw new SdpException(0, "", "is empty");
        }
        List<MediaDescription> media = new ArrayList<>();
        for (MediaParser section : sections) {
            media.add(section.finish(sessionTransport.finish(), sessionDirection));
        }
        return new SessionDescription(bundle, extmapAllowMixed, media);
    }

    private void readLine(int number, String line) throws SdpException {
        if (line.isEmpty()) {
            return;
        }
        if (line.length() > MAX_LINE_LENGTH) {
            throw new SdpException(
                    number, line, "is longer than " + MAX_LINE_LENGTH + " characters");
        }
        if (line.length() < 2 || line.charAt(1) != '=') {
            throw new SdpException(number, line, "is not of the form letter=value");
        }
        if (number == 1 && !line.equals("v=0")) {
            throw new SdpException(number, line, "must be v=0");
        }
        switch (line.charAt(0)) {
            case 'm' -> {
                if (sections.size() == MAX_SECTIONS) {
                    throw new SdpException(
                            number,
                            line,
                            "is one section more than the " + MAX_SECTIONS + " allowed");
                }
                sections.add(MediaParser.begin(number, line));
            }
            case 'a' -> readAttribute(number, line);
            default -> {
                // Nothing else in a WebRTC description changes what we do.
            }
        }
    }

    private void readAttribute(int number, String line) throws SdpException {
        int colon = line.indexOf(':');
        String name = colon < 0 ? line.substring(2) : line.substring(2, colon);
        String value = colon < 0 ? "" : line.substring(colon + 1);
        if (!sections.isEmpty()) {
            sections.getLast().attribute(number, line, name, value);
            return;
        }
        if (sessionTransport.attribute(number, line, name, value)) {
            return;
        }
        Direction direction = Direction.ofText(name);
        if (direction != null) {
            sessionDirection = direction;
        } else if (name.equals("extmap-allow-mixed")) {
            extmapAllowMixed = true;
        } else if (name.equals("group") && value.startsWith("BUNDLE") && bundle.isEmpty()) {
            String[] parts = value.trim().split(" +", -1);
            bundle.addAll(List.of(parts).subList(1, parts.length));
        }
    }
}
