package io.plenum.bridge.parameters;

/** Why a peer ended. */
public enum CloseReason {
    /** Removed by the embedding program because the participant left. */
    LEFT("the participant left"),
    /** Removed by the embedding program because somebody removed the participant. */
    REMOVED("the participant was removed"),
    /** The bridge is closing. */
    SERVER_SHUTDOWN("the server is shutting down"),
    /** No connectivity check arrived in time after the remote side was made known. */
    ICE_TIMEOUT("no connectivity check reached the server in time; is UDP blocked on the way?"),
    /** Consent (RFC 7675) ran out: no authenticated check for 30 s. */
    CONSENT_EXPIRED("the participant's network went silent"),
    /** The handshake failed or did not end in time. */
    DTLS_FAILED("the DTLS handshake failed"),
    /** The peer's certificate is not the one whose fingerprint its SDP carried. */
    DTLS_FINGERPRINT_MISMATCH("the DTLS certificate does not match the fingerprint in the offer"),
    /** The remote side closed its DTLS session. */
    DTLS_CLOSED("the participant closed the connection");

    private final String text;

    CloseReason(String text) {
        this.text = text;
    }

    /** Whether the transport failed; otherwise somebody wanted the end. */
    public boolean isFailure() {
        return switch (this) {
            case ICE_TIMEOUT, CONSENT_EXPIRED, DTLS_FAILED, DTLS_FINGERPRINT_MISMATCH -> true;
            case LEFT, REMOVED, SERVER_SHUTDOWN, DTLS_CLOSED -> false;
        };
    }

    /** One clause for people, without a full stop. */
    public String text() {
        return text;
    }
}
