package io.plenum.loadtests.client;

import io.plenum.loadtests.sdp.OfferText;
import java.util.SplittableRandom;

/** Opus at 32 kbit/s: a packet every 20 ms. */
public final class AudioSender extends EncodingSender {
    private static final int CLOCK_RATE_HZ = 48_000;
    private static final int PAYLOAD_BYTES = 80;
    private static final long PACKET_NANOS = 20_000_000L;

    private final GeneratorLoop loop;
    private final int level;

    /**
     * Makes one that does not send yet.
     *
     * @param level loudness as in the header extension: 0 is the loudest, 127 silence
     */
    public AudioSender(
            GeneratorLoop loop,
            HeadlessParticipant owner,
            int source,
            int ssrc,
            String mid,
            int level,
            SplittableRandom random) {
        super(owner, source, ssrc, OfferText.OPUS, CLOCK_RATE_HZ, mid, null, random);
        this.loop = loop;
        this.level = level;
    }

    @Override
    public void start() {
        packet(loop.now());
    }

    private void packet(long dueNanos) {
        if (!owner().isClosed()) {
            send(PAYLOAD_BYTES, false, timestamp(dueNanos), level, loop.now());
            long next = dueNanos + PACKET_NANOS;
            loop.schedule(next, () -> packet(next));
        }
    }
}
