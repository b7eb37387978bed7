package io.plenum.bridge.cc.simulation;

import io.plenum.bridge.cc.Pacer;
import io.plenum.bridge.cc.PacketKind;
import io.plenum.bridge.cc.simulation.Bottleneck.Packet;
import io.plenum.bridge.receive.ArrivalRecorder;
import io.plenum.bridge.rtcp.RtcpCompound;
import io.plenum.bridge.rtcp.RtcpWriter;
import io.plenum.bridge.rtcp.TransportFeedback;
import io.plenum.bridge.rtp.Verdict;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * A viewer and the server's half of its transport: Opus at 50 packets a second, video at 30 frames
 * a second with as many bits as the controller allows, padding for probes; the viewer answers with
 * real transport-wide feedback every 50 to 100 ms and a receiver report every second.
 */
final class MediaFlow implements Bottleneck.Owner {
    /** Carries a packet of feedback. */
    interface FeedbackPath {
        /** Calls {@code onArrived} when it has arrived, if it does. */
        void carry(int bytes, Runnable onArrived);
    }

    private static final long MS = VirtualTime.MS;
    private static final int HEADERS = 28 + 12 + 8;
    private static final int AUDIO_BYTES = HEADERS + 80 + 16;
    private static final double AUDIO_BPS = AUDIO_BYTES * 8 * 50;
    private static final int MAX_PAYLOAD = 1_150;
    private static final int FEEDBACK_HEADERS = 28 + 14;

    /** Frames differ in size by so much, as standard deviation. */
    private static final double FRAME_DEVIATION = 0.15;

    private static final long AUDIO_NANOS = 20 * MS;
    private static final long FRAME_NANOS = 33_333_333L;

    final String name;
    private final VirtualTime time;
    private final RandomGenerator random;
    private final Controller controller;
    private final Bottleneck link;
    private final long delayNanos;
    private final Pacer pacer;
    private final FeedbackPath feedbackPath;

    /** Sizes of video packets by sequence number, as the history would know them. */
    private int[] videoBytes = new int[1 << 14];

    private long videoSequence;
    private double maxBps;
    private boolean running;
    private boolean wakeUpPlanned;
    private long wakeUpNanos;
    private double frameDebtBytes;

    private final ArrivalRecorder arrivals = new ArrivalRecorder();
    private final RtcpWriter writer = new RtcpWriter();
    private final byte[] buffer = new byte[1_200];
    private final TransportFeedback feedback = new TransportFeedback();
    private boolean feedbackPlanned;
    private long reportedReceived;
    private long reportedHighest = -1;
    private long received;
    private long highestSent = -1;
    private long highestReceived = -1;

    long sentBytes;
    long sentPackets;
    long lostPackets;
    long queueLosses;
    long deliveredBytes;
    long paddingBytes;
    final Samples queueing = new Samples();
    final Samples videoPacing = new Samples();
    private long[] frameNanos = new long[1 << 14];

    /**
     * @param delayNanos one way, before and after the link
     * @param feedbackPath carries feedback back, before the delay
     */
    MediaFlow(
            String name,
            VirtualTime time,
            RandomGenerator random,
            Controller controller,
            Bottleneck link,
            long delayNanos,
            FeedbackPath feedbackPath) {
        this.name = name;
        this.time = time;
        this.random = random;
        this.controller = controller;
        this.link = link;
        this.delayNanos = delayNanos;
        this.feedbackPath = feedbackPath;
        pacer = new Pacer(controller.probes());
    }

    /** Begins, or goes on after a pause. */
    void start(double mediaBps) {
        maxBps = mediaBps;
        controller.setWanted(mediaBps);
        if (!running) {
            running = true;
            audio();
            time.after((long) (random.nextDouble() * FRAME_NANOS), this::frame);
            deadline();
            time.after(1_000 * MS, this::report);
        }
    }

    /** Video and audio stop; the transport lives on. */
    void stop() {
        running = false;
        controller.setWanted(0);
    }

    double estimateBps() {
        return controller.estimateBps();
    }

    Controller controller() {
        return controller;
    }

    private void audio() {
        if (running) {
            send(AUDIO_BYTES, PacketKind.AUDIO);
            time.after(AUDIO_NANOS, this::audio);
        }
    }

    private void frame() {
        if (!running) {
            return;
        }
        double videoBps = Math.min(controller.estimateBps(), maxBps) - AUDIO_BPS;
        if (videoBps > 0) {
            double mean = videoBps / 8 * FRAME_NANOS / 1e9;
            double size = mean * (1 + FRAME_DEVIATION * random.nextGaussian()) + frameDebtBytes;
            double bounded = Math.clamp(size, 0.3 * mean, 3 * mean);
            frameDebtBytes = 0;
            int left = (int) bounded;
            int packets = (left + MAX_PAYLOAD - 1) / MAX_PAYLOAD;
            // Headers are part of the budget.
            left = Math.max(left - packets * HEADERS, 20);
            packets = (left + MAX_PAYLOAD - 1) / MAX_PAYLOAD;
            for (int i = 0; i < packets; i++) {
                int payload = left / (packets - i);
                left -= payload;
                video(payload + HEADERS);
            }
            wakeUp();
        }
        time.after(FRAME_NANOS, this::frame);
    }

    private void video(int bytes) {
        int at = (int) videoSequence & (videoBytes.length - 1);
        videoBytes[at] = bytes;
        frameNanos[at] = time.now();
        pacer.add(1, videoSequence++, bytes, time.now());
    }

    /** What the loop does when the pacer's deadline has come. */
    private void wakeUp() {
        long now = time.now();
        pacer.setEstimate(controller.estimateBps());
        int overdue = pacer.overdueSlot(now);
        while (overdue >= 0) {
            pacer.forget(overdue);
            overdue = pacer.overdueSlot(now);
        }
        while (pacer.next(now)) {
            int at = (int) pacer.sequence() & (videoBytes.length - 1);
            videoPacing.add((now - frameNanos[at]) / 1e6);
            send(videoBytes[at], PacketKind.VIDEO);
        }
        int padding = pacer.paddingBytes(now);
        while (padding > 0) {
            send(padding, PacketKind.PADDING);
            padding = pacer.paddingBytes(now);
        }
        plan(pacer.deadlineNanos(now));
    }

    /** Timers tick every millisecond. */
    private void plan(long atNanos) {
        long tick = Math.max((atNanos + MS - 1) / MS * MS, time.now() + MS);
        if (tick - time.now() > 1_000 * MS || (wakeUpPlanned && wakeUpNanos <= tick)) {
            return;
        }
        wakeUpPlanned = true;
        wakeUpNanos = tick;
        time.at(
                tick,
                () -> {
                    if (wakeUpPlanned && wakeUpNanos == tick) {
                        wakeUpPlanned = false;
                        wakeUp();
                    }
                });
    }

    private void send(int bytes, PacketKind kind) {
        long now = time.now();
        int sequence = controller.onSent(bytes, kind, now);
        pacer.onSent(bytes, now);
        sentBytes += bytes;
        sentPackets++;
        highestSent++;
        if (kind == PacketKind.PADDING) {
            paddingBytes += bytes;
        }
        long number = highestSent << 16 | sequence;
        link.send(new Packet(this, bytes, number, kind == PacketKind.PADDING));
    }

    private void deadline() {
        if (running) {
            controller.onDeadline(time.now());
            wakeUp();
            time.after(50 * MS, this::deadline);
        }
    }

    @Override
    public void crossed(Packet packet, long waitedNanos) {
        if (!packet.padding()) {
            deliveredBytes += packet.bytes();
        }
        queueing.add(waitedNanos / 1e6);
        time.after(delayNanos, () -> arrived(packet));
    }

    @Override
    public void lost(Packet packet, boolean byQueue) {
        lostPackets++;
        queueLosses += byQueue ? 1 : 0;
    }

    private void arrived(Packet packet) {
        received++;
        highestReceived = Math.max(highestReceived, packet.number() >> 16);
        arrivals.onPacket((int) packet.number() & 0xFFFF, time.now());
        if (!feedbackPlanned) {
            feedbackPlanned = true;
            time.after(50 * MS + (long) (random.nextDouble() * 50 * MS), this::sendFeedback);
        }
    }

    private void sendFeedback() {
        feedbackPlanned = false;
        while (arrivals.pending()) {
            writer.begin(buffer, 0, buffer.length);
            if (!arrivals.write(writer, 1, 2)) {
                return;
            }
            byte[] copy = Arrays.copyOf(buffer, writer.length());
            feedbackPath.carry(
                    copy.length + FEEDBACK_HEADERS,
                    () -> time.after(delayNanos, () -> takeFeedback(copy)));
        }
    }

    private void takeFeedback(byte[] bytes) {
        RtcpCompound compound = new RtcpCompound();
        if (compound.wrap(bytes, 0, bytes.length) != Verdict.OK || !compound.next()) {
            throw new IllegalStateException("feedback that cannot be read");
        }
        if (feedback.wrap(compound) != Verdict.OK) {
            throw new IllegalStateException("feedback that cannot be read");
        }
        controller.onFeedback(feedback, time.now());
        wakeUp();
    }

    private void report() {
        if (!running) {
            return;
        }
        int expected = (int) (highestReceived - reportedHighest);
        int lost = expected - (int) (received - reportedReceived);
        if (expected > 0) {
            reportedHighest = highestReceived;
            reportedReceived = received;
            feedbackPath.carry(
                    FEEDBACK_HEADERS + 32,
                    () ->
                            time.after(
                                    delayNanos,
                                    () ->
                                            controller.onReport(
                                                    expected, Math.max(0, lost), time.now())));
        }
        time.after(1_000 * MS, this::report);
    }
}
