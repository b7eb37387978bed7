package io.plenum.bridge.peer;

import io.plenum.bridge.bytes.BigEndian;
import io.plenum.bridge.bytes.IntMap;
import io.plenum.bridge.counts.Count;
import io.plenum.bridge.counts.CountedCodec;
import io.plenum.bridge.counts.Counters;
import io.plenum.bridge.counts.MediaTotal;
import io.plenum.bridge.counts.PeerStatistics;
import io.plenum.bridge.forward.ForwardingContext;
import io.plenum.bridge.forward.PacketBatch;
import io.plenum.bridge.forward.Publication;
import io.plenum.bridge.parameters.CodecParameters;
import io.plenum.bridge.parameters.MediaKind;
import io.plenum.bridge.receive.AgeLimit;
import io.plenum.bridge.receive.PacketRing;
import io.plenum.bridge.receive.ReceiveStream;
import io.plenum.bridge.receive.ReceptionStatistics;
import io.plenum.bridge.rtp.HeaderExtensions;
import io.plenum.bridge.rtp.PacketTap;
import io.plenum.bridge.rtp.RtpHeader;
import io.plenum.bridge.rtp.Rtx;
import io.plenum.bridge.rtp.Verdict;
import io.plenum.bridge.srtp.SrtpReceiver;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a peer sends: decrypts each packet into its stream's ring and finds the publication and the
 * encoding it belongs to; retransmissions (RFC 4588) are turned back into what they repeat. A
 * stream comes into being only when a packet of it has been authenticated.
 *
 * <p>Not thread safe: belongs to one loop.
 */
final class InboundMedia {
    /** SSRCs a peer may send: enough for 16 sections with three encodings and their repairs. */
    static final int MAX_STREAMS = 96;

    private static final int RTCP_BYTES = 2048;
    private static final int PADDING_BIT = 0x20;

    private final Counters counters;
    private final FeedbackSender feedback;
    private final StreamDemux demux;
    private final IntMap<Entry> entries = new IntMap<>();
    private final RtpHeader header = new RtpHeader();
    private final HeaderExtensions extensions = new HeaderExtensions();
    private final PacketBatch packets;
    private final AgeLimit ages;
    private final byte[] payload = new byte[PacketRing.PAYLOAD_BYTES];
    private final byte[] repairedHeader = new byte[PacketRing.HEADER_BYTES];
    private final byte[] rtcp = new byte[RTCP_BYTES];
    private @Nullable SrtpReceiver srtp;
    private @Nullable Entry current;
    private @Nullable PacketTap tap;

    /** An SSRC: an encoding's own stream, or the stream of its retransmissions. */
    private static final class Entry {
        final int ssrc;
        final Publication publication;
        final int encoding;
        final byte[] mid;

        /** Null if it carries retransmissions. */
        final @Nullable ReceiveStream stream;

        /** Of this SSRC itself. */
        final ReceptionStatistics statistics;

        private @Nullable CodecParameters counted;
        private CountedCodec countedAs = CountedCodec.OTHER_AUDIO;
        private long packets;
        private long payloadBytes;

        Entry(int ssrc, StreamDemux.Identity identity, int clockRateHz) {
            this.ssrc = ssrc;
            publication = identity.publication();
            encoding = identity.encoding();
            mid = publication.parameters().mid().getBytes(StandardCharsets.US_ASCII);
            if (identity.retransmissions()) {
                stream = null;
                statistics = new ReceptionStatistics(clockRateHz);
            } else {
                boolean isVideo = publication.kind() == MediaKind.VIDEO;
                stream =
                        new ReceiveStream(
                                ssrc,
                                clockRateHz,
                                isVideo
                                        ? ReceiveStream.VIDEO_HISTORY_PACKETS
                                        : ReceiveStream.AUDIO_HISTORY_PACKETS,
                                encoding);
                statistics = stream.statistics();
            }
        }

        /** Where a packet's codec is counted. */
        @SuppressWarnings("ReferenceEquality") // only spares the look-up
        CountedCodec countedAs(CodecParameters codec) {
            if (codec != counted) {
                counted = codec;
                countedAs = CountedCodec.of(codec, publication.kind() == MediaKind.VIDEO);
            }
            return countedAs;
        }
    }

    /**
     * @param context receives what is accepted, and says what is too old for it
     */
    InboundMedia(
            Counters counters,
            FeedbackSender feedback,
            Collection<Publication> publications,
            ForwardingContext context) {
        packets = context.packets();
        ages = context.ages();
        this.counters = counters;
        this.feedback = feedback;
        this.demux = new StreamDemux(publications);
    }

    void setKeys(SrtpReceiver keyed) {
        srtp = keyed;
    }

    /** Who sees what is received from now on, or null. */
    void setTap(@Nullable PacketTap given) {
        tap = given;
    }

    /** The publication of the packet that {@link #onRtp} accepted last. */
    Publication publication() {
        Entry known = current;
        if (known == null) {
            throw new IllegalStateException("no packet was accepted");
        }
        return known.publication;
    }

    /**
     * Decrypts and parses a packet into {@link PacketBatch#free}.
     *
     * @param arrivalNanos when it reached the machine
     * @return false if it goes nowhere (and was counted)
     */
    boolean onRtp(byte[] buffer, int offset, int length, long arrivalNanos, long nowNanos) {
        SrtpReceiver keyed = srtp;
        if (keyed == null) {
            counters.increment(Count.DROPPED_SRTP_BEFORE_KEYS);
            return false;
        }
        if (header.wrapEncrypted(buffer, offset, length) != Verdict.OK
                || header.headerLength() > PacketRing.HEADER_BYTES
                || length - header.headerLength() > PacketRing.PAYLOAD_BYTES) {
            counters.increment(Count.DROPPED_RTP_UNPROTECTED_MALFORMED);
            return false;
        }
        // Before the work is done, though anyone could have sent it: dropping is all it leads to.
        Entry before = entries.get(header.ssrc());
        if (before != null && ages.exceeds(before.publication.kind(), nowNanos - arrivalNanos)) {
            counters.increment(Count.DROPPED_RTP_TOO_OLD);
            if (before.stream != null) {
                before.stream.nacks().onShed();
            }
            return false;
        }
        // Decrypted aside: JCA writes plaintext before it knows the tag, and a forged packet must
        // not touch the history that retransmissions come from.
        int plaintext =
                keyed.unprotectRtp(buffer, offset, length, header.headerLength(), payload, 0);
        if (plaintext < 0) {
            countRefused(plaintext);
            return false;
        }
        counters.increment(Count.RTP_PACKETS_RECEIVED);
        PacketTap watching = tap;
        if (watching != null) {
            watching.onReceived(
                    buffer, offset, header.headerLength(), payload, 0, plaintext, arrivalNanos);
        }
        if (extensions.wrap(header) != Verdict.OK) {
            counters.increment(Count.DROPPED_RTP_MALFORMED);
            return false;
        }
        Entry entry = entries.get(header.ssrc());
        if (entry == null || hasMoved(entry)) {
            entry = open();
        }
        if (entry == null) {
            return false;
        }
        noteTransportSequence(entry, arrivalNanos);
        current = entry;
        ReceiveStream stream = entry.stream;
        return stream == null
                ? acceptRepair(entry, keyed, buffer, offset, plaintext, arrivalNanos)
                : accept(entry, stream, keyed, buffer, offset, plaintext, arrivalNanos);
    }

    /** Whether a packet says that its SSRC is now another section's (RFC 8843 section 9.2). */
    private boolean hasMoved(Entry entry) {
        int id = entry.publication.midId();
        return id != 0
                && extensions.find(id)
                && !Arrays.equals(
                        entry.mid,
                        0,
                        entry.mid.length,
                        extensions.buffer(),
                        extensions.elementOffset(),
                        extensions.elementOffset() + extensions.elementLength());
    }

    /**
     * The entry of an SSRC seen for the first time, or null if it belongs nowhere (and was
     * counted).
     */
    private @Nullable Entry open() {
        StreamDemux.Identity identity = demux.find(header, extensions);
        if (identity == null) {
            counters.increment(Count.DROPPED_RTP_UNKNOWN_SSRC);
            return null;
        }
        Publication publication = identity.publication();
        CodecParameters codec =
                identity.retransmissions()
                        ? publication.repairedCodec(header.payloadType())
                        : publication.codec(header.payloadType());
        if (codec == null) {
            counters.increment(Count.DROPPED_RTP_UNKNOWN_PAYLOAD_TYPE);
            return null;
        }
        forgetReplaced(identity);
        if (entries.size() >= MAX_STREAMS && entries.get(header.ssrc()) == null) {
            counters.increment(Count.DROPPED_RTP_TOO_MANY_STREAMS);
            return null;
        }
        Entry entry = new Entry(header.ssrc(), identity, codec.clockRateHz());
        entries.put(header.ssrc(), entry);
        if (entry.stream != null) {
            packets.forward(); // what waits may be of the stream that is replaced
            publication.setStream(entry.stream);
        }
        return entry;
    }

    /** A publisher that changes an encoding's SSRC ends the old one: an encoding is one stream. */
    private void forgetReplaced(StreamDemux.Identity identity) {
        Entry[] replaced = {null};
        entries.forEach(
                entry -> {
                    if (entry.publication == identity.publication()
                            && entry.encoding == identity.encoding()
                            && (entry.stream == null) == identity.retransmissions()) {
                        replaced[0] = entry;
                    }
                });
        if (replaced[0] != null) {
            entries.remove(replaced[0].ssrc);
        }
    }

    private void noteTransportSequence(Entry entry, long nowNanos) {
        int id = entry.publication.transportSequenceId();
        if (id != 0 && extensions.find(id) && extensions.elementLength() >= 2) {
            feedback.onTransportSequence(
                    BigEndian.getUnsignedShort(extensions.buffer(), extensions.elementOffset()),
                    entry.ssrc,
                    nowNanos);
        }
    }

    private boolean accept(
            Entry entry,
            ReceiveStream stream,
            SrtpReceiver keyed,
            byte[] buffer,
            int offset,
            int length,
            long nowNanos) {
        CodecParameters codec = entry.publication.codec(header.payloadType());
        if (codec == null) {
            counters.increment(Count.DROPPED_RTP_UNKNOWN_PAYLOAD_TYPE);
            return false;
        }
        ReceiveStream.Outcome outcome =
                stream.accept(
                        buffer,
                        offset,
                        header.headerLength(),
                        payload,
                        0,
                        length,
                        keyed.lastPacketIndex(),
                        codec,
                        nowNanos,
                        false,
                        packets.free());
        feedback.onPacket(entry.publication, stream, nowNanos);
        if (outcome == ReceiveStream.Outcome.ACCEPTED) {
            count(entry, codec, length);
        }
        return take(outcome, Count.DROPPED_RTP_DUPLICATE);
    }

    private void count(Entry entry, CodecParameters codec, int payloadLength) {
        CountedCodec countedAs = entry.countedAs(codec);
        entry.packets++;
        entry.payloadBytes += payloadLength;
        counters.addMedia(countedAs, MediaTotal.PACKETS_RECEIVED, 1);
        counters.addMedia(countedAs, MediaTotal.PAYLOAD_BYTES_RECEIVED, payloadLength);
    }

    private boolean take(ReceiveStream.Outcome outcome, Count duplicate) {
        return switch (outcome) {
            case ACCEPTED -> true;
            case MALFORMED -> {
                counters.increment(Count.DROPPED_RTP_MALFORMED);
                yield false;
            }
            case DUPLICATE -> {
                counters.increment(duplicate);
                yield false;
            }
        };
    }

    /** A retransmission: the packet that it repeats, if it was missing. */
    private boolean acceptRepair(
            Entry entry, SrtpReceiver keyed, byte[] buffer, int offset, int length, long nowNanos) {
        entry.statistics.onPacket(nowNanos, keyed.lastPacketIndex(), header.timestamp());
        CodecParameters codec = entry.publication.repairedCodec(header.payloadType());
        ReceiveStream stream = entry.publication.stream(entry.encoding);
        boolean isPadding =
                length < Rtx.OSN_BYTES
                        || ((buffer[offset] & PADDING_BIT) != 0
                                && length - (payload[length - 1] & 0xFF) < Rtx.OSN_BYTES);
        if (codec == null || stream == null || isPadding) {
            // Before the first packet there is nothing to repair; padding measures the bandwidth.
            counters.increment(Count.RTX_PACKETS_USELESS);
            return false;
        }
        int original = BigEndian.getUnsignedShort(payload, 0);
        long sequence = stream.unwrap(original);
        if (!stream.ring().lacks(sequence) || sequence < 0) {
            counters.increment(Count.RTX_PACKETS_USELESS);
            return false;
        }
        System.arraycopy(buffer, offset, repairedHeader, 0, header.headerLength());
        int marker = header.marker() ? 0x80 : 0;
        BigEndian.putByte(repairedHeader, 1, marker | codec.payloadType());
        BigEndian.putShort(repairedHeader, 2, original);
        BigEndian.putInt(repairedHeader, 8, stream.ssrc());
        ReceiveStream.Outcome outcome =
                stream.accept(
                        repairedHeader,
                        0,
                        header.headerLength(),
                        payload,
                        Rtx.OSN_BYTES,
                        length - Rtx.OSN_BYTES,
                        sequence,
                        codec,
                        nowNanos,
                        true,
                        packets.free());
        feedback.onPacket(entry.publication, stream, nowNanos);
        if (outcome == ReceiveStream.Outcome.ACCEPTED) {
            counters.increment(Count.RTX_PACKETS_RECEIVED);
            Entry repaired = entries.get(stream.ssrc());
            count(repaired == null ? entry : repaired, codec, length - Rtx.OSN_BYTES);
        }
        return take(outcome, Count.RTX_PACKETS_USELESS);
    }

    private void countRefused(int verdict) {
        counters.increment(
                switch (verdict) {
                    case SrtpReceiver.BAD_TAG -> Count.DROPPED_SRTP_BAD_TAG;
                    case SrtpReceiver.REPLAYED -> Count.DROPPED_SRTP_REPLAYED;
                    case SrtpReceiver.TOO_MANY_STREAMS -> Count.DROPPED_SRTP_TOO_MANY_STREAMS;
                    default -> Count.DROPPED_SRTP_MALFORMED;
                });
    }

    /**
     * Decrypts a compound into {@link #rtcp}; returns its length, or 0 if it was dropped (and
     * counted).
     */
    int unprotectRtcp(byte[] buffer, int offset, int length, long arrivalNanos) {
        SrtpReceiver keyed = srtp;
        if (keyed == null) {
            counters.increment(Count.DROPPED_SRTP_BEFORE_KEYS);
            return 0;
        }
        if (length > RTCP_BYTES) {
            counters.increment(Count.DROPPED_SRTP_MALFORMED);
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
        PacketTap watching = tap;
        if (watching != null) {
            watching.onReceived(rtcp, 0, plaintext, rtcp, 0, 0, arrivalNanos);
        }
        return plaintext;
    }

    /** The last compound that was decrypted. */
    byte[] rtcp() {
        return rtcp;
    }

    /** The media stream of this SSRC, or null. */
    @Nullable ReceiveStream stream(int ssrc) {
        Entry entry = entries.get(ssrc);
        return entry == null ? null : entry.stream;
    }

    /** Every media stream that exists. */
    void forEachStream(Consumer<ReceiveStream> action) {
        entries.forEach(
                entry -> {
                    if (entry.stream != null) {
                        action.accept(entry.stream);
                    }
                });
    }

    /** Adds every media stream as it stands now. */
    void describe(List<PeerStatistics.ReceivedStream> into) {
        entries.forEach(
                entry -> {
                    if (entry.stream != null) {
                        into.add(
                                new PeerStatistics.ReceivedStream(
                                        entry.publication.id(),
                                        entry.encoding,
                                        Integer.toUnsignedLong(entry.ssrc),
                                        entry.countedAs,
                                        entry.packets,
                                        entry.payloadBytes,
                                        entry.statistics.cumulativeLost(),
                                        entry.statistics.jitterNanos(),
                                        entry.publication.viewerCount()));
                    }
                });
    }

    /** Something done with the statistics of an SSRC. */
    @FunctionalInterface
    interface SsrcAction {
        void accept(int ssrc, ReceptionStatistics statistics);
    }

    /** Every SSRC that exists, retransmissions too. */
    void forEachSsrc(SsrcAction action) {
        entries.forEach(entry -> action.accept(entry.ssrc, entry.statistics));
    }

    /** A publication ended: its streams are freed and its SSRCs are unknown again. */
    void forget(Publication publication) {
        int[] gone = new int[entries.size()];
        int[] count = {0};
        entries.forEach(
                entry -> {
                    if (entry.publication == publication) {
                        gone[count[0]++] = entry.ssrc;
                    }
                });
        for (int i = 0; i < count[0]; i++) {
            entries.remove(gone[i]);
        }
    }
}
