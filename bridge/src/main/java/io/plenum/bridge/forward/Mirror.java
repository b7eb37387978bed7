package io.plenum.bridge.forward;

import io.plenum.bridge.counts.Count;
import io.plenum.bridge.counts.Counters;
import io.plenum.bridge.parameters.CodecParameters;
import io.plenum.bridge.parameters.MediaKind;
import io.plenum.bridge.parameters.PublicationParameters;
import io.plenum.bridge.receive.ReceiveStream;
import java.util.Arrays;

/**
 * A publication of another loop, or another host, as it stands here: viewers show {@link
 * #publication} like any other. Packets go into rings of its own, from which lost ones are repeated
 * as usual; nothing is asked for again and nothing is reported, for the publisher's own loop does
 * that.
 *
 * <p>Not thread safe: belongs to one loop.
 */
public final class Mirror implements MirrorLink, Publication.Publisher {
    /**
     * The publisher's loop repeats an unanswered wish itself, and gives up after a while. It is
     * told again after this time only so that it does not give up on somebody who still waits.
     */
    static final long WISH_INTERVAL_NANOS = 1_000_000_000L;

    private final MirrorFeedback feedback;
    private final PacketBatch packets;
    private final Counters counters;
    private final Publication publication;
    private final boolean[] wished = new boolean[Publication.MAX_ENCODINGS];
    private final long[] wishNanos = new long[Publication.MAX_ENCODINGS];
    private final int[] keyFramesSeen = new int[Publication.MAX_ENCODINGS];
    private int watching;
    private int timesWatched;
    private boolean closed;

    /**
     * @param feedback the way back to the publication
     * @param packets receives what is taken over; the loop's
     */
    public Mirror(
            PublicationParameters parameters,
            MirrorFeedback feedback,
            PacketBatch packets,
            Counters counters) {
        this.feedback = feedback;
        this.packets = packets;
        this.counters = counters;
        publication = new Publication(parameters, this);
    }

    /** What viewers here show. */
    public Publication publication() {
        return publication;
    }

    @Override
    public void onStream(int encoding, int ssrc, int clockRateHz, int watchedThen) {
        boolean isVideo = publication.kind() == MediaKind.VIDEO;
        if (!isVideo || watchedThen == watching) {
            wished[encoding] = false;
            keyFramesSeen[encoding] = 0;
            packets.forward(); // what waits may be of the stream that is replaced
            publication.setStream(
                    new ReceiveStream(
                            ssrc,
                            clockRateHz,
                            isVideo
                                    ? ReceiveStream.VIDEO_HISTORY_PACKETS
                                    : ReceiveStream.AUDIO_HISTORY_PACKETS,
                            encoding));
        }
    }

    @Override
    public void onSenderReport(
            int encoding, long ntpTimestamp, int rtpTimestamp, long arrivalNanos) {
        ReceiveStream stream = publication.stream(encoding);
        if (stream != null) {
            stream.onSenderReport(ntpTimestamp, rtpTimestamp, arrivalNanos);
        }
    }

    @Override
    public boolean onPacket(
            int encoding,
            long sequence,
            long arrivalNanos,
            byte[] buffer,
            int headerOffset,
            int headerLength,
            int payloadOffset,
            int payloadLength) {
        ReceiveStream stream = publication.stream(encoding);
        CodecParameters codec = publication.codec(buffer[headerOffset + 1]);
        boolean taken =
                stream != null
                        && codec != null
                        && stream.acceptMirrored(
                                        buffer,
                                        headerOffset,
                                        headerLength,
                                        payloadOffset,
                                        payloadLength,
                                        sequence,
                                        codec,
                                        arrivalNanos,
                                        packets.free())
                                == ReceiveStream.Outcome.ACCEPTED;
        if (!taken) {
            counters.increment(Count.DROPPED_MIRRORED);
            return false;
        }
        counters.increment(Count.RTP_PACKETS_MIRRORED);
        if (packets.free().keyFrameStart()) {
            keyFramesSeen[encoding]++;
            wished[encoding] = false;
        }
        packets.add(publication);
        return true;
    }

    @Override
    public void onAvailable(int encodings, int others, long nowNanos) {
        publication.setObtainable(encodings, others, nowNanos);
    }

    @Override
    public void onUpdated(PublicationParameters parameters) {
        packets.forward(); // by the parameters that it was sent with
        publication.update(parameters);
    }

    @Override
    public void onClosed() {
        packets.forward(); // what came before the end
        closed = true;
        publication.close();
    }

    @Override
    public void onKeyFrameWanted(Publication which, int encoding, long nowNanos) {
        if (!wished[encoding] || nowNanos - wishNanos[encoding] >= WISH_INTERVAL_NANOS) {
            wished[encoding] = true;
            wishNanos[encoding] = nowNanos;
            feedback.onKeyFrameWanted(encoding, keyFramesSeen[encoding], nowNanos);
        }
    }

    @Override
    public boolean repeatsRequests() {
        return false;
    }

    @Override
    public boolean isElsewhere() {
        return true;
    }

    @Override
    public boolean canSuspend() {
        return false;
    }

    @Override
    public void onTakenChanged(Publication which, long nowNanos) {
        if (!closed) {
            feedback.onTaken(which.takenEncodings(), nowNanos);
        }
    }

    @Override
    public void onWatchedChanged(Publication which) {
        if (closed) {
            return;
        }
        if (which.kind() == MediaKind.VIDEO) {
            // A megabyte each; whoever comes next begins with a key frame anyway. What is still
            // under way finds no stream.
            which.forgetStreams();
            Arrays.fill(wished, false);
            Arrays.fill(keyFramesSeen, 0);
        }
        watching = which.watched() ? ++timesWatched : 0;
        feedback.onWatched(watching);
    }
}
