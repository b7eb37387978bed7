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

/** A viewer's end of an audio slot: counts, and knows whom it hears. */
final class AudioViewer implements SimulatedViewer {
    private final int ssrc;
    private long highest = -1;
    private long gaps;
    long packets;

    /** Number of the participant heard last. */
    int speaker = -1;

    AudioViewer(int ssrc) {
        this.ssrc = ssrc;
    }

    SlotParameters parameters(String mid) {
        return new SlotParameters(
                mid,
                MediaKind.AUDIO,
                Integer.toUnsignedLong(ssrc),
                -1,
                List.of(new CodecParameters(109, "opus", 48_000, 2, "", -1, true)),
                Map.of(HeaderExtension.AUDIO_LEVEL, 2));
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
    }

    long gaps() {
        return gaps;
    }

    @Override
    public void onSenderReport(SenderReport report) {}

    @Override
    public void writeReportBlock(RtcpWriter writer) {}
}
