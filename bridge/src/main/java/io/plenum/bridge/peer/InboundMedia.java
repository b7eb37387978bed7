package io.plenum.bridge.peer;

import io.plenum.bridge.bytes.IntMap;
import io.plenum.bridge.counts.Count;
import io.plenum.bridge.counts.Counters;
import io.plenum.bridge.forward.Publication;
import io.plenum.bridge.parameters.CodecParameters;
import io.plenum.bridge.parameters.MediaKind;
import io.plenum.bridge.receive.MediaPacket;
import io.plenum.bridge.receive.PacketRing;
import io.plenum.bridge.receive.ReceiveStream;
import io.plenum.bridge.rtp.RtpHeader;
import io.plenum.bridge.rtp.Verdict;
import io.plenum.bridge.srtp.SrtpReceiver;
import java.util.Collection;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a peer sends: decrypts each packet into its stream's ring and finds the publication it
 * belongs to. A stream comes into being only when a packet of it has been authenticated.
 *
 * <p>Not thread safe: belongs to one loop.
 */
final class InboundMedia {
    /** SSRCs a peer may send: enough for 16 sections with three encodings and their repairs. */
    static final int MAX_STREAMS = 96;

    private static final int VIDEO_HISTORY = 512;
    private static final int AUDIO_HISTORY = 64;
    private static final int RTCP_BYTES = 2048;

    private final Counters counters;
    private final StreamDemux demux;
    private final IntMap<Entry> streams = new IntMap<>();
    private final RtpHeader header = new RtpHeader();
    private final MediaPacket packet = new MediaPacket();
    private final byte[] payload = new byte[PacketRing.PAYLOAD_BYTES];
    private final byte[] rtcp = new byte[RTCP_BYTES];
    private @Nullable SrtpReceiver srtp;
    private @Nullable Publication current;

    /** A stream and what it is part of. */
    private record Entry(ReceiveStream stream, Publication publication) {}

    InboundMedia(Counters counters, Collection<Publication> publications) {
        this.counters = counters;
        this.demux = new StreamDemux(publications);
    }

    void setKeys(SrtpReceiver keyed) {
        srtp = keyed;
    }

    /** The publication of the packet that {@link #onRtp} returned last. */
    Publication publication() {
        Publication known = current;
        if (known == null) {
            throw new IllegalStateException("no packet was accepted");
        }
        return known;
    }

    /** The packet, decrypted and parsed, or null if it was dropped (and counted). */
    @Nullable MediaPacket onRtp(byte[] buffer, int offset, int length, long nowNanos) {
        SrtpReceiver keyed = srtp;
        if (keyed == null) {
            counters.increment(Count.DROPPED_SRTP_BEFORE_KEYS);
            return null;
        }
        if (header.wrapEncrypted(buffer, offset, length) != Verdict.OK
                || header.headerLength() > PacketRing.HEADER_BYTES
                || length - header.headerLength() > PacketRing.PAYLOAD_BYTES) {
            counters.increment(Count.DROPPED_RTP_MALFORMED);
            return null;
        }
        // Decrypted aside: JCA writes plaintext before it knows the tag, and a forged packet must
        // not
        // touch the history that retransmissions come from.
        int plaintext =
                keyed.unprotectRtp(buffer, offset, length, header.headerLength(), payload, 0);
        if (plaintext < 0) {
            countRefused(plaintext);
            return null;
        }
        counters.increment(Count.RTP_PACKETS_RECEIVED);
        Entry entry = streams.get(header.ssrc());
        if (entry == null) {
            entry = open();
        }
        return entry == null ? null : accept(keyed, entry, buffer, offset, plaintext, nowNanos);
    }

    /**
     * The stream of an SSRC seen for the first time, or null if it belongs nowhere (and was
     * counted).
     */
    private @Nullable Entry open() {
        Publication publication = demux.find(header);
        if (publication == null) {
            counters.increment(Count.DROPPED_RTP_UNKNOWN_SSRC);
            return null;
        }
        CodecParameters codec = publication.codec(header.payloadType());
        if (codec == null) {
            counters.increment(Count.DROPPED_RTP_UNKNOWN_PAYLOAD_TYPE);
            return null;
        }
        if (streams.size() >= MAX_STREAMS) {
            counters.increment(Count.DROPPED_RTP_TOO_MANY_STREAMS);
            return null;
        }
        ReceiveStream stream =
                new ReceiveStream(
                        header.ssrc(),
                        codec.clockRateHz(),
                        publication.kind() == MediaKind.VIDEO ? VIDEO_HISTORY : AUDIO_HISTORY);
        Entry entry = new Entry(stream, publication);
        streams.put(header.ssrc(), entry);
        publication.setStream(stream);
        return entry;
    }

    private @Nullable MediaPacket accept(
            SrtpReceiver keyed, Entry entry, byte[] buffer, int offset, int length, long nowNanos) {
        CodecParameters codec = entry.publication.codec(header.payloadType());
        if (codec == null) {
            counters.increment(Count.DROPPED_RTP_UNKNOWN_PAYLOAD_TYPE);
            return null;
        }
        boolean wellFormed =
                entry.stream.accept(
                        buffer,
                        offset,
                        header.headerLength(),
                        payload,
                        length,
                        keyed.lastPacketIndex(),
                        codec,
                        nowNanos,
                        packet);
        if (!wellFormed) {
            counters.increment(Count.DROPPED_RTP_MALFORMED);
            return null;
        }
        current = entry.publication;
        return packet;
    }

    private void countRefused(int verdict) {
        counters.increment(
                switch (verdict) {
                    case SrtpReceiver.BAD_TAG -> Count.DROPPED_SRTP_BAD_TAG;
                    case SrtpReceiver.REPLAYED -> Count.DROPPED_SRTP_REPLAYED;
                    case SrtpReceiver.TOO_MANY_STREAMS -> Count.DROPPED_RTP_TOO_MANY_STREAMS;
                    default -> Count.DROPPED_SRTP_MALFORMED;
                });
    }

    /**
     * Decrypts a compound into {@link #rtcp}; returns its length, or 0 if it was dropped (and
     * counted).
     */
    int unprotectRtcp(byte[] buffer, int offset, int length) {
        SrtpReceiver keyed = srtp;
        if (keyed == null) {
            counters.increment(Count.DROPPED_SRTP_BEFORE_KEYS);
            return 0;
        }
        if (length > RTCP_BYTES) {
            counters.increment(Count.DROPPED_RTCP_MALFORMED);
            return 0;
        }
        int plaintext = keyed.unprotectRtcp(buffer, offset, length, rtcp, 0);
        if (plaintext < 0) {
            counters.increment(
                    switch (plaintext) {
                        case SrtpReceiver.BAD_TAG -> Count.DROPPED_SRTCP_BAD_TAG;
                        case SrtpReceiver.REPLAYED -> Count.DROPPED_SRTP_REPLAYED;
                        default -> Count.DROPPED_SRTP_MALFORMED;
                    });
            return 0;
        }
        counters.increment(Count.RTCP_PACKETS_RECEIVED);
        return plaintext;
    }

    /** The last compound that was decrypted. */
    byte[] rtcp() {
        return rtcp;
    }

    /** The stream of this SSRC, or null. */
    @Nullable ReceiveStream stream(int ssrc) {
        Entry entry = streams.get(ssrc);
        return entry == null ? null : entry.stream;
    }

    /** Every stream that exists. */
    void forEachStream(Consumer<ReceiveStream> action) {
        streams.forEach(entry -> action.accept(entry.stream));
    }

    /** A publication ended: its streams are freed and its SSRCs are unknown again. */
    void forget(Publication publication) {
        int[] gone = new int[streams.size()];
        int[] count = {0};
        streams.forEach(
                entry -> {
                    if (entry.publication == publication) {
                        gone[count[0]++] = entry.stream.ssrc();
                    }
                });
        for (int i = 0; i < count[0]; i++) {
            streams.remove(gone[i]);
        }
    }
}
