package io.plenum.bridge.peer;

import io.plenum.bridge.counts.Count;
import io.plenum.bridge.counts.Counters;
import io.plenum.bridge.forward.Publication;
import io.plenum.bridge.receive.ArrivalRecorder;
import io.plenum.bridge.receive.KeyFrameRequests;
import io.plenum.bridge.receive.ReceiveStream;
import io.plenum.bridge.receive.RoundTripTime;
import io.plenum.bridge.rtcp.RtcpWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a publisher is told at once, between reports: what is missing (generic NACK), that a key
 * frame is needed (PLI), and when its packets arrived (transport-wide feedback).
 *
 * <p>Owns no socket and reads no clock. Not thread safe: belongs to one loop.
 */
final class FeedbackSender {
    /** Far enough not to matter beside the reports' second. */
    static final long NEVER_NANOS = 3_600_000_000_000L;

    private static final int MAX_NACKS = 256;

    private final RtcpOutput rtcp;
    private final Counters counters;
    private final RoundTripTime roundTrip;

    /** Made with the first packet that is to be reported: most viewers publish nothing. */
    private @Nullable ArrivalRecorder arrivals;

    private final List<ReceiveStream> incomplete = new ArrayList<>();
    private final int[] missing = new int[MAX_NACKS];
    private int lastMediaSsrc;

    FeedbackSender(RtcpOutput rtcp, Counters counters, RoundTripTime roundTrip) {
        this.rtcp = rtcp;
        this.counters = counters;
        this.roundTrip = roundTrip;
    }

    /** A stream took a packet, which may have shown that others are missing. */
    void onPacket(Publication publication, ReceiveStream stream, long nowNanos) {
        roundTrip.onSample(stream.nacks().takeRoundTripSample());
        if (stream.nacks().takeStall() && publication.watched()) {
            publication.requestKeyFrame(stream.encoding(), nowNanos);
        }
        if (stream.nacks().pending() && !incomplete.contains(stream)) {
            incomplete.add(stream);
        }
    }

    /** A packet carried a transport-wide sequence number. */
    void onTransportSequence(int sequence, int ssrc, long nowNanos) {
        if (arrivals == null) {
            arrivals = new ArrivalRecorder();
        }
        arrivals.onPacket(sequence, nowNanos);
        lastMediaSsrc = ssrc;
    }

    /** When {@link #onDeadline} wants to be called next. */
    long nextNanos(long nowNanos) {
        long earliest = nowNanos + NEVER_NANOS;
        for (int i = 0; i < incomplete.size(); i++) {
            long next = incomplete.get(i).nacks().nextNanos();
            earliest = next - earliest < 0 ? next : earliest;
        }
        if (arrivals != null && arrivals.pending() && arrivals.nextNanos() - earliest < 0) {
            earliest = arrivals.nextNanos();
        }
        return earliest;
    }

    /** Sends what is due. */
    void onDeadline(long nowNanos) {
        if (!rtcp.ready()) {
            return;
        }
        for (int i = incomplete.size() - 1; i >= 0; i--) {
            ReceiveStream stream = incomplete.get(i);
            if (nowNanos - stream.nacks().nextNanos() >= 0) {
                sendNacks(stream, nowNanos);
            }
            if (!stream.nacks().pending()) {
                incomplete.remove(i);
            }
        }
        if (arrivals != null && arrivals.pending() && nowNanos - arrivals.nextNanos() >= 0) {
            sendArrivals(arrivals);
        }
    }

    private void sendNacks(ReceiveStream stream, long nowNanos) {
        int count = stream.nacks().poll(nowNanos, roundTrip.nanos(), missing);
        int done = 0;
        while (done < count) {
            RtcpWriter writer = rtcp.beginFeedback();
            int written = writer.nack(rtcp.localSsrc(), stream.ssrc(), missing, done, count - done);
            if (written == 0) {
                return;
            }
            done += written;
            rtcp.flush();
        }
        counters.add(Count.NACKS_SENT, count);
    }

    private void sendArrivals(ArrivalRecorder waiting) {
        while (waiting.pending()
                && waiting.write(rtcp.beginFeedback(), rtcp.localSsrc(), lastMediaSsrc)) {
            rtcp.flush();
            counters.increment(Count.TRANSPORT_FEEDBACK_SENT);
        }
    }

    /** Asks the publisher for a key frame of an encoding if it is time to. */
    void requestKeyFrame(Publication publication, int encoding, long nowNanos) {
        KeyFrameRequests requests = publication.keyFrameRequests(encoding);
        ReceiveStream stream = publication.stream(encoding);
        if (stream == null || !rtcp.ready() || !requests.poll(nowNanos, roundTrip.nanos())) {
            return;
        }
        rtcp.beginFeedback().pli(rtcp.localSsrc(), stream.ssrc());
        rtcp.flush();
        counters.increment(Count.KEY_FRAME_REQUESTS_SENT);
    }

    /** A publication ended: nothing of it is asked for any more. */
    void forget(Publication publication) {
        for (int encoding = 0; encoding < Publication.MAX_ENCODINGS; encoding++) {
            incomplete.remove(publication.stream(encoding));
        }
    }
}
