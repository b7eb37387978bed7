package io.plenum.signaling.journal;

import com.fasterxml.jackson.databind.JsonNode;
import io.plenum.bridge.api.BridgeEvent;
import io.plenum.bridge.api.BridgeListener;
import io.plenum.bridge.parameters.SlotAllocation;
import io.plenum.signaling.messages.ErrorCode;
import io.plenum.signaling.rooms.Participant;
import io.plenum.signaling.rooms.ParticipantObserver;
import io.plenum.signaling.rooms.RoomEvent;
import io.plenum.signaling.rooms.RoomObserver;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The journals of those who are here and of those who were within the last hour, and who was not
 * let in. Bounded: the oldest that have ended make room. Thread safe; nothing waits.
 */
public final class Journals
        implements ParticipantObserver, RoomObserver, BridgeListener, SymptomListener {
    static final long KEPT_MILLIS = Duration.ofHours(1).toMillis();

    /** Ended ones; a journal of ordinary length is some kilobytes. */
    static final int MAX_ENDED = 2_000;

    static final int MAX_REFUSALS = 500;

    private final InstantSource clock;
    private final Map<String, Journal> running = new LinkedHashMap<>();
    private final Map<String, Journal> ended = new LinkedHashMap<>();
    private final Map<String, Journal> refusals = new LinkedHashMap<>();
    private long refused;
    private @Nullable String silentAddress;
    private List<Symptom> serverSymptoms = List.of();

    /** Empty. */
    public Journals(InstantSource clock) {
        this.clock = clock;
    }

    /** What the start-up check found wrong with the advertised address, for verdicts. */
    public synchronized void setSilentAddress(String finding) {
        silentAddress = finding;
    }

    @Override
    public synchronized void onEntered(Participant who, int publications) {
        Journal journal =
                new Journal(
                        who.id(),
                        who.name(),
                        who.room().name(),
                        who.protocol().text(),
                        clock.millis());
        running.put(who.id(), journal);
        add(journal, "joined", "%d publications to see and hear".formatted(publications));
    }

    @Override
    public synchronized void onAnswered(Participant who) {
        Journal journal = running.get(who.id());
        if (journal != null) {
            journal.onAnswered(clock.millis());
            add(journal, "answered", "");
        }
    }

    @Override
    public synchronized void onOfferRefused(Participant who, String why) {
        Journal journal = running.get(who.id());
        if (journal != null) {
            journal.onOfferRefused(why);
            add(journal, "offer-refused", why);
        }
    }

    @Override
    public synchronized void onRefused(String room, String name, ErrorCode code, String message) {
        refuse(room, name, Verdict.ofRefusal(code, message, serverSymptoms));
    }

    /**
     * What is known to be wrong with the server that may be why somebody cannot connect, in words
     * for that somebody; null if nothing is.
     */
    public synchronized @Nullable Verdict trouble() {
        if (silentAddress != null) {
            return new Verdict(
                    "advertised-address-silent",
                    "The server names an address for media from which nothing comes back.",
                    "");
        }
        for (Symptom each : serverSymptoms) {
            if (each.cause().spoilsEveryCall()) {
                return new Verdict(each.cause().text(), each.text(), each.cause().remedy());
            }
        }
        return null;
    }

    /** A client broke a TLS handshake off; kept if our side is to blame. */
    public synchronized void onBrokenHandshake() {
        Verdict verdict = Verdict.ofBrokenHandshake(serverSymptoms);
        if (verdict != null) {
            refuse("", "", verdict);
        }
    }

    private void refuse(String room, String name, Verdict why) {
        String identifier = "refused-" + ++refused;
        refusals.put(identifier, Journal.ofRefusal(identifier, name, room, clock.millis(), why));
        if (refusals.size() > MAX_REFUSALS) {
            refusals.remove(refusals.keySet().iterator().next());
        }
    }

    @Override
    public synchronized void onEvent(RoomEvent event) {
        if (event instanceof RoomEvent.ParticipantLeft left) {
            Journal journal = running.get(left.participant().id());
            if (journal != null) {
                Verdict verdict =
                        Verdict.ofLeaving(
                                left.reason(),
                                journal,
                                journal.waitedMillis(clock.millis()),
                                silentAddress);
                end(journal, left.reason(), "", verdict);
            }
        }
    }

    @Override
    public synchronized void onEvent(BridgeEvent event) {
        Journal journal = running.get(event.peer());
        if (journal == null) {
            return;
        }
        switch (event) {
            case BridgeEvent.IceConnected e -> {
                // A router that does not turn packets round looked like a wrong address.
                silentAddress = null;
                journal.onReachable(clock.millis());
                add(journal, "reachable", "the first connectivity check came");
            }
            case BridgeEvent.PeerConnected e -> {
                journal.onConnected();
                add(journal, "connected", e.srtpProfile());
            }
            case BridgeEvent.PublicationStarted e ->
                    add(journal, "publication-started", e.publication());
            case BridgeEvent.SlotStarted e ->
                    add(
                            journal,
                            "slot-started",
                            "section %s shows %s".formatted(e.mid(), e.publication()));
            case BridgeEvent.SpeakerChanged e -> add(journal, "speaks", "");
            case BridgeEvent.Allocated e -> add(journal, "allocated", layers(e));
            case BridgeEvent.EncodingsWanted e ->
                    add(
                            journal,
                            "encodings-wanted",
                            "publication %s: %s".formatted(e.publication(), e.active()));
            case BridgeEvent.PeerClosed e -> {
                // Whoever was removed has left, and the room says why.
                if (e.reason().isFailure()) {
                    end(
                            journal,
                            e.reason().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                            e.reason().text(),
                            Verdict.of(e.reason(), journal, silentAddress));
                }
            }
        }
    }

    /** What each slot is given of an estimate, and why not more. */
    private static String layers(BridgeEvent.Allocated event) {
        StringBuilder text = new StringBuilder("estimate " + event.estimateBps() + " bit/s");
        for (SlotAllocation slot : event.slots()) {
            text.append("; section %s ".formatted(slot.mid()))
                    .append(
                            slot.encoding() < 0
                                    ? "off"
                                    : "encoding %d.%d.%d, %d bit/s"
                                            .formatted(
                                                    slot.encoding(),
                                                    slot.spatial(),
                                                    slot.temporal(),
                                                    slot.targetBps()))
                    .append(" (")
                    .append(slot.reason().text())
                    .append(')');
        }
        return text.toString();
    }

    @Override
    public synchronized void onClientReport(Participant who, JsonNode report) {
        Journal journal = running.get(who.id());
        if (journal != null) {
            journal.setClientReport(new Journal.ClientReport(clock.millis(), report));
        }
    }

    @Override
    public synchronized void onBegan(Participant who, Symptom symptom) {
        Journal journal = running.get(who.id());
        if (journal != null) {
            add(journal, "trouble-began", symptom.cause().text() + ": " + symptom.text());
        }
    }

    @Override
    public synchronized void onEnded(Participant who, Symptom.Cause cause) {
        Journal journal = running.get(who.id());
        if (journal != null) {
            add(journal, "trouble-ended", cause.text());
        }
    }

    @Override
    public synchronized void onServer(List<Symptom> now) {
        serverSymptoms = List.copyOf(now);
    }

    /** An operator captures a participant's packets; {@code what} of them, for people. */
    public synchronized void onTapped(String participant, String what) {
        Journal journal = running.get(participant);
        if (journal != null) {
            add(journal, "tapped", what);
        }
    }

    private void add(Journal journal, String event, String detail) {
        journal.add(clock.millis(), event, detail);
    }

    private void end(Journal journal, String why, String detail, @Nullable Verdict verdict) {
        add(journal, "ended", detail.isEmpty() ? why : why + ": " + detail);
        if (verdict != null) {
            add(journal, "verdict", verdict.cause() + ": " + verdict.text());
        }
        journal.onEnd(clock.millis(), why, verdict);
        running.remove(journal.participant());
        ended.put(journal.participant(), journal);
        forgetOld();
    }

    private void forgetOld() {
        long oldest = clock.millis() - KEPT_MILLIS;
        var journals = ended.values().iterator();
        while (journals.hasNext()) {
            Journal next = journals.next();
            if (ended.size() <= MAX_ENDED && next.endedMillis() >= oldest) {
                return;
            }
            journals.remove();
        }
    }

    /** The journal of somebody who is here, was within the last hour or was not let in, or null. */
    public synchronized @Nullable Journal find(String participant) {
        forgetOld();
        Journal found = running.get(participant);
        if (found == null) {
            found = ended.get(participant);
        }
        return found == null ? refusals.get(participant) : found;
    }

    /** What the client of somebody who is here said last of its own side, or null. */
    public synchronized Journal.@Nullable ClientReport clientReport(String participant) {
        Journal found = running.get(participant);
        return found == null ? null : found.clientReport();
    }

    /** Those who ended with trouble, newest first. */
    public synchronized List<Journal> troubles(int limit) {
        forgetOld();
        List<Journal> found = new ArrayList<>();
        for (Journal each : List.copyOf(ended.values()).reversed()) {
            if (each.verdict() != null && found.size() < limit) {
                found.add(each);
            }
        }
        return found;
    }

    /** Those who were not let in, newest first. */
    public synchronized List<Journal> refusals() {
        return List.copyOf(refusals.values()).reversed();
    }
}
