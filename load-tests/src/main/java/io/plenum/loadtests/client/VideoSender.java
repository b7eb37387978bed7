package io.plenum.loadtests.client;

import io.plenum.loadtests.sdp.OfferText;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * VP8 at a constant rate: frames split into packets of equal size, as libwebrtc splits them, each
 * frame's at once. Key frames are three times as large, and made when asked for.
 */
public final class VideoSender extends EncodingSender {
    private static final int CLOCK_RATE_HZ = 90_000;
    private static final int MOST_BYTES = 1_110;
    private static final int KEY_FRAME_FACTOR = 3;
    private static final int DESCRIPTOR_BYTES = 4;
    private static final int KEY_HEADER_BYTES = 10;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final long MIN_KEY_FRAME_NANOS = 300_000_000L;

    private final GeneratorLoop loop;
    private final int frameBytes;
    private final long frameNanos;
    private int pictureId;
    private boolean keyFrameDue = true;
    private long keyFrameNanos = Long.MIN_VALUE / 2;

    /**
     * Makes one that does not send yet.
     *
     * @param source tells this sender's stamps from others'
     * @param ssrc of the stream; RTX has the next one
     * @param rid of a simulcast encoding, or null
     */
    public VideoSender(
            GeneratorLoop loop,
            HeadlessParticipant owner,
            int source,
            int ssrc,
            String mid,
            @Nullable String rid,
            int bitsPerSecond,
            int framesPerSecond,
            SplittableRandom random) {
        super(owner, source, ssrc, OfferText.VP8, CLOCK_RATE_HZ, mid, rid, random);
        this.loop = loop;
        this.frameBytes = bitsPerSecond / 8 / framesPerSecond;
        this.frameNanos = NANOS_PER_SECOND / framesPerSecond;
        this.pictureId = random.nextInt(1 << 15);
    }

    @Override
    public void start() {
        frame(loop.now());
    }

    private void frame(long dueNanos) {
        if (owner().isClosed()) {
            return;
        }
        long now = loop.now();
        boolean key = keyFrameDue && now - keyFrameNanos >= MIN_KEY_FRAME_NANOS;
        if (key) {
            keyFrameDue = false;
            keyFrameNanos = now;
        }
        int bytes = key ? KEY_FRAME_FACTOR * frameBytes : frameBytes;
        int count = (bytes + MOST_BYTES - 1) / MOST_BYTES;
        int timestamp = timestamp(dueNanos);
        int least = DESCRIPTOR_BYTES + KEY_HEADER_BYTES + Stamp.BYTES;
        for (int i = 0; i < count; i++) {
            int length = Math.max(least, bytes * (i + 1) / count - bytes * i / count);
            describe(i == 0, key);
            send(length, i == count - 1, timestamp, -1, loop.now());
        }
        pictureId = (pictureId + 1) & 0x7FFF;
        loop.schedule(dueNanos + frameNanos, () -> frame(dueNanos + frameNanos));
    }

    /** RFC 7741 sections 4.2 and 4.3. */
    private void describe(boolean first, boolean key) {
        byte[] payload = payload();
        payload[0] = (byte) (first ? 0x90 : 0x80);
        payload[1] = (byte) 0x80;
        payload[2] = (byte) (0x80 | pictureId >> 8);
        payload[3] = (byte) pictureId;
        if (first) {
            byte[] header = {
                (byte) (key ? 0x10 : 0x11), 0, 0, (byte) 0x9D, 1, 0x2A, 0, 5, (byte) 0xD0, 2
            };
            System.arraycopy(header, 0, payload, DESCRIPTOR_BYTES, header.length);
        }
    }

    @Override
    void onKeyFrameWanted() {
        keyFrameDue = true;
    }
}
