package io.plenum.signaling.sdp;

/**
 * A session description that cannot be used; says which line and why, in words for its sender. Has
 * no stack trace: it is an answer, not a fault of ours.
 */
public final class SdpException extends Exception {
    private static final long serialVersionUID = 1L;
    private static final int SHOWN_CHARACTERS = 80;
    private static final String PASSWORD = "a=ice-pwd:";

    private final String message;
    private final int line;
    private final String text;
    private final String reason;

    /**
     * Builds the message from its parts.
     *
     * @param line number of the line, from 1; 0 if the description as a whole is meant
     * @param text the line as it was received; shortened, cleaned of control characters, and a
     *     password in it is not shown
     * @param reason one sentence
     */
    public SdpException(int line, String text, String reason) {
        this(shown(text), line, reason);
    }

    private SdpException(String shown, int line, String reason) {
        super(null, null, false, false);
        this.message =
                line == 0
                        ? "SDP: " + reason
                        : "SDP line %d (%s): %s".formatted(line, shown, reason);
        this.line = line;
        this.text = shown;
        this.reason = reason;
    }

    /** For people: which line, what it says, and why it was refused. */
    @Override
    public String getMessage() {
        return message;
    }

    /** Number of the line, from 1; 0 if the description as a whole is meant. */
    public int line() {
        return line;
    }

    /** The line, at most 81 printable characters. */
    public String text() {
        return text;
    }

    /** Why it was refused. */
    public String reason() {
        return reason;
    }

    /** {@code text} as it may be shown in logs and answers. */
    static String shown(String text) {
        if (text.startsWith(PASSWORD)) {
            return PASSWORD + "…";
        }
        final StringBuilder shown = new StringBuilder();
        for (int i = 0; i < text.length() && i < SHOWN_CHARACTERS; i++) {
            final char c = text.charAt(i);
            shown.append(isPrintable(c) ? c : '?');
        }
        return text.length() > SHOWN_CHARACTERS ? shown.append('…').toString() : shown.toString();
    }

    private static boolean isPrintable(char c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.UNASSIGNED,
                    Character.PRIVATE_USE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    false;
            default -> true;
        };
    }
}
