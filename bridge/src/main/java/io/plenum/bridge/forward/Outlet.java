package io.plenum.bridge.forward;

import io.plenum.bridge.counts.Count;
import io.plenum.bridge.counts.Counters;
import io.plenum.bridge.parameters.MediaKind;
import io.plenum.bridge.receive.MediaPacket;
import io.plenum.bridge.receive.PacketRing;
import io.plenum.bridge.receive.ReceiveStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The publication's end of the way to one of its mirrors: says what the mirror must know, and sends
 * it the packets. Video flows while somebody watches the mirror; audio always, for its levels.
 *
 * <p>Streams and sender reports are told before the packet that needs them, so nobody has to say
 * here that they changed. Not thread safe: belongs to one loop.
 */
@SuppressWarnings("ReferenceEquality") // a stream is told again when it is another object
public final class Outlet implements MirrorFeedback {
    private final Publication publication;
    private final MirrorLink link;
    private final Counters counters;
    private final boolean isVideo;

    /** As told last, per encoding. */
    private final @Nullable ReceiveStream[] streams =
            new @Nullable ReceiveStream[Publication.MAX_ENCODINGS];

    private final long[] reportNanos = new long[Publication.MAX_ENCODINGS];
    private final boolean[] reported = new boolean[Publication.MAX_ENCODINGS];

    /** Key frames of the stream whose first packet was sent. */
    private final int[] keyFramesSent = new int[Publication.MAX_ENCODINGS];

    /** Whether packets were lost on the way since the last one that was not. */
    private final boolean[] interrupted = new boolean[Publication.MAX_ENCODINGS];

    private int watching;
    private int taken = (1 << Publication.MAX_ENCODINGS) - 1;
    private boolean flows;
    private boolean closed;

    Outlet(Publication publication, MirrorLink link, Counters counters) {
        this.publication = publication;
        this.link = link;
        this.counters = counters;
        isVideo = publication.kind() == MediaKind.VIDEO;
        flows = !isVideo;
    }

    /** Whether anyone watches the mirror. */
    boolean watched() {
        return watching != 0;
    }

    /** Encodings that viewers of the mirror take. */
    int takenEncodings() {
        return watched() ? taken : 0;
    }

    /** The way to the mirror. */
    MirrorLink link() {
        return link;
    }

    /** Offers one packet. Runs once per inbound packet and mirror; allocates nothing. */
    void offer(MediaPacket packet) {
        if (!flows) {
            return;
        }
        int encoding = packet.encoding();
        ReceiveStream stream = packet.stream();
        if (stream != streams[encoding]) {
            begin(packet, stream, encoding);
        }
        if (stream.senderReportKnown()
                && (!reported[encoding] || stream.senderReportNanos() != reportNanos[encoding])) {
            report(stream, encoding);
        }
        PacketRing ring = stream.ring();
        long sequence = packet.sequence();
        boolean sent =
                link.onPacket(
                        encoding,
                        sequence,
                        packet.arrivalNanos(),
                        packet.buffer(),
                        ring.headerOffset(sequence),
                        ring.headerLength(sequence),
                        packet.payloadOffset(),
                        packet.payloadLength());
        if (!sent) {
            counters.increment(Count.DROPPED_PIPE_FULL);
            interrupted[encoding] = true;
            return;
        }
        counters.increment(Count.RTP_PACKETS_PIPED);
        if (packet.keyFrameStart()) {
            keyFramesSent[encoding]++;
            interrupted[encoding] = false;
        } else if (interrupted[encoding]) {
            // Too much is missing there to be asked for again.
            interrupted[encoding] = false;
            publication.requestKeyFrame(encoding, packet.arrivalNanos());
        }
    }

    private void begin(MediaPacket packet, ReceiveStream stream, int encoding) {
        streams[encoding] = stream;
        reported[encoding] = false;
        keyFramesSent[encoding] = 0;
        link.onStream(encoding, stream.ssrc(), packet.codec().clockRateHz(), watching);
    }

    private void report(ReceiveStream stream, int encoding) {
        reported[encoding] = true;
        reportNanos[encoding] = stream.senderReportNanos();
        link.onSenderReport(
                encoding,
                stream.senderReportNtp(),
                stream.senderReportTimestamp(),
                stream.senderReportNanos());
    }

    @Override
    public void onWatched(int number) {
        boolean wasWatched = watched();
        watching = number;
        if (closed || watched() == wasWatched) {
            return;
        }
        if (isVideo) {
            flows = watched();
            // The mirror forgets its streams when its last viewer goes.
            Arrays.fill(streams, null);
            Arrays.fill(keyFramesSent, 0);
        }
        publication.onOutletWatched(watched());
    }

    @Override
    public void onTaken(int encodings, long nowNanos) {
        taken = encodings;
        if (!closed) {
            publication.onTaken(takenEncodings(), nowNanos);
        }
    }

    @Override
    public void onKeyFrameWanted(int encoding, int keyFramesSeen, long nowNanos) {
        boolean crossed = keyFramesSent[encoding] > keyFramesSeen;
        if (!closed && !crossed) {
            publication.requestKeyFrame(encoding, nowNanos);
        }
    }

    /** Nothing goes to the mirror any more, and it is told so. Idempotent. */
    public void close() {
        if (closed) {
            return;
        }
        onWatched(0);
        closed = true;
        flows = false;
        publication.remove(this);
        link.onClosed();
    }
}
