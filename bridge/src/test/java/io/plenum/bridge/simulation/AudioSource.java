package io.plenum.bridge.simulation;

import static io.plenum.bridge.simulation.Simulation.MS;

import io.plenum.bridge.parameters.CodecParameters;
import io.plenum.bridge.parameters.EncodingParameters;
import io.plenum.bridge.parameters.HeaderExtension;
import io.plenum.bridge.parameters.MediaKind;
import io.plenum.bridge.parameters.PublicationParameters;
import io.plenum.bridge.rtcp.Nack;
import io.plenum.bridge.rtcp.RtcpWriter;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;

/** Opus, a packet every 20 ms, as loud as it is told. */
final class AudioSource implements SimulatedSource {
    private final SimulatedParticipant owner;
    private final String mid;
    private final EncodingSender sender;
    private final long intervalNanos;
    private boolean running;
    int level = 127;

    /** Whether its section has {@code a=rtcp-fb:111 nack}. */
    boolean nack;

    long packetsAskedFor;

    AudioSource(SimulatedParticipant owner, String mid) {
        this(owner, mid, 20 * MS);
    }

    AudioSource(SimulatedParticipant owner, String mid, long intervalNanos) {
        this.intervalNanos = intervalNanos;
        this.owner = owner;
        this.mid = mid;
        sender =
                new EncodingSender(owner, owner.number() << 16 | 0x7777, 0, 111, 48_000, mid, null);
    }

    SimulatedParticipant owner() {
        return owner;
    }

    String id() {
        return owner.name() + "-" + mid;
    }

    @Override
    public PublicationParameters parameters() {
        return new PublicationParameters(
                id(),
                mid,
                MediaKind.AUDIO,
                List.of(new CodecParameters(111, "opus", 48_000, 2, "", -1, nack)),
                Map.of(
                        HeaderExtension.MID, EncodingSender.MID,
                        HeaderExtension.AUDIO_LEVEL, EncodingSender.AUDIO_LEVEL,
                        HeaderExtension.TRANSPORT_CC, EncodingSender.TRANSPORT_CC),
                List.of(new EncodingParameters(null, sender.ssrc(), -1)));
    }

    @Override
    public void start() {
        if (!running) {
            running = true;
            packet();
        }
    }

    @Override
    public void stop() {
        running = false;
    }

    private void packet() {
        if (running) {
            long now = owner.simulation().now();
            byte[] payload = ByteBuffer.allocate(80).putInt(owner.number()).putLong(now).array();
            sender.send(now, false, payload, level);
            owner.simulation().schedule(now + intervalNanos, this::packet);
        }
    }

    @Override
    public void onNack(Nack asked) {
        if (asked.mediaSsrc() == sender.ssrc()) {
            packetsAskedFor += asked.lostCount();
            asked.forEach(sender::repeatAsItWas);
        }
    }

    @Override
    public void onPli(int mediaSsrc) {}

    @Override
    public void writeSenderReport(RtcpWriter writer) {
        sender.writeSenderReport(writer);
    }
}
