package io.plenum.signaling.negotiation;

/** An offer cannot be served. Has no stack trace. */
public final class OfferException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String text;

    /**
     * @param text one sentence or two for people: which line, and why
     */
    public OfferException(String text) {
        super(text, null, false, false);
        this.text = text;
    }

    /** For people: which line, and why. */
    public String text() {
        return text;
    }
}
