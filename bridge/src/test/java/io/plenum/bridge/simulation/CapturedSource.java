package io.plenum.bridge.simulation;

import io.plenum.bridge.parameters.PublicationParameters;
import io.plenum.bridge.rtcp.Nack;
import io.plenum.bridge.rtcp.RtcpWriter;
import io.plenum.bridge.rtp.ExtendedSequence;
import io.plenum.bridge.rtp.RtpHeader;
import io.plenum.bridge.rtp.Verdict;
import java.util.HashMap;
import java.util.Map;

/**
 * Sends a capture at its own pace, and repeats what it is asked for. Key frames come as they came.
 */
final class CapturedSource implements SimulatedSource {
    private final SimulatedParticipant owner;
    private final CaptureFile capture;
    private final RtpHeader header = new RtpHeader();
    private final Map<Integer, ExtendedSequence> sequences = new HashMap<>();
    private final Map<Long, byte[]> history = new HashMap<>();
    private boolean running;
    private int next;
    private long startNanos;

    CapturedSource(SimulatedParticipant owner, CaptureFile capture) {
        this.owner = owner;
        this.capture = capture;
    }

    String id() {
        return owner.name() + "-" + capture.mid();
    }

    /** Whether everything has been sent. */
    boolean done() {
        return next == capture.packets().size();
    }

    @Override
    public PublicationParameters parameters() {
        return new PublicationParameters(
                id(),
                capture.mid(),
                capture.kind(),
                capture.codecs(),
                capture.extensions(),
                capture.encodings());
    }

    @Override
    public void start() {
        if (!running) {
            running = true;
            startNanos = owner.simulation().now();
            send();
        }
    }

    @Override
    public void stop() {
        running = false;
    }

    private void send() {
        long elapsed = owner.simulation().now() - startNanos;
        while (running && !done() && capture.packets().get(next).nanos() <= elapsed) {
            byte[] bytes = capture.packets().get(next++).bytes();
            if (header.wrap(bytes, 0, bytes.length) != Verdict.OK) {
                throw new AssertionError("packet %d is no RTP".formatted(next - 1));
            }
            long index =
                    sequences
                            .computeIfAbsent(header.ssrc(), ssrc -> new ExtendedSequence())
                            .unwrap(header.sequenceNumber());
            history.put(
                    key(header.ssrc(), header.sequenceNumber()),
                    owner.sendRtp(bytes, header.headerLength(), bytes.length, index));
        }
        if (running && !done()) {
            long at = startNanos + capture.packets().get(next).nanos();
            owner.simulation().schedule(at, this::send);
        }
    }

    private static long key(int ssrc, int sequenceNumber) {
        return (long) ssrc << 16 | sequenceNumber;
    }

    @Override
    public void onNack(Nack nack) {
        nack.forEach(
                number -> {
                    byte[] datagram = history.get(key(nack.mediaSsrc(), number));
                    if (datagram != null) {
                        owner.sendAgain(datagram);
                    }
                });
    }

    @Override
    public void onPli(int mediaSsrc) {}

    @Override
    public void writeSenderReport(RtcpWriter writer) {}
}
