package io.plenum.signaling.journal;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What happened to one participant, in order. Holds the first entries, which say how it joined, and
 * the newest ones. Thread safe.
 */
public final class Journal {
    /** Joining takes a dozen. */
    static final int FIRST = 50;

    static final int NEWEST = 100;

    private final String participant;
    private final String name;
    private final String room;
    private final String protocol;
    private final long joinedMillis;
    private final Deque<JournalEntry> first = new ArrayDeque<>();
    private final Deque<JournalEntry> newest = new ArrayDeque<>();
    private int left;
    private boolean refused;
    private boolean answered;
    private long answeredMillis;
    private boolean reachable;
    private long reachableMillis;
    private boolean connected;
    private long endedMillis = -1;
    private String end = "";
    private String offerRefusal = "";
    private @Nullable Verdict verdict;
    private @Nullable ClientReport clientReport;

    /**
     * What a client says of its own side.
     *
     * @param atMillis when it came
     * @param report an array of webrtc-stats dictionaries, as the client sent it
     */
    public record ClientReport(long atMillis, JsonNode report) {}

    Journal(String participant, String name, String room, String protocol, long joinedMillis) {
        this.participant = participant;
        this.name = name;
        this.room = room;
        this.protocol = protocol;
        this.joinedMillis = joinedMillis;
    }

    synchronized void add(long nowMillis, String event, String detail) {
        JournalEntry entry = new JournalEntry(nowMillis, nowMillis - joinedMillis, event, detail);
        if (first.size() < FIRST) {
            first.add(entry);
            return;
        }
        newest.add(entry);
        if (newest.size() > NEWEST) {
            newest.removeFirst();
            left++;
        }
    }

    /** Of somebody who was not let in. */
    static Journal ofRefusal(
            String identifier, String name, String room, long nowMillis, Verdict why) {
        Journal journal = new Journal(identifier, name, room, "", nowMillis);
        journal.refused = true;
        journal.add(nowMillis, "refused", why.cause() + ": " + why.text());
        journal.onEnd(nowMillis, "refused", why);
        return journal;
    }

    synchronized void onAnswered(long nowMillis) {
        if (!answered) {
            answered = true;
            answeredMillis = nowMillis;
        }
    }

    synchronized void onOfferRefused(String why) {
        offerRefusal = why;
    }

    /** What was wrong with the last offer that could not be served; empty if none was. */
    synchronized String offerRefusal() {
        return offerRefusal;
    }

    synchronized void onReachable(long nowMillis) {
        if (!reachable) {
            reachable = true;
            reachableMillis = nowMillis;
        }
    }

    /** How long it has waited for the next phase of joining; 0 before the first answer. */
    synchronized long waitedMillis(long nowMillis) {
        if (reachable) {
            return nowMillis - reachableMillis;
        }
        return answered ? nowMillis - answeredMillis : 0;
    }

    synchronized void onConnected() {
        connected = true;
    }

    /** It has ended; only the first end counts. */
    synchronized void onEnd(long nowMillis, String why, @Nullable Verdict judged) {
        if (endedMillis < 0) {
            endedMillis = nowMillis;
            end = why;
            verdict = judged;
        }
    }

    synchronized void setClientReport(ClientReport report) {
        clientReport = report;
    }

    /** Identifier, unique in the server. */
    public String participant() {
        return participant;
    }

    /** Chosen by a person. */
    public String name() {
        return name;
    }

    /** Where it is or was. */
    public String room() {
        return room;
    }

    /** websocket, whip or whep; empty for whoever was not let in. */
    public String protocol() {
        return protocol;
    }

    /** When it was let in, or turned away. */
    public long joinedMillis() {
        return joinedMillis;
    }

    /** When it ended, or -1. */
    public synchronized long endedMillis() {
        return endedMillis;
    }

    /** Why it ended; empty while it has not. */
    public synchronized String end() {
        return end;
    }

    /** How far it came. */
    public synchronized Phase phase() {
        if (refused) {
            return Phase.REFUSED;
        }
        if (connected) {
            return Phase.CONNECTED;
        }
        if (reachable) {
            return Phase.REACHABLE;
        }
        return answered ? Phase.ANSWERED : Phase.JOINED;
    }

    /** How far joining came. */
    public enum Phase {
        /** Not let in. */
        REFUSED,
        /** Let in; no offer was answered yet. */
        JOINED,
        /** An offer was answered; no connectivity check came yet. */
        ANSWERED,
        /** A path is known; the DTLS handshake has not ended yet. */
        REACHABLE,
        /** Media can flow. */
        CONNECTED
    }

    /** What went wrong, or null if nothing did (yet). */
    public synchronized @Nullable Verdict verdict() {
        return verdict;
    }

    /** What its client said last of its own side, or null. */
    public synchronized @Nullable ClientReport clientReport() {
        return clientReport;
    }

    /** All that is kept, oldest first. */
    public synchronized List<JournalEntry> entries() {
        List<JournalEntry> all = new ArrayList<>(first);
        all.addAll(newest);
        return all;
    }

    /** How many entries between the first and the newest were not kept. */
    public synchronized int left() {
        return left;
    }
}
