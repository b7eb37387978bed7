package io.plenum.signaling.sdp;

/**
 * A session description that cannot be read or served. Says which line and why; has no stack trace.
 */
public final class SdpException extends Exception {
    private static final long serialVersionUID = 1L;
    private static final int SHOWN = 60;

    private final int line;
    private final String text;

    /**
     * @param line number of the offending line, from 1; 0 if it is the whole
     * @param content the offending line, shortened and cleaned here; may be empty
     * @param why one clause, without a full stop
     */
    public SdpException(int line, String content, String why) {
        super(why, null, false, false);
        this.line = line;
        this.text =
                line == 0
                        ? "The session description " + why + "."
                        : "Line %d of the session description (%s) %s."
                                .formatted(line, shown(content), why);
    }

    /** Number of the offending line, from 1; 0 if it is the whole. */
    public int line() {
        return line;
    }

    /** One sentence for people. */
    public String text() {
        return text;
    }

    /**
     * Printable ASCII alone, so that an answer or a log never carries what a client smuggled in.
     */
    private static String shown(String content) {
        StringBuilder clean = new StringBuilder();
        for (int i = 0; i < Math.min(SHOWN, content.length()); i++) {
            char c = content.charAt(i);
            clean.append(c >= ' ' && c < 0x7F && c != '<' && c != '>' ? c : '?');
        }
        return content.length() > SHOWN ? clean + "…" : clean.toString();
    }
}
