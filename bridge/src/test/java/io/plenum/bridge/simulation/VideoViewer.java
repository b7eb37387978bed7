package io.plenum.bridge.simulation;

import static io.plenum.bridge.simulation.Simulation.MS;

import io.plenum.bridge.bytes.BigEndian;
import io.plenum.bridge.parameters.CodecParameters;
import io.plenum.bridge.parameters.HeaderExtension;
import io.plenum.bridge.parameters.MediaKind;
import io.plenum.bridge.parameters.SlotParameters;
import io.plenum.bridge.rtcp.NtpTime;
import io.plenum.bridge.rtcp.RtcpWriter;
import io.plenum.bridge.rtcp.SenderReport;
import io.plenum.bridge.rtp.RtpHeader;
import io.plenum.bridge.rtp.Verdict;
import io.plenum.bridge.rtp.payload.Vp8Descriptor;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * A viewer's end of a video slot, as a browser has it: asks for what is missing, puts frames
 * together, asks for a key frame when one cannot be completed. Checks that the wire is unbroken.
 * Shares nothing with the bridge but the parsers.
 */
final class VideoViewer implements SimulatedViewer {
    /** As often as libwebrtc looks for what to ask again. */
    private static final long POLL = 20 * MS;

    private static final int MAX_TRIES = 10;
    private static final long FRAME_PATIENCE = 1_000 * MS;

    private final SimulatedParticipant owner;
    private final int ssrc;
    private final int rtxSsrc;
    private final long roundTripNanos;
    private final TreeMap<Long, Missing> missing = new TreeMap<>();
    private final TreeSet<Long> arrived = new TreeSet<>();
    private final TreeMap<Long, Frame> frames = new TreeMap<>();
    private final TreeMap<Long, Integer> timestampOfSequence = new TreeMap<>();
    private final Vp8Descriptor vp8 = new Vp8Descriptor();
    private long highest = -1;
    private long firstPicture = -1;
    private long lastPicture = -1;
    private long received;
    private long expectedBase;
    private int lastReport;
    private @Nullable Report senderReport;
    private long lastReportNanos;
    private boolean polling;
    private long keyFrameAskedNanos = Long.MIN_VALUE / 2;

    /** Every frame that was seen, with how long after its capture it was whole; -1: never. */
    final List<Frame> all = new ArrayList<>();

    final List<String> shown = new ArrayList<>();
    long keyFramesAsked;
    long packetsAsked;
    long duplicates;

    /** Frames that were decoded: whole, and in their order from a key frame on. */
    long framesDecoded;

    private long lastDecoded = -1;
    private long lastDecodedNanos;

    /** Two clocks at one moment, as the last sender report told them. */
    record Report(long ntpTimestamp, int rtpTimestamp) {}

    private static final class Missing {
        long askedNanos;
        int tries;
    }

    /** A frame on its way. */
    static final class Frame {
        final long picture;
        final int timestamp;
        final int source;
        final int encoding;
        final int layer;
        final boolean key;
        final long captureNanos;
        private final boolean[] parts;
        private int left;
        long wholeNanos = -1;

        private Frame(long picture, int timestamp, VideoFrameBody body) {
            this.picture = picture;
            this.timestamp = timestamp;
            source = body.source();
            encoding = body.encoding();
            layer = body.layer();
            key = body.key();
            captureNanos = body.captureNanos();
            parts = new boolean[body.parts()];
            left = body.parts();
        }

        /** Time from capture to being whole, or a very long time. */
        long delayNanos() {
            return wholeNanos < 0 ? Long.MAX_VALUE : wholeNanos - captureNanos;
        }
    }

    VideoViewer(SimulatedParticipant owner, int ssrc, long roundTripNanos) {
        this.owner = owner;
        this.ssrc = ssrc;
        this.rtxSsrc = ssrc + 1;
        this.roundTripNanos = roundTripNanos;
    }

    SlotParameters parameters(String mid) {
        return new SlotParameters(
                mid,
                MediaKind.VIDEO,
                Integer.toUnsignedLong(ssrc),
                Integer.toUnsignedLong(rtxSsrc),
                List.of(new CodecParameters(100, "vp8", 90_000, 1, "", 101, true)),
                owner.feedsBack()
                        ? Map.of(HeaderExtension.TRANSPORT_CC, SimulatedParticipant.TRANSPORT_CC)
                        : Map.of(HeaderExtension.MID, 1));
    }

    private long now() {
        return owner.simulation().now();
    }

    @Override
    public void onRtp(RtpHeader header, byte[] packet, int payloadOffset, int payloadLength) {
        int sequenceNumber = header.sequenceNumber();
        int at = payloadOffset;
        int length = payloadLength;
        boolean repeated = header.ssrc() == rtxSsrc;
        if (repeated && length == 0) {
            return; // padding alone
        }
        if (repeated) {
            sequenceNumber = BigEndian.getUnsignedShort(packet, at);
            at += 2;
            length -= 2;
        }
        if (header.payloadType() != (repeated ? 101 : 100)) {
            throw new AssertionError("payload type " + header.payloadType());
        }
        long sequence =
                highest < 0 ? sequenceNumber : highest + (short) (sequenceNumber - (int) highest);
        if (!note(sequence, repeated)) {
            duplicates++;
            return;
        }
        boolean padding = length == 0;
        if (!padding) {
            onPayload(header, packet, at, length, sequence);
        }
    }

    /** Whether the packet is new; what is missing before it will be asked for. */
    private boolean note(long sequence, boolean repeated) {
        if (!arrived.add(sequence)) {
            return false;
        }
        if (arrived.size() > 4_000) {
            arrived.pollFirst();
        }
        if (highest < 0) {
            highest = sequence;
            expectedBase = sequence;
            received = 1;
            return true;
        }
        if (sequence > highest) {
            for (long gap = highest + 1; gap < sequence; gap++) {
                missing.put(gap, new Missing());
            }
            highest = sequence;
            received++;
            if (!missing.isEmpty()) {
                askLater(0);
            }
            return true;
        }
        if (!repeated) {
            received++;
        }
        missing.remove(sequence);
        return sequence >= expectedBase;
    }

    private void askLater(long wait) {
        if (!polling) {
            polling = true;
            owner.simulation()
                    .schedule(
                            now() + wait,
                            () -> {
                                polling = false;
                                ask();
                            });
        }
    }

    private void ask() {
        if (owner.closed()) {
            return;
        }
        missing.entrySet().removeIf(entry -> entry.getValue().tries >= MAX_TRIES);
        List<Integer> wanted = new ArrayList<>();
        for (Map.Entry<Long, Missing> entry : missing.entrySet()) {
            Missing each = entry.getValue();
            if (wanted.size() < 100
                    && (each.tries == 0 || now() - each.askedNanos >= roundTripNanos)) {
                each.tries++;
                each.askedNanos = now();
                wanted.add((int) (entry.getKey() & 0xFFFF));
            }
        }
        if (!wanted.isEmpty()) {
            packetsAsked += wanted.size();
            int[] numbers = wanted.stream().mapToInt(each -> each).toArray();
            owner.beginRtcp().nack(owner.number(), ssrc, numbers, 0, numbers.length);
            owner.sendRtcp();
        }
        if (!missing.isEmpty()) {
            askLater(POLL);
        }
    }

    private void onPayload(RtpHeader header, byte[] packet, int at, int length, long sequence) {
        if (vp8.wrap(packet, at, length) != Verdict.OK) {
            throw new AssertionError("the bridge sent what is no VP8");
        }
        CRC32 crc = new CRC32();
        crc.update(packet, at + 6, length - 10);
        if (BigEndian.getInt(packet, at + length - 4) != (int) crc.getValue()) {
            throw new AssertionError("a payload has changed on its way");
        }
        int body = at + vp8.descriptorLength() + (vp8.isStartOfFrame() ? 10 : 0);
        VideoFrameBody told =
                VideoFrameBody.read(ByteBuffer.wrap(packet, body, at + length - body));
        int id = vp8.pictureId();
        long picture =
                lastPicture < 0 ? id : lastPicture + (short) ((id - (int) lastPicture) << 1) / 2;
        Frame frame = frames.get(picture);
        if (frame == null) {
            frame = new Frame(picture, header.timestamp(), told);
            frames.put(picture, frame);
            all.add(frame);
            if (firstPicture < 0) {
                firstPicture = picture;
            }
            if (picture > lastPicture) {
                lastPicture = picture;
            }
            String name = told.source() + "/" + told.encoding();
            if (shown.isEmpty() || !shown.getLast().equals(name)) {
                shown.add(name);
            }
            owner.simulation().schedule(now() + FRAME_PATIENCE, this::checkProgress);
        }
        if (frame.timestamp != header.timestamp()
                || frame.captureNanos != told.captureNanos()
                || frame.source != told.source()) {
            throw new AssertionError("a picture identifier was given twice");
        }
        if (!frame.parts[told.part()]) {
            frame.parts[told.part()] = true;
            if (--frame.left == 0) {
                frame.wholeNanos = now();
                decode(frame);
            }
        }
        timestampOfSequence.put(sequence, header.timestamp());
        checkTimestamps(sequence);
        forget();
    }

    /** Each frame needs the one before; a key frame that is whole needs none. */
    private void decode(Frame whole) {
        Frame next = whole.key && whole.picture > lastDecoded ? whole : frames.get(lastDecoded + 1);
        while (next != null && next.wholeNanos >= 0 && (next.key || lastDecoded >= 0)) {
            lastDecoded = next.picture;
            lastDecodedNanos = now();
            framesDecoded++;
            next = frames.get(lastDecoded + 1);
        }
    }

    /** How long nothing could be decoded. */
    long standsStillNanos() {
        return now() - lastDecodedNanos;
    }

    /** Timestamps rise with sequence numbers. */
    private void checkTimestamps(long sequence) {
        Map.Entry<Long, Integer> before = timestampOfSequence.lowerEntry(sequence);
        Map.Entry<Long, Integer> after = timestampOfSequence.higherEntry(sequence);
        Integer own = timestampOfSequence.get(sequence);
        if (own == null) {
            return;
        }
        if ((before != null && own - before.getValue() < 0)
                || (after != null && after.getValue() - own < 0)) {
            throw new AssertionError("a timestamp goes back at " + sequence);
        }
    }

    private void forget() {
        while (timestampOfSequence.size() > 2_000) {
            timestampOfSequence.pollFirstEntry();
        }
        while (frames.size() > 500) {
            frames.pollFirstEntry();
        }
    }

    /** A frame that stays incomplete for a second needs a key frame. */
    private void checkProgress() {
        if (owner.closed()) {
            return;
        }
        Frame oldest = null;
        for (Frame frame : frames.values()) {
            if (frame.wholeNanos < 0 && now() - frame.captureNanos > FRAME_PATIENCE) {
                oldest = frame;
            } else if (frame.key && frame.wholeNanos >= 0) {
                oldest = null;
            }
        }
        if (oldest != null && now() - keyFrameAskedNanos > 1_000 * MS) {
            askForKeyFrame();
        }
    }

    /** Asks for the last packets once more, though it may have them. */
    void askAgain(int count) {
        int[] numbers = new int[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (int) (highest - count + 1 + i) & 0xFFFF;
        }
        owner.beginRtcp().nack(owner.number(), ssrc, numbers, 0, count);
        owner.sendRtcp();
    }

    /** All that has reached its participant, with UDP and IP headers. */
    long bytesReceived() {
        return owner.bytesReceived();
    }

    void askForKeyFrame() {
        keyFrameAskedNanos = now();
        keyFramesAsked++;
        owner.beginRtcp().pli(owner.number(), ssrc);
        owner.sendRtcp();
    }

    @Override
    public void onSenderReport(SenderReport report) {
        lastReport = NtpTime.compact(report.ntpTimestamp());
        lastReportNanos = now();
        senderReport = new Report(report.ntpTimestamp(), report.rtpTimestamp());
    }

    /** The last sender report, or null. */
    @Nullable Report senderReport() {
        return senderReport;
    }

    @Override
    public void writeReportBlock(RtcpWriter writer) {
        if (highest >= 0) {
            long lost = highest - expectedBase + 1 - received;
            writer.reportBlock(
                    ssrc,
                    0,
                    (int) Math.max(0, lost),
                    (int) highest,
                    0,
                    lastReport,
                    lastReport == 0 ? 0 : NtpTime.compactDuration(now() - lastReportNanos));
        }
    }

    /** Numbers that were sent and never came. */
    int stillMissing() {
        return missing.size();
    }

    /** Frames captured in a span of time that were whole within {@code nanos} of their capture. */
    long inTime(long fromNanos, long untilNanos, long nanos) {
        return all.stream()
                .filter(frame -> frame.captureNanos >= fromNanos)
                .filter(frame -> frame.captureNanos < untilNanos)
                .filter(frame -> frame.delayNanos() <= nanos)
                .count();
    }

    /** Frames whose pictures were numbered without a gap, or the reason why not. */
    @Nullable String pictureGap() {
        long expected = -1;
        for (Frame frame :
                all.stream().sorted((a, b) -> Long.compare(a.picture, b.picture)).toList()) {
            if (expected >= 0 && frame.picture != expected) {
                return "picture %d after %d".formatted(frame.picture, expected - 1);
            }
            expected = frame.picture + 1;
        }
        return null;
    }
}
