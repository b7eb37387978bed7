package io.plenum.signaling.sdp;

import java.util.ArrayList;
import java.util.List;

/** The lines of a description as text, so that a refusal can name one. */
public final class SourceLines {
    private final List<Line> lines;
    private final List<Integer> sectionStarts;

    private SourceLines(List<Line> lines) {
        this.lines = lines;
        sectionStarts = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).type() == 'm') {
                sectionStarts.add(i);
            }
        }
    }

    /**
     * Cuts a text into lines that end with LF or CRLF. Tabs become spaces.
     *
     * @throws SdpException if it is larger than the limits, or a line is not a letter, "=" and
     *     printable text
     */
    public static SourceLines of(String sdp, SdpLimits limits) throws SdpException {
        if (sdp.length() > limits.characters()) {
            throw new SdpException(
                    0,
                    "",
                    "the description has %d characters; at most %d are read"
                            .formatted(sdp.length(), limits.characters()));
        }
        final List<Line> lines = new ArrayList<>();
        int from = 0;
        while (from < sdp.length()) {
            final int lineFeed = sdp.indexOf('\n', from);
            final int end = lineFeed < 0 ? sdp.length() : lineFeed;
            final boolean carriageReturn = end > from && sdp.charAt(end - 1) == '\r';
            final String text = sdp.substring(from, carriageReturn ? end - 1 : end);
            final int number = lines.size() + 1;
            if (text.isEmpty() && isOnlyLineEnds(sdp, from)) {
                break;
            }
            if (number > limits.lines()) {
                throw new SdpException(
                        number, text, "more than %d lines".formatted(limits.lines()));
            }
            lines.add(checked(number, text, limits));
            from = end + 1;
        }
        return new SourceLines(List.copyOf(lines));
    }

    private static boolean isOnlyLineEnds(String sdp, int from) {
        for (int i = from; i < sdp.length(); i++) {
            if (sdp.charAt(i) != '\n' && sdp.charAt(i) != '\r') {
                return false;
            }
        }
        return true;
    }

    private static Line checked(int number, String text, SdpLimits limits) throws SdpException {
        if (text.length() > limits.lineCharacters()) {
            throw new SdpException(
                    number,
                    text,
                    "the line has %d characters; at most %d are read"
                            .formatted(text.length(), limits.lineCharacters()));
        }
        if (text.length() < 2 || text.charAt(1) != '=') {
            throw new SdpException(number, text, "a line starts with one letter and \"=\"");
        }
        for (int i = 0; i < text.length(); i++) {
            final char c = text.charAt(i);
            if ((c < ' ' && c != '\t') || c == 0x7f) {
                throw new SdpException(
                        number,
                        text,
                        "control character %d in column %d".formatted((int) c, i + 1));
            }
        }
        return new Line(number, text.replace('\t', ' '));
    }

    List<Line> lines() {
        return lines;
    }

    /**
     * The refusal of a section.
     *
     * @param section index of the section
     * @param prefix start of the line that is to blame; where there is no such line the m-line is
     *     named
     */
    SdpException refused(int section, String prefix, String reason) {
        final int start = sectionStarts.get(section);
        final int end =
                section + 1 < sectionStarts.size() ? sectionStarts.get(section + 1) : lines.size();
        return first(start, end, prefix, lines.get(start)).refused(reason);
    }

    /** The refusal of a section because of what it may have inherited from the session. */
    SdpException refusedTransport(int section, String prefix, String reason) {
        final int start = sectionStarts.get(section);
        final int end =
                section + 1 < sectionStarts.size() ? sectionStarts.get(section + 1) : lines.size();
        final Line session = first(0, sectionStarts.getFirst(), prefix, lines.get(start));
        return first(start, end, prefix, session).refused(reason);
    }

    /** The refusal of the whole; names a line of the session part if one starts with the prefix. */
    SdpException refusedSession(String prefix, String reason) {
        final int end = sectionStarts.isEmpty() ? lines.size() : sectionStarts.getFirst();
        for (int i = 0; i < end; i++) {
            if (lines.get(i).text().startsWith(prefix)) {
                return lines.get(i).refused(reason);
            }
        }
        return new SdpException(0, "", reason);
    }

    private Line first(int start, int end, String prefix, Line otherwise) {
        for (int i = start; i < end; i++) {
            if (lines.get(i).text().startsWith(prefix)) {
                return lines.get(i);
            }
        }
        return otherwise;
    }
}
