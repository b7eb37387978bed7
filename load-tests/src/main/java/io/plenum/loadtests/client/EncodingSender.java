package io.plenum.loadtests.client;

import io.plenum.bridge.bytes.BigEndian;
import io.plenum.bridge.rtcp.Nack;
import io.plenum.bridge.rtcp.NtpTime;
import io.plenum.bridge.rtcp.RtcpWriter;
import io.plenum.bridge.rtp.RtpHeaderWriter;
import io.plenum.loadtests.sdp.OfferText;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** One outgoing RTP stream with a history for retransmissions. */
public abstract class EncodingSender {
    private static final int HISTORY = 1_024;
    private static final int MAX_PAYLOAD = 1_200;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final HeadlessParticipant owner;
    private final int source;
    private final int ssrc;
    private final int rtxSsrc;
    private final int payloadType;
    private final int clockRateHz;
    private final byte[] mid;
    private final byte @Nullable [] rid;
    private final int firstTimestamp;
    private final RtpHeaderWriter writer = new RtpHeaderWriter();
    private final byte[] payload = new byte[MAX_PAYLOAD];
    private final byte[][] history = new byte[HISTORY][];
    private final int[] historyLength = new int[HISTORY];
    private final int[] historyTimestamp = new int[HISTORY];
    private long nextSequence;
    private long nextRtxSequence;
    private int lastTimestamp;
    private int counter;
    private long packets;
    private long octets;

    EncodingSender(
            HeadlessParticipant owner,
            int source,
            int ssrc,
            int payloadType,
            int clockRateHz,
            String mid,
            @Nullable String rid,
            SplittableRandom random) {
        this.owner = owner;
        this.source = source;
        this.ssrc = ssrc;
        this.rtxSsrc = payloadType == OfferText.VP8 ? ssrc + 1 : 0;
        this.payloadType = payloadType;
        this.clockRateHz = clockRateHz;
        this.mid = mid.getBytes(StandardCharsets.US_ASCII);
        this.rid = rid == null ? null : rid.getBytes(StandardCharsets.US_ASCII);
        this.nextSequence = random.nextInt(1 << 15);
        this.nextRtxSequence = random.nextInt(1 << 15);
        this.firstTimestamp = random.nextInt();
    }

    HeadlessParticipant owner() {
        return owner;
    }

    /** Begins to send, once its participant is connected. */
    public abstract void start();

    /**
     * Where the payload of the next packet is written; its last {@link Stamp#BYTES} are not free.
     */
    byte[] payload() {
        return payload;
    }

    int timestamp(long nowNanos) {
        return firstTimestamp + (int) (nowNanos / 1_000 * clockRateHz / 1_000_000);
    }

    /** Sends what stands in {@link #payload}. */
    void send(int length, boolean marker, int timestamp, int audioLevel, long nowNanos) {
        Stamp.write(payload, length, nowNanos, source, ++counter);
        long sequence = nextSequence++;
        lastTimestamp = timestamp;
        packets++;
        octets += length;
        if (rtxSsrc != 0) {
            int at = (int) (sequence % HISTORY);
            if (history[at] == null) {
                history[at] = new byte[MAX_PAYLOAD];
            }
            System.arraycopy(payload, 0, history[at], 0, length);
            historyLength[at] = length;
            historyTimestamp[at] = timestamp;
        }
        begin(payloadType, marker, sequence, timestamp, ssrc, OfferText.RID);
        if (audioLevel >= 0) {
            writer.audioLevel(OfferText.AUDIO_LEVEL, true, audioLevel);
        }
        owner.sendRtp(payload, length, writer.finish(), sequence);
    }

    private void begin(int type, boolean marker, long sequence, int timestamp, int of, int ridId) {
        byte[] out = owner.outgoing();
        int number = (int) (sequence & 0xFFFF);
        writer.begin(out, 0, out.length, type, marker, number, timestamp, of);
        writer.element(OfferText.MID, mid, 0, mid.length);
        byte[] known = rid;
        if (known != null) {
            writer.element(ridId, known, 0, known.length);
        }
        writer.transportSequenceNumber(OfferText.TRANSPORT_CC, owner.nextTransportSequence());
    }

    void onNack(HeadlessParticipant by, Nack nack) {
        if (by == owner && nack.mediaSsrc() == ssrc && rtxSsrc != 0) {
            nack.forEach(this::repeat);
        }
    }

    private void repeat(int sequenceNumber) {
        long newest = nextSequence - 1;
        long sequence = newest - (((int) newest - sequenceNumber) & 0xFFFF);
        int at = (int) (sequence % HISTORY);
        if (sequence < 0 || newest - sequence >= HISTORY || history[at] == null) {
            return;
        }
        int length = historyLength[at];
        BigEndian.putShort(payload, 0, sequenceNumber);
        System.arraycopy(history[at], 0, payload, 2, length);
        long rtxSequence = nextRtxSequence++;
        begin(
                OfferText.RTX,
                false,
                rtxSequence,
                historyTimestamp[at],
                rtxSsrc,
                OfferText.REPAIRED_RID);
        owner.sendRtp(payload, length + 2, writer.finish(), rtxSequence);
    }

    void onKeyFrameWanted(int mediaSsrc) {
        if (mediaSsrc == ssrc) {
            onKeyFrameWanted();
        }
    }

    /** The next frame shall be a key frame. */
    void onKeyFrameWanted() {
        // sound has none
    }

    void writeReport(RtcpWriter rtcp) {
        Instant now = Instant.now();
        long unixNanos = now.getEpochSecond() * NANOS_PER_SECOND + now.getNano();
        int timestamp = packets == 0 ? firstTimestamp : lastTimestamp;
        rtcp.senderReport(ssrc, NtpTime.ofUnixNanos(unixNanos), timestamp, packets, octets);
    }
}
