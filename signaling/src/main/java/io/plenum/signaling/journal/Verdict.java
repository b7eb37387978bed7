package io.plenum.signaling.journal;

import io.plenum.bridge.parameters.CloseReason;
import io.plenum.signaling.messages.ByeReason;
import io.plenum.signaling.messages.ErrorCode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why somebody could not join, or was lost, and what to do about it, in plain words.
 *
 * @param cause a stable identifier in kebab case
 * @param text what happened
 * @param remedy what to look at
 */
public record Verdict(String cause, String text, String remedy) {
    /** Who has waited for so long did not change its mind: it gave up. */
    private static final long PATIENCE_MILLIS = 5_000;

    /**
     * What the end of a peer in the bridge means.
     *
     * @param silentAddress what the start-up check found wrong with the advertised address, or null
     * @return null for an end that is nobody's trouble
     */
    static @Nullable Verdict of(
            CloseReason reason, Journal journal, @Nullable String silentAddress) {
        return switch (reason) {
            case ICE_TIMEOUT -> noPath(journal, silentAddress);
            case CONSENT_EXPIRED ->
                    new Verdict(
                            "network-lost",
                            "Media flowed, then the participant's network went silent for 30 seconds.",
                            "Look at the participant's network: sleep, a changed Wi-Fi, a VPN that came up.");
            case DTLS_FINGERPRINT_MISMATCH ->
                    new Verdict(
                            "fingerprint-mismatch",
                            "The participant's certificate is not the one whose fingerprint its offer carried.",
                            "Something between client and server rewrites the offer, or somebody is in the middle.");
            case DTLS_FAILED -> dtlsFailed();
            case LEFT, REMOVED, SERVER_SHUTDOWN, DTLS_CLOSED -> null;
        };
    }

    private static Verdict dtlsFailed() {
        return new Verdict(
                "dtls-failed",
                "A path was found, but the DTLS handshake on it broke off.",
                "Large UDP datagrams may be lost on the way (MTU, VPN); or the client offers no cipher that we"
                        + " take.");
    }

    private static Verdict noPath(Journal journal, @Nullable String silentAddress) {
        if (journal.phase() == Journal.Phase.JOINED) {
            return noOffer(journal);
        }
        return silentAddress == null
                ? new Verdict(
                        "udp-blocked",
                        "No connectivity check of the participant reached the server.",
                        "Is UDP to the media ports open, at the firewall and in the participant's network? Is the"
                                + " advertised address the public one (--media-advertise)?")
                : new Verdict(
                        "advertised-address-silent",
                        "No connectivity check reached the server, and at start "
                                + silentAddress
                                + ".",
                        "The advertised address is most likely wrong: see --media-advertise.");
    }

    private static Verdict noOffer(Journal journal) {
        String refusal = journal.offerRefusal();
        if (refusal.isEmpty()) {
            return new Verdict(
                    "no-offer",
                    "The participant was let in and never sent an offer.",
                    "Look at the client's console. Did somebody close the page at the question for the camera?");
        }
        return refusal.contains("no codec")
                ? new Verdict(
                        "codec-not-shared",
                        "The offer has no codec that this server forwards: " + refusal,
                        "Opus, G.711, VP8, VP9, H.264, H.265 and AV1 are forwarded; the client must offer one of them.")
                : new Verdict(
                        "offer-refused",
                        "The offer cannot be served: " + refusal,
                        "A broken client, or a proxy that rewrites SDP.");
    }

    /**
     * What it means that a participant left before its media connected.
     *
     * @param waitedMillis since the last phase of joining ended
     * @param silentAddress what the start-up check found wrong with the advertised address, or null
     * @return null if media flowed, or the server itself ended it
     */
    static @Nullable Verdict ofLeaving(
            String reason, Journal journal, long waitedMillis, @Nullable String silentAddress) {
        Journal.Phase phase = journal.phase();
        if (phase == Journal.Phase.CONNECTED || reason.equals(ByeReason.SERVER_SHUTDOWN.text())) {
            return null;
        }
        return switch (phase) {
            case JOINED -> noOffer(journal);
            case ANSWERED ->
                    waitedMillis >= PATIENCE_MILLIS
                            ? noPath(journal, silentAddress)
                            : new Verdict(
                                    "left-before-path",
                                    "The participant left at once, before any connectivity check had reached the server.",
                                    "Nothing, if it happens to one: somebody changed their mind.");
            case REACHABLE ->
                    waitedMillis >= PATIENCE_MILLIS
                            ? dtlsFailed()
                            : new Verdict(
                                    "left-in-handshake",
                                    "The participant left at once, while the DTLS handshake was under way.",
                                    "Nothing, if it happens to one: somebody changed their mind.");
            case CONNECTED, REFUSED -> throw new IllegalStateException("returned above");
        };
    }

    /**
     * What it means that somebody was not let in.
     *
     * @param server what is wrong with the server now
     */
    static Verdict ofRefusal(ErrorCode code, String message, List<Symptom> server) {
        if (code == ErrorCode.OVERLOADED) {
            for (Symptom each : server) {
                if (each.cause() == Symptom.Cause.FILES_RUN_OUT) {
                    return new Verdict(
                            each.cause().text(),
                            message + " " + each.text(),
                            each.cause().remedy());
                }
            }
        }
        String remedy =
                switch (code.text()) {
                    case "token-expired" ->
                            "The token is too old: the application must mint a new one, or the clocks differ.";
                    case "bad-token", "unauthorized" ->
                            "Compare the application's key and secret with auth.keys; the start-up table shows the clock.";
                    case "forbidden" -> "The token's grants do not allow it.";
                    case "overloaded" ->
                            "The server starts, stops, drains or is full; the page of metrics says which.";
                    case "bad-sdp" -> "The message says what in the offer cannot be served.";
                    default -> "The message says what was wrong.";
                };
        return new Verdict(code.text(), message, remedy);
    }

    /**
     * What it means that a browser broke the TLS handshake off, before it could ask for anything.
     *
     * @return null if nothing is known to be wrong with our side
     */
    static @Nullable Verdict ofBrokenHandshake(List<Symptom> server) {
        for (Symptom each : server) {
            if (each.cause() == Symptom.Cause.CERTIFICATE_EXPIRED) {
                return new Verdict(
                        each.cause().text(),
                        "A client broke the TLS handshake off. " + each.text(),
                        each.cause().remedy());
            }
        }
        return null;
    }
}
