package io.plenum.bridge.simulation;

import static io.plenum.bridge.simulation.Simulation.MS;

import io.plenum.bridge.bytes.BigEndian;
import io.plenum.bridge.parameters.CodecParameters;
import io.plenum.bridge.parameters.HeaderExtension;
import io.plenum.bridge.parameters.SlotParameters;
import io.plenum.bridge.rtcp.RtcpWriter;
import io.plenum.bridge.rtcp.SenderReport;
import io.plenum.bridge.rtp.ExtendedSequence;
import io.plenum.bridge.rtp.RtpHeader;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;

/**
 * Keeps every packet that a slot was sent, by its number, and asks for those that are missing.
 * Refuses a number given twice in the slot's own stream.
 */
final class CapturedViewer implements SimulatedViewer {
    private static final long ASK_NANOS = 100 * MS;

    private final SimulatedParticipant owner;
    private final CaptureFile capture;
    private final int ssrc;
    private final Map<Integer, Integer> repaired = new HashMap<>();
    private final ExtendedSequence numbers = new ExtendedSequence();

    final TreeMap<Long, Got> packets = new TreeMap<>();

    private static final int PADDING_BIT = 0x20;

    /** A packet as it came, without padding; what follows the payload's first bytes is zeros. */
    record Got(
            int payloadType,
            int timestamp,
            boolean marker,
            byte[] bytes,
            int payloadOffset,
            boolean again) {
        int payloadLength() {
            return bytes.length - payloadOffset;
        }

        boolean isPadding() {
            return payloadLength() == 0;
        }
    }

    CapturedViewer(SimulatedParticipant owner, CaptureFile capture, int ssrc) {
        this.owner = owner;
        this.capture = capture;
        this.ssrc = ssrc;
        for (CodecParameters codec : capture.codecs()) {
            repaired.put(codec.rtxPayloadType(), codec.payloadType());
        }
        askLater();
    }

    SlotParameters parameters(String mid) {
        Map<HeaderExtension, Integer> extensions = new HashMap<>(capture.extensions());
        extensions.remove(HeaderExtension.TRANSPORT_CC); // it sends no feedback
        return new SlotParameters(
                mid, capture.kind(), ssrc, ssrc + 1, capture.codecs(), extensions);
    }

    private void askLater() {
        owner.simulation().schedule(owner.simulation().now() + ASK_NANOS, this::ask);
    }

    private void ask() {
        if (!packets.isEmpty()) {
            int[] missing =
                    LongStream.rangeClosed(packets.firstKey(), packets.lastKey())
                            .filter(number -> !packets.containsKey(number))
                            .mapToInt(number -> (int) number & 0xFFFF)
                            .toArray();
            if (missing.length > 0) {
                owner.beginRtcp().nack(owner.number(), ssrc, missing, 0, missing.length);
                owner.sendRtcp();
            }
        }
        askLater();
    }

    @Override
    public void onRtp(RtpHeader header, byte[] packet, int payloadOffset, int payloadLength) {
        boolean again = header.ssrc() != ssrc;
        int number =
                again ? BigEndian.getUnsignedShort(packet, payloadOffset) : header.sequenceNumber();
        byte[] bytes = Arrays.copyOf(packet, payloadOffset + payloadLength);
        bytes[0] &= ~PADDING_BIT; // it is without its padding here
        if (again) {
            System.arraycopy(bytes, payloadOffset + 2, bytes, payloadOffset, payloadLength - 2);
            bytes = Arrays.copyOf(bytes, bytes.length - 2);
        }
        int payloadType = header.payloadType();
        Got got =
                new Got(
                        again ? repaired.get(payloadType) : payloadType,
                        header.timestamp(),
                        header.marker(),
                        bytes,
                        payloadOffset,
                        again);
        long sequence = numbers.unwrap(number);
        if (packets.put(sequence, got) != null && !again) {
            throw new AssertionError("number %d was given twice".formatted(sequence));
        }
    }

    @Override
    public void onSenderReport(SenderReport report) {}

    @Override
    public void writeReportBlock(RtcpWriter writer) {}
}
