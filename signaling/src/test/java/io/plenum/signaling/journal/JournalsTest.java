package io.plenum.signaling.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.plenum.bridge.api.BridgeEvent;
import io.plenum.bridge.parameters.CloseReason;
import io.plenum.signaling.auth.Grants;
import io.plenum.signaling.messages.BadMessageException;
import io.plenum.signaling.messages.ByeReason;
import io.plenum.signaling.messages.ErrorCode;
import io.plenum.signaling.rooms.Newcomer;
import io.plenum.signaling.rooms.Participant;
import io.plenum.signaling.rooms.Rooms;
import io.plenum.signaling.support.BridgeCalls;
import io.plenum.signaling.support.SilentConnection;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is kept of a participant, and which cause is named when joining fails. */
class JournalsTest {
    private long nowMillis = 1_000_000;
    private final Journals journals = new Journals(() -> Instant.ofEpochMilli(nowMillis));
    private final Rooms rooms = new Rooms();
    private final Participant ada;

    JournalsTest() throws BadMessageException {
        rooms.setBridge(new BridgeCalls());
        rooms.observe(journals);
        rooms.observeParticipants(journals);
        Newcomer newcomer = new Newcomer("Ada", Grants.OPEN, Map.of(), "192.0.2.1", true);
        ada = rooms.join("room", newcomer, new SilentConnection());
    }

    @AfterEach
    void end() {
        rooms.close();
    }

    private Journal journal() {
        return Objects.requireNonNull(journals.find(ada.id()));
    }

    private String cause() {
        Verdict verdict = journal().verdict();
        return verdict == null ? "" : verdict.cause();
    }

    private void closed(CloseReason reason) {
        journals.onEvent(new BridgeEvent.PeerClosed(ada.id(), reason));
    }

    private void reachable() {
        journals.onAnswered(ada);
        journals.onEvent(new BridgeEvent.IceConnected(ada.id()));
    }

    private void connected() {
        reachable();
        journals.onEvent(new BridgeEvent.PeerConnected(ada.id(), "SRTP_AEAD_AES_128_GCM"));
    }

    @Test
    void tellsWhatHappenedAndWhen() {
        nowMillis += 40;
        connected();
        nowMillis += 1_000;
        rooms.leave(ada, ByeReason.LEFT, "Goodbye.");

        assertThat(journal().entries())
                .extracting(JournalEntry::event)
                .containsExactly("joined", "answered", "reachable", "connected", "ended");
        assertThat(journal().entries().get(3))
                .isEqualTo(new JournalEntry(1_000_040, 40, "connected", "SRTP_AEAD_AES_128_GCM"));
        assertThat(journal().endedMillis()).isEqualTo(1_001_040);
        assertThat(cause()).isEmpty();
        assertThat(journals.troubles(10)).isEmpty();
    }

    @Test
    void nothingReachedTheServer() {
        journals.onAnswered(ada);
        closed(CloseReason.ICE_TIMEOUT);
        assertThat(cause()).isEqualTo("udp-blocked");
        assertThat(journals.troubles(10)).containsExactly(journal());
    }

    @Test
    void nothingReachedTheServerWhoseAdvertisedAddressIsSilent() {
        journals.setSilentAddress("nothing comes back from 192.0.2.1:10000");
        journals.onAnswered(ada);
        closed(CloseReason.ICE_TIMEOUT);
        assertThat(cause()).isEqualTo("advertised-address-silent");
        assertThat(Objects.requireNonNull(journal().verdict()).text()).contains("192.0.2.1:10000");
    }

    @Test
    void thereWasNoOffer() {
        closed(CloseReason.ICE_TIMEOUT);
        assertThat(cause()).isEqualTo("no-offer");
    }

    @Test
    void theOfferHadNoCodecOfOurs() {
        journals.onOfferRefused(ada, "the section offers no codec that this server forwards");
        rooms.leave(ada, ByeReason.CONNECTION_LOST, "The connection was closed.");
        assertThat(cause()).isEqualTo("codec-not-shared");
    }

    @Test
    void theCertificateWasAnother() {
        reachable();
        closed(CloseReason.DTLS_FINGERPRINT_MISMATCH);
        assertThat(cause()).isEqualTo("fingerprint-mismatch");
    }

    @Test
    void theNetworkWentSilentInACall() {
        connected();
        closed(CloseReason.CONSENT_EXPIRED);
        assertThat(cause()).isEqualTo("network-lost");
    }

    @Test
    void theParticipantGaveUpBeforeItCouldConnect() {
        journals.onAnswered(ada);
        rooms.leave(ada, ByeReason.LEFT, "Goodbye.");
        assertThat(cause()).isEqualTo("left-before-path");
    }

    @Test
    void theParticipantGaveUpWaitingForAPath() {
        journals.onAnswered(ada);
        nowMillis += 15_000;
        rooms.leave(ada, ByeReason.LEFT, "Goodbye.");
        assertThat(cause()).isEqualTo("udp-blocked");
        assertThat(journal().entries().getLast().detail())
                .isEqualTo(
                        "udp-blocked: No connectivity check of the participant reached the server.");
    }

    @Test
    void theParticipantGaveUpWaitingForAPathToASilentAddress() {
        journals.setSilentAddress("nothing comes back from 192.0.2.1:10000");
        journals.onAnswered(ada);
        nowMillis += 15_000;
        rooms.leave(ada, ByeReason.LEFT, "Goodbye.");
        assertThat(cause()).isEqualTo("advertised-address-silent");
        assertThat(Objects.requireNonNull(journals.trouble()).cause())
                .isEqualTo("advertised-address-silent");
    }

    @Test
    void anAddressThatSomebodyReachedIsNotWrong() {
        journals.setSilentAddress("nothing comes back from 192.0.2.1:10000");
        journals.onEvent(new BridgeEvent.IceConnected(ada.id()));
        assertThat(journals.trouble()).isNull();
    }

    @Test
    void theParticipantGaveUpInTheHandshake() {
        reachable();
        nowMillis += 1_000;
        rooms.leave(ada, ByeReason.LEFT, "Goodbye.");
        assertThat(cause()).isEqualTo("left-in-handshake");
    }

    @Test
    void theHandshakeDidNotEnd() {
        reachable();
        nowMillis += 15_000;
        rooms.leave(ada, ByeReason.LEFT, "Goodbye.");
        assertThat(cause()).isEqualTo("dtls-failed");
    }

    private Journal refusal() {
        return journals.refusals().getFirst();
    }

    @Test
    void somebodyWasTurnedAway() {
        journals.onRefused("room", "Bob", ErrorCode.OVERLOADED, "The server is full.");
        assertThat(journals.refusals()).hasSize(1);
        assertThat(refusal().name()).isEqualTo("Bob");
        assertThat(refusal().phase()).isEqualTo(Journal.Phase.REFUSED);
        assertThat(Objects.requireNonNull(refusal().verdict()).cause()).isEqualTo("overloaded");
        assertThat(journals.find(refusal().participant())).isSameAs(refusal());
        assertThat(refusal().entries())
                .extracting(JournalEntry::event, JournalEntry::detail)
                .containsExactly(tuple("refused", "overloaded: The server is full."));
    }

    @Test
    void somebodyWasTurnedAwayBecauseFilesRunOut() {
        journals.onServer(List.of(new Symptom(Symptom.Cause.FILES_RUN_OUT, "96 % are open.")));
        journals.onRefused("room", "Bob", ErrorCode.OVERLOADED, "Nobody more can be taken.");
        Verdict verdict = Objects.requireNonNull(refusal().verdict());
        assertThat(verdict.cause()).isEqualTo("files-run-out");
        assertThat(verdict.text()).isEqualTo("Nobody more can be taken. 96 % are open.");
        assertThat(verdict.remedy()).contains("ulimit");
    }

    @Test
    void aBrokenHandshakeIsOursToExplainOnlyIfTheCertificateIsToBlame() {
        journals.onBrokenHandshake();
        assertThat(journals.refusals()).isEmpty();
        journals.onServer(
                List.of(new Symptom(Symptom.Cause.CERTIFICATE_EXPIRED, "It ended yesterday.")));
        journals.onBrokenHandshake();
        assertThat(refusal().entries().getFirst().detail())
                .startsWith("certificate-expired: ")
                .endsWith("It ended yesterday.");
    }

    @Test
    void whatIsWrongWithTheServerIsToldToWhoCannotConnect() {
        assertThat(journals.trouble()).isNull();
        journals.onServer(List.of(new Symptom(Symptom.Cause.FILES_RUN_OUT, "90 % are open.")));
        assertThat(journals.trouble()).as("of no concern to one who is in").isNull();
        journals.onServer(List.of(new Symptom(Symptom.Cause.SERVER_OVERLOADED, "It is full.")));
        assertThat(Objects.requireNonNull(journals.trouble()).cause())
                .isEqualTo("server-overloaded");
    }

    @Test
    void onlyTheNewestRefusalsAreKept() {
        for (int i = 0; i <= Journals.MAX_REFUSALS; i++) {
            journals.onRefused("room", "Bob " + i, ErrorCode.BAD_TOKEN, "No.");
        }
        assertThat(journals.refusals()).hasSize(Journals.MAX_REFUSALS);
        assertThat(refusal().name()).isEqualTo("Bob " + Journals.MAX_REFUSALS);
        assertThat(journals.find("refused-1")).isNull();
    }

    @Test
    void anHourAfterTheEndAJournalIsGone() {
        rooms.leave(ada, ByeReason.LEFT, "Goodbye.");
        nowMillis += Journals.KEPT_MILLIS;
        assertThat(journals.find(ada.id())).isNotNull();
        nowMillis += 1;
        assertThat(journals.find(ada.id())).isNull();
    }

    @Test
    void aLongCallKeepsItsBeginningAndItsEnd() {
        for (int i = 0; i < 1_000; i++) {
            journals.onEvent(new BridgeEvent.SlotStarted(ada.id(), "1", "publication-" + i));
        }
        assertThat(journal().entries()).hasSize(Journal.FIRST + Journal.NEWEST);
        assertThat(journal().left()).isEqualTo(1_001 - Journal.FIRST - Journal.NEWEST);
        assertThat(journal().entries().getFirst().event()).isEqualTo("joined");
        assertThat(journal().entries().getLast().detail()).endsWith("publication-999");
    }

    @Test
    void whatBecameWrongInACallIsNotedWithItsCause() {
        connected();
        journals.onBegan(ada, new Symptom(Symptom.Cause.UPLINK_LOSS, "10 % does not arrive."));
        nowMillis += 5_000;
        journals.onEnded(ada, Symptom.Cause.UPLINK_LOSS);
        assertThat(journal().entries())
                .extracting(JournalEntry::event, JournalEntry::detail)
                .endsWith(
                        tuple("trouble-began", "uplink-loss: 10 % does not arrive."),
                        tuple("trouble-ended", "uplink-loss"));
    }
}
