package io.plenum.bridge.simulation;

import static io.plenum.bridge.simulation.Simulation.MS;

import io.plenum.bridge.bytes.BigEndian;
import io.plenum.bridge.rtcp.NtpTime;
import io.plenum.bridge.rtcp.RtcpWriter;
import io.plenum.bridge.rtp.RtpHeaderWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One outgoing stream with its history, and its retransmissions. */
final class EncodingSender {
    static final int MID = 1;
    static final int RID = 4;
    static final int REPAIRED_RID = 5;
    static final int TRANSPORT_CC = 3;
    static final int AUDIO_LEVEL = 6;
    private static final int HISTORY = 1_024;

    /** A publisher does not repeat a packet twice within a round trip, as browsers do not. */
    private static final long REPEAT_NANOS = 30 * MS;

    private final SimulatedParticipant owner;
    private final int ssrc;
    private final int rtxSsrc;
    private final int payloadType;
    private final int clockRateHz;
    private byte[] mid;
    private final byte @Nullable [] rid;
    private final RtpHeaderWriter writer = new RtpHeaderWriter();
    private final byte[] packet = new byte[1_600];
    private final Sent[] history = new Sent[HISTORY];
    private final Map<Integer, Long> repeated = new HashMap<>();
    private final int firstTimestamp;
    private long nextSequence;
    private long nextRtxSequence = 7;
    private int lastTimestamp;
    private long lastNanos;
    long packetsSent;
    long repeatsSent;
    private long octetsSent;

    private record Sent(long sequence, int timestamp, boolean marker, byte[] payload, int level) {}

    EncodingSender(
            SimulatedParticipant owner,
            int ssrc,
            int rtxSsrc,
            int payloadType,
            int clockRateHz,
            String mid,
            @Nullable String rid) {
        this.owner = owner;
        this.ssrc = ssrc;
        this.rtxSsrc = rtxSsrc;
        this.payloadType = payloadType;
        this.clockRateHz = clockRateHz;
        this.mid = mid.getBytes(StandardCharsets.US_ASCII);
        this.rid = rid == null ? null : rid.getBytes(StandardCharsets.US_ASCII);
        nextSequence = owner.simulation().random.nextInt(0x10000);
        firstTimestamp = owner.simulation().random.nextInt();
    }

    int ssrc() {
        return ssrc;
    }

    int timestamp(long captureNanos) {
        return firstTimestamp + (int) (captureNanos / 1_000 * clockRateHz / 1_000_000);
    }

    void send(long captureNanos, boolean marker, byte[] payload, int level) {
        long sequence = nextSequence++;
        lastTimestamp = timestamp(captureNanos);
        lastNanos = captureNanos;
        Sent sent = new Sent(sequence, lastTimestamp, marker, payload, level);
        history[(int) (sequence % HISTORY)] = sent;
        int header = header(sent, payloadType, sequence, ssrc, RID);
        System.arraycopy(payload, 0, packet, header, payload.length);
        packetsSent++;
        octetsSent += payload.length;
        owner.sendRtp(packet, header, header + payload.length, sequence);
    }

    /** Its packets say from now on that they belong to another section. */
    void moveTo(String other) {
        mid = other.getBytes(StandardCharsets.US_ASCII);
    }

    /** Goes on as if so many packets had been sent and lost. */
    void skip(int packets) {
        nextSequence += packets;
    }

    private int header(Sent sent, int type, long sequence, int source, int ridId) {
        writer.begin(
                packet,
                0,
                packet.length,
                type,
                sent.marker,
                (int) sequence & 0xFFFF,
                sent.timestamp,
                source);
        writer.element(MID, mid, 0, mid.length);
        byte[] known = rid;
        if (known != null) {
            writer.element(ridId, known, 0, known.length);
        }
        writer.transportSequenceNumber(TRANSPORT_CC, owner.nextTransportSequence());
        if (sent.level >= 0) {
            writer.audioLevel(AUDIO_LEVEL, true, sent.level);
        }
        return writer.finish();
    }

    void repeat(int sequenceNumber) {
        long now = owner.simulation().now();
        for (Sent sent : history) {
            if (sent != null && ((int) sent.sequence & 0xFFFF) == sequenceNumber) {
                Long before = repeated.get(sequenceNumber);
                if (rtxSsrc == 0 || (before != null && now - before < REPEAT_NANOS)) {
                    return;
                }
                repeated.put(sequenceNumber, now);
                repeatsSent++;
                long sequence = nextRtxSequence++;
                int header = header(sent, payloadType + 1, sequence, rtxSsrc, REPAIRED_RID);
                BigEndian.putShort(packet, header, sequenceNumber);
                System.arraycopy(sent.payload, 0, packet, header + 2, sent.payload.length);
                owner.sendRtp(packet, header, header + 2 + sent.payload.length, sequence);
                return;
            }
        }
    }

    /** A second time in its own stream, as it is done where no RTX was negotiated. */
    void repeatAsItWas(int sequenceNumber) {
        for (Sent sent : history) {
            if (sent != null && ((int) sent.sequence & 0xFFFF) == sequenceNumber) {
                repeatsSent++;
                int header = header(sent, payloadType, sent.sequence, ssrc, RID);
                System.arraycopy(sent.payload, 0, packet, header, sent.payload.length);
                owner.sendRtp(packet, header, header + sent.payload.length, sent.sequence);
                return;
            }
        }
    }

    void writeSenderReport(RtcpWriter rtcp) {
        if (packetsSent > 0) {
            long now = owner.simulation().now();
            rtcp.senderReport(
                    ssrc,
                    NtpTime.ofUnixNanos(now),
                    lastTimestamp + (int) ((now - lastNanos) / 1_000 * clockRateHz / 1_000_000),
                    packetsSent,
                    octetsSent);
        }
    }

    void forget() {
        Arrays.fill(history, null);
    }
}
