package io.plenum.signaling.statistics;

import io.plenum.bridge.counts.CountedCodec;
import io.plenum.bridge.counts.PeerStatistics;
import io.plenum.bridge.parameters.SlotAllocation;
import io.plenum.signaling.journal.Journal;
import io.plenum.signaling.journal.Journals;
import io.plenum.signaling.journal.Symptom;
import io.plenum.signaling.rooms.Participant;
import io.plenum.signaling.rooms.Room;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Everything about one room for programs, as JSON-like maps. Members are named as in W3C
 * webrtc-stats where they mean the same, seen from the server: what it receives is {@code
 * inbound-rtp}.
 */
public final class RoomReport {
    private static final double SECONDS = 1e-9;

    private final PeerReader peers;
    private final Journals journals;
    private final Function<String, List<Symptom>> symptoms;
    private final InstantSource clock;

    /**
     * Of the bridge behind {@code peers}.
     *
     * @param symptoms of a participant, by its identifier
     */
    public RoomReport(
            PeerReader peers,
            Journals journals,
            Function<String, List<Symptom>> symptoms,
            InstantSource clock) {
        this.peers = peers;
        this.symptoms = symptoms;
        this.journals = journals;
        this.clock = clock;
    }

    /** The room as it is now. Waits for the media loops, a second at most. */
    public Map<String, Object> of(Room room) {
        List<Participant> roster = room.roster();
        Map<Participant, PeerStatistics> told = peers.read(roster);
        List<Map<String, Object>> participants = new ArrayList<>();
        for (Participant each : roster) {
            participants.add(participant(each, told.get(each)));
        }
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("room", room.name());
        report.put("timestamp", clock.millis());
        report.put("participants", participants);
        return report;
    }

    /**
     * One participant as it is now, without streams if it has just gone, with how its downlink was
     * divided in the last five minutes.
     */
    public Map<String, Object> of(Participant who) {
        Map<String, Object> members = participant(who, peers.read(List.of(who)).get(who));
        members.put("downlink", DownlinkMembers.of(peers.downlink(who)));
        return members;
    }

    private Map<String, Object> participant(Participant who, @Nullable PeerStatistics statistics) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("id", who.id());
        members.put("name", who.name());
        members.put("protocol", who.protocol().text());
        Journal journal = journals.find(who.id());
        if (journal != null) {
            members.put("joinedAt", journal.joinedMillis());
            members.put("connected", journal.phase() == Journal.Phase.CONNECTED);
        }
        members.put(
                "symptoms", symptoms.apply(who.id()).stream().map(RoomReport::symptom).toList());
        if (statistics != null) {
            members.putAll(streams(statistics, who.allocated()));
        }
        Journal.ClientReport client = journal == null ? null : journal.clientReport();
        if (client != null) {
            members.put(
                    "client", Map.of("timestamp", client.atMillis(), "report", client.report()));
        }
        return members;
    }

    /** One symptom for people and programs. */
    public static Map<String, Object> symptom(Symptom symptom) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("cause", symptom.cause().text());
        members.put("text", symptom.text());
        members.put("remedy", symptom.cause().remedy());
        return members;
    }

    private static Map<String, Object> streams(
            PeerStatistics statistics, List<SlotAllocation> allocated) {
        Map<String, Object> pair = new LinkedHashMap<>();
        pair.put("type", "candidate-pair");
        if (statistics.remoteAddress() != null) {
            pair.put("remoteAddress", statistics.remoteAddress());
        }
        if (statistics.roundTripNanos() >= 0) {
            pair.put("currentRoundTripTime", statistics.roundTripNanos() * SECONDS);
        }
        if (statistics.estimateBps() >= 0) {
            pair.put("availableOutgoingBitrate", statistics.estimateBps());
        }
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("candidatePair", pair);
        members.put("inbound", statistics.received().stream().map(RoomReport::inbound).toList());
        members.put(
                "outbound",
                statistics.sent().stream().map(each -> outbound(each, allocated)).toList());
        return members;
    }

    private static Map<String, Object> inbound(PeerStatistics.ReceivedStream stream) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("type", "inbound-rtp");
        members.put("ssrc", stream.ssrc());
        members.put("kind", kind(stream.codec()));
        members.put("codec", stream.codec().text());
        members.put("publication", stream.publication());
        members.put("encodingIndex", stream.encoding());
        members.put("packetsReceived", stream.packets());
        members.put("bytesReceived", stream.payloadBytes());
        members.put("packetsLost", stream.lost());
        members.put("jitter", stream.jitterNanos() * SECONDS);
        members.put("viewers", stream.viewers());
        return members;
    }

    private static Map<String, Object> outbound(
            PeerStatistics.SentStream stream, List<SlotAllocation> allocated) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("type", "outbound-rtp");
        members.put("mid", stream.mid());
        members.put("ssrc", stream.ssrc());
        members.put("kind", kind(stream.codec()));
        members.put("codec", stream.codec().text());
        members.put("publication", stream.publication());
        members.put("encodingIndex", stream.encoding());
        members.put("spatialLayer", stream.spatial());
        members.put("temporalLayer", stream.temporal());
        members.put("packetsSent", stream.packets());
        members.put("bytesSent", stream.payloadBytes());
        members.put("remoteInbound", Map.of("packetsLost", stream.lost()));
        for (SlotAllocation slot : allocated) {
            if (slot.mid().equals(stream.mid())) {
                members.put("targetBitrate", slot.targetBps());
                members.put("reason", slot.reason().text());
            }
        }
        return members;
    }

    private static String kind(CountedCodec codec) {
        return codec.video() ? "video" : "audio";
    }
}
