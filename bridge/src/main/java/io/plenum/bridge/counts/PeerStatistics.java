package io.plenum.bridge.counts;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one peer sends and is sent, at one moment. Totals since each stream began.
 *
 * @param remoteAddress where its datagrams go, address and port; null before ICE chose a path
 * @param roundTripNanos to the peer and back, smoothed; -1 if nothing has told it yet
 * @param estimateBps what the way to the peer is estimated to carry; -1 if it is sent nothing
 * @param received every RTP stream that arrives from it, retransmissions left out
 * @param sent every slot
 */
public record PeerStatistics(
        @Nullable String remoteAddress,
        long roundTripNanos,
        long estimateBps,
        List<ReceivedStream> received,
        List<SentStream> sent) {
    /** Copies the lists. */
    public PeerStatistics {
        received = List.copyOf(received);
        sent = List.copyOf(sent);
    }

    /**
     * One encoding that a peer publishes.
     *
     * @param publication whose encoding it is
     * @param encoding 0 for the lowest
     * @param ssrc 32 bits
     * @param codec of its newest packets
     * @param packets accepted, repaired ones included
     * @param payloadBytes of these
     * @param lost on the way, before repair
     * @param jitterNanos interarrival jitter (RFC 3550)
     * @param viewers slots on its loop that show the publication
     */
    public record ReceivedStream(
            String publication,
            int encoding,
            long ssrc,
            CountedCodec codec,
            long packets,
            long payloadBytes,
            long lost,
            long jitterNanos,
            int viewers) {}

    /**
     * One slot of a peer.
     *
     * @param mid of its m-section
     * @param ssrc 32 bits
     * @param codec of what it was sent last
     * @param publication what it shows, or null
     * @param encoding the one that passes, or -1 before the first packet
     * @param spatial the highest spatial layer that passes, or -1
     * @param temporal the highest temporal layer that passes, or -1
     * @param packets sent, without retransmissions
     * @param payloadBytes of these
     * @param lost as its reports tell, before repair
     */
    public record SentStream(
            String mid,
            long ssrc,
            CountedCodec codec,
            @Nullable String publication,
            int encoding,
            int spatial,
            int temporal,
            long packets,
            long payloadBytes,
            long lost) {}
}
