package io.plenum.bridge.speaker;

import io.plenum.bridge.rtp.AudioLevel;
import java.util.Arrays;

/**
 * How loud one source is when nobody speaks: its quietest packet of the last three seconds. Speech
 * falls back to the room between syllables and words, a fan or an engine does not, so what stays
 * close to its own floor is no speech however loud it is (the idea of minimum statistics, R.
 * Martin, IEEE Transactions on Speech and Audio Processing 9, 2001).
 *
 * <p>Time without packets is silence. No room is so loud that a steady tone played into a meeting
 * would be noise.
 */
final class NoiseFloor {
    private static final long BUCKET_NANOS = 250_000_000L;
    private static final int BUCKETS = 12;

    /** The present bucket and two full ones: longer than a syllable, shorter than a phrase. */
    private static final int RECENT_BUCKETS = 3;

    /** Louder than this is no noise, however steady: someone plays a tone or music. -dBov. */
    private static final int LOUDEST_DBOV = 42;

    /** The quietest level of each quarter of a second, -dBov. */
    private final byte[] quietest = new byte[BUCKETS];

    private long lastBucket;
    private boolean heardInBucket;

    NoiseFloor() {
        Arrays.fill(quietest, (byte) AudioLevel.SILENCE);
    }

    /** Notes the level of a packet, 0 to 127 -dBov. */
    void onLevel(int level, long nowNanos) {
        advance(Math.floorDiv(nowNanos, BUCKET_NANOS));
        int now = bucket(0);
        quietest[now] = (byte) (heardInBucket ? Math.max(quietest[now], level) : level);
        heardInBucket = true;
    }

    private void advance(long bucket) {
        if (Math.abs(bucket - lastBucket) >= BUCKETS) {
            Arrays.fill(quietest, (byte) AudioLevel.SILENCE);
            lastBucket = bucket;
            heardInBucket = false;
        }
        while (lastBucket < bucket) {
            lastBucket++;
            quietest[bucket(0)] = AudioLevel.SILENCE;
            heardInBucket = false;
        }
    }

    private int bucket(int ago) {
        return (int) Math.floorMod(lastBucket - ago, (long) BUCKETS);
    }

    /** The floor as of the last packet, 0 to 127 -dBov. */
    int level() {
        return quietestOf(BUCKETS);
    }

    /**
     * The floor of the last 0.5 to 0.75 s, 0 to 127 -dBov. When a fan starts, this one knows it for
     * noise long before {@link #level} does.
     */
    int recentLevel() {
        return quietestOf(RECENT_BUCKETS);
    }

    private int quietestOf(int buckets) {
        int floor = LOUDEST_DBOV;
        for (int ago = 0; ago < buckets; ago++) {
            floor = Math.max(floor, quietest[bucket(ago)]);
        }
        return floor;
    }
}
