package io.plenum.bridge.forward;

import io.plenum.bridge.counts.Count;
import io.plenum.bridge.counts.CountedCodec;
import io.plenum.bridge.counts.MediaTotal;
import io.plenum.bridge.counts.PeerStatistics;
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
import io.plenum.bridge.send.Downlink;
import io.plenum.bridge.send.ReportedLoss;
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

    /** What a header of ours takes about, for the pacer. */
    private static final int HEADER_BYTES = 24;

    private final ForwardingContext context;
    private final TransportOutput output;
    private final StartListener listener;
    private final SlotWriter writer;
    private final LayerSelector selector = new LayerSelector();
    private final TimestampRewriter timestamps;
    private final SlotRepairs repairs;
    private final SentReports sentReports = new SentReports();
    private final ReportedLoss reportedLoss = new ReportedLoss();
    private final KeyFrameAllowance allowance = new KeyFrameAllowance();
    private final long firstSequence;
    private final int pacedSlot;

    private SlotParameters parameters;
    private IdentifierMap identifiers = IdentifierMap.NOTHING;
    private @Nullable Publication source;

    /** The span that is being sent, or was sent last. */
    private @Nullable SourceSpan span;

    /** Whether the next packet that passes begins a new span, whatever it belongs to. */
    private boolean awaitingStart = true;

    /** Whether {@link #source} has been announced. */
    private boolean announced;

    /** Whether it is sent nothing for now, see {@link #setPaused}. */
    private boolean paused;

    private int requestedEncoding = -1;
    private int newestFrameNumber;
    private boolean frameNumbers;
    private long packetsSent;
    private long octetsSent;

    /**
     * Of what was sent last; {@link #countSent} tells the loop's counters of it from time to time.
     */
    private CountedCodec countedCodec = CountedCodec.OTHER_AUDIO;

    private long packetsCounted;
    private long octetsCounted;
    private int lostReported;

    /** The next number that has never left; behind it may be some that wait in the pacer. */
    private long nextUnsent;

    /** Whether numbers from {@link #nextUnsent} on were given to packets that will not be sent. */
    private boolean numbersUnused;

    /** The packet of the span that waits for what comes next, see {@link #hold}; or none. */
    private long held = NumberRewriter.NONE;

    private int heldFrameNumber;
    private int heldTimestamp;

    /**
     * @param parameters as negotiated
     * @param output the way to the viewer
     * @param context shared by the loop
     * @param random 64 random bits: where sequence numbers and timestamps begin
     * @param pacedSlot by which the viewer's pacer knows it
     */
    public Subscription(
            SlotParameters parameters,
            TransportOutput output,
            ForwardingContext context,
            StartListener listener,
            long random,
            int pacedSlot) {
        this.parameters = parameters;
        this.output = output;
        this.context = context;
        this.listener = listener;
        // Below 2^15, so that a loss of the first packets cannot be mistaken for a roll-over
        // (RFC 3711 section 3.3.1).
        this.firstSequence = random & 0x7FFF;
        this.nextUnsent = firstSequence;
        this.pacedSlot = pacedSlot;
        this.writer = new SlotWriter(parameters, output, context, random >>> 16 & 0x7FFF);
        this.repairs = new SlotRepairs(context, output, writer, selector);
        this.timestamps = new TimestampRewriter((int) (random >>> 32));
    }

    /** As negotiated last. */
    public SlotParameters parameters() {
        return parameters;
    }

    /** By which the viewer's pacer knows it. */
    public int pacedSlot() {
        return pacedSlot;
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
        dropWaiting();
        announced = false;
        mapIdentifiers();
        restart();
        if (next != null) {
            next.add(this, !paused);
            selector.setAvailable(next.available());
            askForKeyFrame(nowNanos);
            next.onTaken(takenEncodings(), nowNanos);
        }
    }

    /**
     * Sends nothing until it is told to go on, and then begins anew: video with a key frame, which
     * is asked for.
     */
    public void setPaused(boolean pauses, long nowNanos) {
        if (pauses == paused) {
            return;
        }
        paused = pauses;
        Publication shown = source;
        if (shown == null) {
            return;
        }
        shown.setFlowing(this, !pauses);
        restart();
        if (!pauses) {
            selector.setAvailable(shown.available());
            askForKeyFrame(nowNanos);
            shown.onTaken(takenEncodings(), nowNanos);
        }
    }

    /**
     * Encodings of its source that it needs: what it is to be sent, what it is sent meanwhile, and
     * what it is sent still; encoding 0 in the lowest bit.
     */
    int takenEncodings() {
        Publication shown = source;
        if (paused || shown == null) {
            return 0;
        }
        int wished = Math.min(selector.target().encoding(), shown.encodingCount() - 1);
        int passing = selector.encoding();
        return 1 << wished | 1 << selector.wantedEncoding() | (passing < 0 ? 0 : 1 << passing);
    }

    /** The highest layers to pass from now on, of this source and of those shown later. */
    public void setTarget(LayerTarget target, long nowNanos) {
        setTarget(target, LayerTarget.HIGHEST, nowNanos);
    }

    /**
     * The same for a viewer whose path does not carry what passes.
     *
     * @param meanwhile the highest temporal layer to pass of a higher encoding, until the wanted
     *     one begins
     */
    public void setTarget(LayerTarget target, int meanwhile, long nowNanos) {
        selector.setTarget(target, meanwhile);
        askForKeyFrame(nowNanos);
        Publication shown = source;
        if (shown != null) {
            shown.onTaken(takenEncodings(), nowNanos);
        }
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

    /**
     * What waits in the pacer is not sent any more; the next span takes its numbers, so that the
     * viewer misses nothing.
     */
    private void dropWaiting() {
        Downlink downlink = output.downlink();
        int dropped = downlink == null ? 0 : downlink.pacer().forget(pacedSlot);
        if (dropped > 0) {
            numbersUnused = true;
            context.counters.add(Count.DROPPED_PACER, dropped);
        }
    }

    /**
     * What waits is too old, or too much: the picture stands still until the next one that needs
     * nothing of what is dropped.
     */
    public void onOverdue(long nowNanos) {
        dropWaiting();
        restart();
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
        if (shown != null && !paused) {
            shown.requestKeyFrame(shownOrAwaited(), nowNanos);
        }
    }

    /**
     * The viewer said that it cannot decode (PLI, FIR). That counts if others are sent the same
     * encoding: see {@link KeyFrameAllowance}.
     *
     * @param roundTripNanos to the viewer and back
     */
    public void onKeyFrameRequest(long nowNanos, long roundTripNanos) {
        Publication shown = source;
        if (shown == null || paused) {
            return;
        }
        int encoding = shownOrAwaited();
        boolean isNew = shown.keyFrameRequests(encoding).isNew(nowNanos, roundTripNanos);
        boolean begins = selector.encoding() < 0;
        if (!isNew || begins || !shown.isShared(encoding, this) || allowance.take(nowNanos)) {
            shown.requestKeyFrameByViewer(encoding, nowNanos, roundTripNanos);
        } else {
            context.counters.increment(Count.KEY_FRAME_REQUESTS_WITHHELD);
        }
    }

    private int shownOrAwaited() {
        int passing = selector.encoding();
        return passing >= 0 ? passing : Math.max(0, selector.awaitedEncoding());
    }

    /**
     * Asks for the key frame that the selector waits for, once per wish; see {@link #remind}. Not
     * before the viewer is connected, who asks then: it would miss this one, and the publisher
     * makes no other within {@link io.plenum.bridge.receive.KeyFrameRequests#MIN_INTERVAL_NANOS}.
     */
    private void askForKeyFrame(long nowNanos) {
        boolean mayAwait = parameters.kind() == MediaKind.VIDEO && !paused;
        int awaited = mayAwait ? selector.awaitedEncoding() : -1;
        if (awaited == requestedEncoding) {
            return;
        }
        requestedEncoding = awaited;
        Publication shown = source;
        if (awaited >= 0 && shown != null && output.ready()) {
            shown.requestKeyFrame(awaited, nowNanos);
        }
    }

    /**
     * Repeats the wish for a key frame if one came meanwhile and was of no use, for example because
     * its first packet was lost. Called several times a second.
     */
    public void remind(long nowNanos) {
        countSent();
        Downlink downlink = output.downlink();
        if (downlink != null) {
            redundancy().onLoss(downlink.loss());
        }
        Publication shown = source;
        int awaited = requestedEncoding;
        if (shown != null && awaited >= 0 && output.ready()) {
            shown.remindOfKeyFrame(awaited, nowNanos);
        }
    }

    /** What makes audio redundant where packets are lost. */
    AudioRedundancy redundancy() {
        return writer.redundancy();
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
        if (before != null) {
            countSent();
            countSwitch(before, packet, shown);
        }
        countedCodec = CountedCodec.of(packet.codec(), parameters.kind() == MediaKind.VIDEO);
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
                                before == null || numbersUnused
                                        ? nextUnsent
                                        : before.sequences.next()),
                        timestamps.offset(),
                        described && frameNumbers ? newestFrameNumber + 1 - frameNumber : 0,
                        pictures(packet, before),
                        identifiers,
                        before);
        next.forgetEarlier(EARLIER_SPANS);
        numbersUnused = false;
        span = next;
        awaitingStart = false;
        if (!announced) {
            announced = true;
            listener.onStarted(this, shown);
        }
        return next;
    }

    private void countSwitch(SourceSpan before, MediaPacket packet, Publication shown) {
        int rise = packet.encoding() - before.stream.encoding();
        if (before.publication == shown && rise != 0) {
            context.counters.increment(
                    rise > 0 ? Count.LAYER_SWITCHES_UP : Count.LAYER_SWITCHES_DOWN);
        }
    }

    /** Not with each packet: this is often enough, and costs the way of a packet nothing. */
    private void countSent() {
        if (packetsSent != packetsCounted) {
            context.counters.addMedia(
                    countedCodec, MediaTotal.PACKETS_SENT, packetsSent - packetsCounted);
            context.counters.addMedia(
                    countedCodec, MediaTotal.PAYLOAD_BYTES_SENT, octetsSent - octetsCounted);
            packetsCounted = packetsSent;
            octetsCounted = octetsSent;
        }
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
            nextUnsent = Math.max(nextUnsent, sequence + 1);
        }
        return false;
    }

    private boolean send(MediaPacket packet, SourceSpan current, boolean marker, long nowNanos) {
        boolean late = !current.sequences.isNew(packet.sequence());
        long sequence = current.sequences.rewrite(packet.sequence());
        if (sequence == NumberRewriter.NONE) {
            return false;
        }
        Downlink downlink = output.downlink();
        boolean waits =
                downlink != null
                        && !late
                        && parameters.kind() == MediaKind.VIDEO
                        && !downlink.mayPass(context.nowNanos());
        if (downlink != null && waits) {
            if (!addWaiting(downlink, packet, current, sequence, marker)) {
                return false;
            }
        } else if (!writer.send(packet, current, sequence, marker)) {
            return false;
        } else {
            onSent(sequence, late, nowNanos);
        }
        timestamps.rewrite(packet.header.timestamp(), nowNanos);
        noteFrameNumber(packet, current);
        return true;
    }

    private void onSent(long sequence, boolean late, long nowNanos) {
        nextUnsent = Math.max(nextUnsent, sequence + 1);
        if (late) {
            repairs.onSentLate(sequence, nowNanos);
        } else {
            repairs.onSent();
        }
        packetsSent++;
        octetsSent += writer.payloadLength();
        context.counters.increment(Count.RTP_PACKETS_FORWARDED);
    }

    /** A reference waits; what it refers to stays in its stream's ring. */
    private boolean addWaiting(
            Downlink downlink,
            MediaPacket packet,
            SourceSpan current,
            long sequence,
            boolean marker) {
        int bytes = writer.note(packet, current);
        if (bytes < 0) {
            return false;
        }
        long reference = sequence << 1 | (marker ? 1 : 0);
        boolean first = downlink.pacer().waiting() == 0;
        if (!downlink.add(pacedSlot, reference, HEADER_BYTES + bytes, context.nowNanos())) {
            numbersUnused = true;
            context.counters.increment(Count.DROPPED_PACER);
            onOverdue(context.nowNanos());
            return true; // counted
        }
        context.counters.increment(Count.RTP_PACKETS_PACED);
        if (first) {
            downlink.onWaiting();
        }
        return true;
    }

    /**
     * Sends a packet that has waited in the pacer.
     *
     * @param reference as it was given
     */
    public void sendWaiting(long reference, long nowNanos) {
        long sequence = reference >> 1;
        boolean marker = (reference & 1) != 0;
        SourceSpan of = span == null ? null : span.at(sequence);
        long original = of == null ? NumberRewriter.NONE : of.sequences.source(sequence);
        if (of != null
                && original != NumberRewriter.NONE
                && output.ready()
                && context.readAgain(of.stream, original, of.publication)
                && writer.send(context.fromHistory, of, sequence, marker)) {
            onSent(sequence, false, nowNanos);
        } else {
            context.counters.increment(Count.DROPPED_PACER);
        }
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
        repairs.onNack(
                output.ready() ? span : null,
                nextUnsent - 1,
                sequenceNumber,
                roundTripNanos,
                nowNanos);
    }

    /** All that one NACK asked for has been told. */
    public void afterNack() {
        repairs.afterNack(span);
    }

    /**
     * How many packets the viewer has lost since it reported last; what it found again, late or
     * repaired, counts as nothing.
     *
     * @param cumulativeLost as in its report block, 24 signed bits
     */
    public int newlyLost(int cumulativeLost) {
        int more = Math.max(0, cumulativeLost - lostReported);
        lostReported = cumulativeLost;
        return more;
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

    /** What the viewer's report blocks say of this slot. */
    public ReportedLoss reportedLoss() {
        return reportedLoss;
    }

    /**
     * Sends something that carries nothing new, to probe the path: a recent packet again, or
     * padding.
     *
     * @param bytes about how much would be good
     * @return whether there was anything to send; if not, another slot may have
     */
    public boolean sendPadding(int bytes) {
        boolean sent =
                parameters.kind() == MediaKind.VIDEO
                        && output.ready()
                        && (repairs.probe(span, nextUnsent - 1, bytes) || writer.pad());
        if (sent) {
            context.counters.increment(Count.PROBE_PACKETS_SENT);
        }
        return sent;
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

    /** The slot as it stands now. */
    public PeerStatistics.SentStream describe() {
        Publication shown = source;
        return new PeerStatistics.SentStream(
                parameters.mid(),
                parameters.ssrc(),
                countedCodec,
                shown == null ? null : shown.id(),
                selector.encoding(),
                selector.spatial(),
                selector.temporal(),
                packetsSent,
                octetsSent,
                Math.max(0, lostReported));
    }

    /** The slot is gone. */
    public void close() {
        countSent();
        show(null, 0);
    }
}
