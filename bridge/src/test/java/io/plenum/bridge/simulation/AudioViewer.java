package io.plenum.bridge.simulation;

import io.plenum.bridge.bytes.BigEndian;
import io.plenum.bridge.parameters.CodecParameters;
import io.plenum.bridge.parameters.HeaderExtension;
import io.plenum.bridge.parameters.MediaKind;
import io.plenum.bridge.parameters.SlotParameters;
import io.plenum.bridge.rtcp.RtcpWriter;
import io.plenum.bridge.rtcp.SenderReport;
import io.plenum.bridge.rtp.RtpHeader;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/** A viewer's end of an audio slot: counts, and knows whom it hears. */
final class AudioViewer implements SimulatedViewer {
    private final int ssrc;
    private long highest = -1;
    private long gaps;
    long packets;

    /** Number of the participant heard last. */
    int speaker = -1;

    /** From capture to arrival, at most; only of who was given a clock. */
    long longestNanos;

    private final LongSupplier clock;

    AudioViewer(int ssrc) {
        this(ssrc, () -> 0);
    }

    AudioViewer(int ssrc, LongSupplier clock) {
        this.ssrc = ssrc;
        this.clock = clock;
    }

    SlotParameters parameters(String mid) {
        return parameters(mid, Map.of(HeaderExtension.AUDIO_LEVEL, 2));
    }

    SlotParameters parameters(String mid, Map<HeaderExtension, Integer> extensions) {
        return new SlotParameters(
                mid,
                MediaKind.AUDIO,
                Integer.toUnsignedLong(ssrc),
                -1,
                List.of(new CodecParameters(109, "opus", 48_000, 2, "", -1, true)),
                extensions);
    }

    @Override
    public void onRtp(RtpHeader header, byte[] packet, int payloadOffset, int payloadLength) {
        int number = header.sequenceNumber();
        long sequence = highest < 0 ? number : highest + (short) (number - (int) highest);
        if (highest >= 0 && sequence > highest + 1) {
            gaps += sequence - highest - 1;
        }
        highest = Math.max(highest, sequence);
        packets++;
        speaker = BigEndian.getInt(packet, payloadOffset);
        long capturedNanos = BigEndian.getLong(packet, payloadOffset + 4);
        longestNanos = Math.max(longestNanos, clock.getAsLong() - capturedNanos);
    }

    long gaps() {
        return gaps;
    }

    @Override
    public void onSenderReport(SenderReport report) {}

    @Override
    public void writeReportBlock(RtcpWriter writer) {}
}
