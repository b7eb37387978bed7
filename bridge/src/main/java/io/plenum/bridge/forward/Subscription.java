package io.plenum.bridge.forward;

import io.plenum.bridge.counts.Count;
import io.plenum.bridge.layers.LayerSelector;
import io.plenum.bridge.parameters.LayerTarget;
import io.plenum.bridge.parameters.MediaKind;
import io.plenum.bridge.parameters.SlotParameters;
import io.plenum.bridge.receive.MediaPacket;
import io.plenum.bridge.receive.PayloadFormat;
import io.plenum.bridge.receive.ReceiveStream;
import io.plenum.bridge.rewrite.NumberRewriter;
import io.plenum.bridge.rewrite.PictureIdRewriter;
import io.plenum.bridge.rewrite.TimestampRewriter;
import io.plenum.bridge.rtcp.NtpTime;
import io.plenum.bridge.send.SentReports;
import io.plenum.bridge.send.TransportOutput;
import org.jspecify.annotations.Nullable;

/**
 * One slot of a viewer: an outgoing SSRC with unbroken sequence numbers, timestamps and picture
 * identifiers, whatever publication and whichever layers of it are shown. Showing another source
 * ({@link #show}) and another encoding of the same ({@link #setTarget}) both end in a new {@link
 * SourceSpan}; for video it begins with a key frame.
 *
 * <p>Not thread safe: belongs to one loop.
 */
public final class Subscription {
    /** Told when a slot begins to carry what it was given. */
    @FunctionalInterface
    public interface StartListener {
        /** The first packet of {@code source} was sent in {@code slot}. */
        void onStarted(Subscription slot, Publication source);
    }

    /**
     * How many spans before the current one can still be asked for. A slot that begins goes through
     * the encodings as they come, lowest first, within a few pictures.
     */
    private static final int EARLIER_SPANS = 3;

    private final ForwardingContext context;
    private final TransportOutput output;
    private final StartListener listener;
    private final SlotWriter writer;
    private final LayerSelector selector = new LayerSelector();
    private final TimestampRewriter timestamps;
    private final SlotRepairs repairs;
    private final SentReports sentReports = new SentReports();
    private final long firstSequence;

    private SlotParameters parameters;
    private IdentifierMap identifiers = IdentifierMap.NOTHING;
    private @Nullable Publication source;

    /** The span that is being sent, or was sent last. */
    private @Nullable SourceSpan span;

    /** Whether the next packet that passes begins a new span, whatever it belongs to. */
    private boolean awaitingStart = true;

    /** Whether {@link #source} has been announced. */
    private boolean announced;

    private int requestedEncoding = -1;
    private int newestFrameNumber;
    private boolean frameNumbers;
    private long packetsSent;
    private long octetsSent;

    /** The packet of the span that waits for what comes next, see {@link #hold}; or none. */
    private long held = NumberRewriter.NONE;

    private int heldFrameNumber;
    private int heldTimestamp;

    /**
     * @param parameters as negotiated
     * @param output the way to the viewer
     * @param context shared by the loop
     * @param random 64 random bits: where sequence numbers and timestamps begin
     */
    public Subscription(
            SlotParameters parameters,
            TransportOutput output,
            ForwardingContext context,
            StartListener listener,
            long random) {
        this.parameters = parameters;
        this.output = output;
        this.context = context;
        this.listener = listener;
        // Below 2^15, so that a loss of the first packets cannot be mistaken for a roll-over
        // (RFC 3711 section 3.3.1).
        this.firstSequence = random & 0x7FFF;
        this.writer = new SlotWriter(parameters, output, context, random >>> 16 & 0x7FFF);
        this.repairs = new SlotRepairs(context, writer, selector);
        this.timestamps = new TimestampRewriter((int) (random >>> 32));
    }

    /** As negotiated last. */
    public SlotParameters parameters() {
        return parameters;
    }

    /** What it shows, or null. */
    public @Nullable Publication source() {
        return source;
    }

    /** Takes newly negotiated parameters; the SSRC stays what it was. */
    public void update(SlotParameters negotiated) {
        parameters = negotiated;
        writer.update(negotiated);
        remap();
    }

    /** The publication's parameters changed. */
    void onSourceUpdated() {
        remap();
    }

    private void mapIdentifiers() {
        Publication shown = source;
        identifiers =
                shown == null
                        ? IdentifierMap.NOTHING
                        : new IdentifierMap(shown.parameters(), parameters);
        selector.setDescribed(identifiers.descriptorId != 0);
    }

    private void remap() {
        mapIdentifiers();
        SourceSpan current = span;
        if (current != null) {
            current.forgetEarlier(0);
        }
        if (current != null && current.publication == source) {
            current.remap(identifiers);
        } else if (current != null) {
            current.remap(IdentifierMap.NOTHING); // what it sent can no longer be repeated
        }
    }

    /** Shows a publication, or nothing. Video waits for a key frame, which is asked for. */
    public void show(@Nullable Publication next, long nowNanos) {
        if (next == source) {
            return;
        }
        if (source != null) {
            source.remove(this);
        }
        source = next;
        announced = false;
        mapIdentifiers();
        restart();
        if (next != null) {
            next.add(this);
            selector.setAvailable(next.available());
            askForKeyFrame(nowNanos);
        }
    }

    /** The highest layers to pass from now on, of this source and of those shown later. */
    public void setTarget(LayerTarget target, long nowNanos) {
        selector.setTarget(target);
        askForKeyFrame(nowNanos);
    }

    /** The stream of an encoding is another one now. */
    void onStreamReplaced(ReceiveStream before) {
        if (span != null && span.stream == before) {
            restart();
        }
    }

    /** Which encodings the publisher sends has changed. */
    void onAvailable(int encodings, long nowNanos) {
        selector.setAvailable(encodings);
        askForKeyFrame(nowNanos);
    }

    private void restart() {
        if (held != NumberRewriter.NONE) {
            held = NumberRewriter.NONE;
            context.counters.increment(Count.RTP_PACKETS_WITHHELD);
        }
        awaitingStart = true;
        selector.restart();
        requestedEncoding = -1;
    }

    /** The viewer cannot decode, whatever it has been sent so far. */
    public void onKeyFrameRequest(long nowNanos) {
        Publication shown = source;
        if (shown != null) {
            shown.requestKeyFrame(shownOrAwaited(), nowNanos);
        }
    }

    /**
     * The viewer said that it cannot decode (PLI, FIR).
     *
     * @param roundTripNanos to the viewer and back
     */
    public void onKeyFrameRequest(long nowNanos, long roundTripNanos) {
        Publication shown = source;
        if (shown != null) {
            shown.requestKeyFrameByViewer(shownOrAwaited(), nowNanos, roundTripNanos);
        }
    }

    private int shownOrAwaited() {
        int passing = selector.encoding();
        return passing >= 0 ? passing : Math.max(0, selector.awaitedEncoding());
    }

    /** Asks for the key frame that the selector waits for, once per wish; see {@link #remind}. */
    private void askForKeyFrame(long nowNanos) {
        int awaited = parameters.kind() == MediaKind.VIDEO ? selector.awaitedEncoding() : -1;
        if (awaited == requestedEncoding) {
            return;
        }
        requestedEncoding = awaited;
        Publication shown = source;
        if (awaited >= 0 && shown != null) {
            shown.requestKeyFrame(awaited, nowNanos);
        }
    }

    /**
     * Repeats the wish for a key frame if one came meanwhile and was of no use, for example because
     * its first packet was lost. Called several times a second.
     */
    public void remind(long nowNanos) {
        Publication shown = source;
        int awaited = requestedEncoding;
        if (shown != null && awaited >= 0 && output.ready()) {
            shown.remindOfKeyFrame(awaited, nowNanos);
        }
    }

    /** Offers one packet of the source. Runs once per viewer and packet and allocates nothing. */
    void offer(MediaPacket packet) {
        context.counters.increment(Count.RTP_PACKETS_OFFERED);
        int payloadType = packet.header.payloadType();
        boolean known =
                identifiers.payloadType(payloadType) >= 0
                        || payloadType == identifiers.unwrappedRed;
        if (!known || !output.ready() || !passes(packet)) {
            context.counters.increment(Count.RTP_PACKETS_WITHHELD);
        }
    }

    /** Sends the packet if it is to be sent. */
    private boolean passes(MediaPacket packet) {
        return parameters.kind() == MediaKind.VIDEO ? passesVideo(packet) : passesAudio(packet);
    }

    private boolean passesAudio(MediaPacket packet) {
        SourceSpan current = span;
        if (awaitingStart || current == null) {
            if (packet.payloadLength() == 0) {
                return false;
            }
            current = begin(packet);
        } else if (current.stream != packet.stream()) {
            return false;
        }
        if (packet.payloadLength() == 0) {
            leaveOut(packet, current);
            return false;
        }
        return send(packet, current, packet.header.marker(), packet.arrivalNanos());
    }

    private boolean passesVideo(MediaPacket packet) {
        SourceSpan current = span;
        boolean ofSpan = !awaitingStart && current != null && current.stream == packet.stream();
        if (ofSpan && current != null && !current.carries(packet.codec())) {
            // The publisher has changed its codec: as good as another source.
            restart();
            ofSpan = false;
        }
        int verdict = packet.payloadLength() == 0 ? LayerSelector.DROP : selector.select(packet);
        if (selector.awaitedEncoding() != requestedEncoding) {
            askForKeyFrame(packet.arrivalNanos());
        }
        if (held != NumberRewriter.NONE && current != null && !awaitingStart) {
            if (ofSpan) {
                releaseHeld(current, packet, verdict);
            } else if (verdict == LayerSelector.START) {
                sendHeld(current, true, packet.arrivalNanos());
            }
        }
        if (verdict == LayerSelector.START) {
            current = begin(packet);
        } else if (!ofSpan || current == null) {
            return false;
        } else if (verdict == LayerSelector.DROP) {
            return leaveOut(packet, current);
        }
        if (selector.mayEndPicture(packet) && current.sequences.isNew(packet.sequence())) {
            hold(packet);
            return true;
        }
        return send(packet, current, selector.marker(packet), packet.arrivalNanos());
    }

    /**
     * The last packet of a frame above which the viewer is to get others waits for the next packet,
     * which is due at once: the picture is not over for its publisher. A viewer that is not told
     * the end of a picture waits for it for ever.
     */
    private void hold(MediaPacket packet) {
        held = packet.sequence();
        heldFrameNumber = packet.descriptor.frameNumber();
        heldTimestamp = packet.header.timestamp();
    }

    /** Sends what waits, if a packet tells or leaves it open for good whether a frame follows. */
    private void releaseHeld(SourceSpan current, MediaPacket next, int verdict) {
        if (next.sequence() <= held) {
            return;
        }
        boolean isNextFrame =
                next.hasDescriptor()
                        && (short) (next.descriptor.frameNumber() - heldFrameNumber) == 1;
        boolean passes = verdict != LayerSelector.DROP && next.header.timestamp() == heldTimestamp;
        sendHeld(current, isNextFrame && !passes, next.arrivalNanos());
    }

    private void sendHeld(SourceSpan current, boolean endsPicture, long nowNanos) {
        long sequence = held;
        held = NumberRewriter.NONE;
        if (!context.readAgain(current.stream, sequence, current.publication)) {
            context.counters.increment(Count.RTP_PACKETS_WITHHELD);
            return;
        }
        MediaPacket packet = context.fromHistory;
        if (endsPicture && packet.encoding() == selector.encoding()) {
            selector.endPicture(packet);
        }
        if (!send(packet, current, endsPicture || selector.marker(packet), nowNanos)) {
            context.counters.increment(Count.RTP_PACKETS_WITHHELD);
        }
    }

    private SourceSpan begin(MediaPacket packet) {
        Publication shown = source;
        if (shown == null) {
            throw new IllegalStateException("a packet of no publication");
        }
        SourceSpan before = span;
        placeOnTimeline(packet, shown, before);
        boolean described = packet.hasDescriptor();
        int frameNumber = described ? packet.descriptor.frameNumber() : 0;
        SourceSpan next =
                new SourceSpan(
                        shown,
                        packet.stream(),
                        packet.codec(),
                        new NumberRewriter(
                                packet.sequence(),
                                before == null ? firstSequence : before.sequences.next()),
                        timestamps.offset(),
                        described && frameNumbers ? newestFrameNumber + 1 - frameNumber : 0,
                        pictures(packet, before),
                        identifiers,
                        before);
        next.forgetEarlier(EARLIER_SPANS);
        span = next;
        awaitingStart = false;
        if (!announced) {
            announced = true;
            listener.onStarted(this, shown);
        }
        return next;
    }

    /**
     * Two encodings of one publication have one capture clock, which their sender reports tell, so
     * a picture keeps its place whichever encoding shows it.
     */
    private void placeOnTimeline(
            MediaPacket packet, Publication shown, @Nullable SourceSpan before) {
        int timestamp = packet.header.timestamp();
        int clockRateHz = packet.codec().clockRateHz();
        ReceiveStream stream = packet.stream();
        if (before != null
                && before.publication == shown
                && before.stream != stream
                && before.stream.senderReportKnown()
                && stream.senderReportKnown()) {
            long ntpBetween = stream.senderReportNtp() - before.stream.senderReportNtp();
            int sinceReport = timestamp - stream.senderReportTimestamp();
            int counterpart =
                    before.stream.senderReportTimestamp()
                            + (int) NtpTime.toClock(ntpBetween, clockRateHz)
                            + sinceReport;
            timestamps.switchEncoding(
                    timestamp,
                    counterpart + before.timestampOffset,
                    clockRateHz,
                    packet.arrivalNanos());
        } else {
            timestamps.switchSource(timestamp, clockRateHz, packet.arrivalNanos());
        }
    }

    private static @Nullable PictureIdRewriter pictures(
            MediaPacket packet, @Nullable SourceSpan before) {
        PictureIdRewriter last = before == null ? null : before.pictures;
        if (packet.format() == PayloadFormat.VP8 && packet.vp8.hasPictureId()) {
            return new PictureIdRewriter(
                    packet.vp8.pictureId(),
                    packet.vp8.hasLongPictureId(),
                    packet.vp8.tl0PicIdx(),
                    last);
        }
        if (packet.format() == PayloadFormat.VP9 && packet.vp9.hasPictureId()) {
            return new PictureIdRewriter(
                    packet.vp9.pictureId(),
                    packet.vp9.hasLongPictureId(),
                    packet.vp9.tl0PicIdx(),
                    last);
        }
        return null;
    }

    /**
     * A packet of the span that is not to be sent. If it is the newest, the numbers close over it.
     * If it comes late, its number was kept for it, and something must be sent under it.
     *
     * @return whether it was sent after all
     */
    private boolean leaveOut(MediaPacket packet, SourceSpan current) {
        boolean isVp8 = packet.format() == PayloadFormat.VP8 && packet.payloadLength() > 0;
        PictureIdRewriter numbered = isVp8 ? current.pictures : null;
        if (current.sequences.isNew(packet.sequence())) {
            current.sequences.leaveOut(packet.sequence());
            // A frame before it may be repeated later: what begins anew takes no number of this
            // span.
            noteFrameNumber(packet, current);
            if (numbered != null) {
                numbered.leaveOut(packet.vp8.pictureId());
            }
            return false;
        }
        if (numbered != null
                && numbered.pictureId(packet.vp8.pictureId()) >= 0
                && send(packet, current, packet.header.marker(), packet.arrivalNanos())) {
            // Its picture has a number too, behind which the viewer holds others back.
            return true;
        }
        long sequence = current.sequences.rewrite(packet.sequence());
        if (sequence != NumberRewriter.NONE) {
            writer.fill(packet, current, sequence);
        }
        return false;
    }

    private boolean send(MediaPacket packet, SourceSpan current, boolean marker, long nowNanos) {
        boolean late = !current.sequences.isNew(packet.sequence());
        long sequence = current.sequences.rewrite(packet.sequence());
        if (sequence == NumberRewriter.NONE || !writer.send(packet, current, sequence, marker)) {
            return false;
        }
        timestamps.rewrite(packet.header.timestamp(), nowNanos);
        noteFrameNumber(packet, current);
        if (late) {
            repairs.onSentLate(sequence, nowNanos);
        } else {
            repairs.onSent();
        }
        packetsSent++;
        octetsSent += writer.payloadLength();
        context.counters.increment(Count.RTP_PACKETS_FORWARDED);
        return true;
    }

    private void noteFrameNumber(MediaPacket packet, SourceSpan current) {
        if (packet.hasDescriptor()) {
            int number = packet.descriptor.frameNumber() + current.frameNumberOffset;
            if (!frameNumbers || (short) (number - newestFrameNumber) > 0) {
                newestFrameNumber = number;
                frameNumbers = true;
            }
        }
    }

    /**
     * The viewer asks for a packet again (generic NACK, RFC 4585 section 6.2.1).
     *
     * @param sequenceNumber 16 bits
     * @param roundTripNanos to the viewer and back
     */
    public void onNack(int sequenceNumber, long roundTripNanos, long nowNanos) {
        context.counters.increment(Count.NACKED_PACKETS_RECEIVED);
        context.packets().forward(); // what is asked for may wait there, repaired meanwhile
        repairs.onNack(output.ready() ? span : null, sequenceNumber, roundTripNanos, nowNanos);
    }

    /** All that one NACK asked for has been told. */
    public void afterNack() {
        repairs.afterNack(span);
    }

    /**
     * A report block of the viewer about this slot.
     *
     * @param lastReport LSR
     * @param delayNanos DLSR
     * @return the round trip in nanoseconds, or -1 if it does not tell
     */
    public long roundTripNanos(int lastReport, long delayNanos, long nowNanos) {
        return sentReports.roundTripNanos(lastReport, delayNanos, nowNanos);
    }

    /** Whether a sender report can be made: something was sent and the source's clock is known. */
    public boolean canReport() {
        return !awaitingStart
                && packetsSent > 0
                && source != null
                && span != null
                && span.stream.senderReportKnown();
    }

    /** The publisher's wall clock at {@code nowNanos}, NTP format; only if {@link #canReport}. */
    public long reportNtp(long nowNanos) {
        ReceiveStream stream = reportStream();
        long elapsedNanos = nowNanos - stream.senderReportNanos();
        long ntp =
                stream.senderReportNtp()
                        + NtpTime.ofUnixNanos(elapsedNanos)
                        - NtpTime.ofUnixNanos(0);
        sentReports.onSent(NtpTime.compact(ntp), nowNanos);
        return ntp;
    }

    /** The slot's RTP timestamp at {@code nowNanos}; only if {@link #canReport}. */
    public int reportTimestamp(long nowNanos) {
        ReceiveStream stream = reportStream();
        long elapsedNanos = nowNanos - stream.senderReportNanos();
        return timestamps.map(stream.senderReportTimestamp()) + timestamps.toClock(elapsedNanos);
    }

    private ReceiveStream reportStream() {
        if (span == null) {
            throw new IllegalStateException("nothing was sent");
        }
        return span.stream;
    }

    /** What passes now, for statistics; encoding -1 before the first packet. */
    public LayerSelector layers() {
        return selector;
    }

    /** Packets sent since the beginning, without retransmissions. */
    public long packetsSent() {
        return packetsSent;
    }

    /** Payload bytes sent since the beginning, without retransmissions. */
    public long octetsSent() {
        return octetsSent;
    }

    /** The slot is gone. */
    public void close() {
        show(null, 0);
    }
}
