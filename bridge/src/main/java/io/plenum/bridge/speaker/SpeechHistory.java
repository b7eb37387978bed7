package io.plenum.bridge.speaker;

import java.util.Arrays;

/**
 * The last second of one source's loudness, and how much it looks like speech over a short, a
 * medium and a long time (I. Volfin and I. Cohen, "Dominant speaker identification for multipoint
 * videoconferencing", Computer Speech and Language 27, 2013). A frame of 20 ms is active in as many
 * bands as it is loud; a block of five frames is active if most of its frames are; the second is
 * active by its blocks. Each count is scored by the ratio of two likelihoods: that a speaker and
 * that a silent source would show it.
 *
 * <p>Time without packets is silence, so discontinuous transmission needs nothing of its own.
 */
final class SpeechHistory {
    /** One frame: the packet time of nearly all audio. */
    static final long FRAME_NANOS = 20_000_000L;

    private static final int FRAMES = 50;
    private static final int FRAMES_PER_BLOCK = 5;
    private static final int BLOCKS = FRAMES / FRAMES_PER_BLOCK;

    /** Bands of a frame: nine steps of loudness above a quiet room. */
    private static final int BANDS = 9;

    private static final int DBOV_PER_BAND = 7;
    private static final int QUIET_DBOV = 75;

    /** A frame counts for its block from so many bands on: louder than -61 dBov. */
    private static final int ACTIVE_BANDS = 2;

    /** A block counts for the second from so many frames on. */
    private static final int ACTIVE_FRAMES = 3;

    /** Parameters of the paper's exponential model of silence, per time scale. */
    private static final double[] SHORT = scores(BANDS, 0.78);

    private static final double[] MEDIUM = scores(FRAMES_PER_BLOCK, 24);
    private static final double[] LONG = scores(BLOCKS, 47);

    private final byte[] bands = new byte[FRAMES];
    private long lastFrame = Long.MIN_VALUE;

    /** Notes the level of a packet, 0 to 127 -dBov. */
    void onLevel(int level, long nowNanos) {
        advance(nowNanos);
        int now = (int) Math.floorMod(lastFrame, (long) FRAMES);
        int heard = Math.clamp((QUIET_DBOV - level) / DBOV_PER_BAND, 0, BANDS);
        bands[now] = (byte) Math.max(bands[now], heard);
    }

    /** Lets the time until now pass in silence. */
    void advance(long nowNanos) {
        long frame = Math.floorDiv(nowNanos, FRAME_NANOS);
        if (lastFrame == Long.MIN_VALUE || frame - lastFrame >= FRAMES) {
            Arrays.fill(bands, (byte) 0);
            lastFrame = frame;
            return;
        }
        while (lastFrame < frame) {
            lastFrame++;
            bands[(int) Math.floorMod(lastFrame, (long) FRAMES)] = 0;
        }
    }

    private int bandsAgo(int frames) {
        return bands[(int) Math.floorMod(lastFrame - frames, (long) FRAMES)];
    }

    /** Score of the loudest of the last three frames: one may be lost, one yet to come. */
    double shortScore() {
        return SHORT[Math.max(bandsAgo(0), Math.max(bandsAgo(1), bandsAgo(2)))];
    }

    /** Score of the last block. */
    double mediumScore() {
        return MEDIUM[Math.max(activeFrames(0), activeFrames(1))];
    }

    /** Score of the last second. */
    double longScore() {
        int active = 0;
        for (int block = 0; block < BLOCKS; block++) {
            if (activeFrames(block) >= ACTIVE_FRAMES) {
                active++;
            }
        }
        return LONG[active];
    }

    private int activeFrames(int block) {
        int active = 0;
        for (int i = 0; i < FRAMES_PER_BLOCK; i++) {
            if (bandsAgo(block * FRAMES_PER_BLOCK + i) >= ACTIVE_BANDS) {
                active++;
            }
        }
        return active;
    }

    /**
     * The score of each count of active parts: ln of binomial over exponential likelihood, with
     * even odds for a speaker's part to be active.
     */
    private static double[] scores(int parts, double lambda) {
        double[] scores = new double[parts + 1];
        double combinations = 1;
        for (int active = 0; active <= parts; active++) {
            double score =
                    Math.log(combinations)
                            + parts * Math.log(0.5)
                            - Math.log(lambda)
                            + lambda * active;
            scores[active] = Math.max(score, 1e-10);
            combinations = combinations * (parts - active) / (active + 1);
        }
        return scores;
    }
}
