package io.plenum.bridge.speaker;

/**
 * The last 1.2 seconds of one source, and how much they look like speech over a short, a medium and
 * a long time (I. Volfin and I. Cohen, "Dominant speaker identification for multipoint
 * videoconferencing", Computer Speech and Language 27, 2013). A frame of 20 ms is active in as many
 * bands as it is louder than the source's {@link NoiseFloor}; a block of five frames is active if
 * most of its frames are; the whole is active by its blocks. Each count is scored by the ratio of
 * two likelihoods: that a speaker and that a silent source would show it.
 *
 * <p>The paper counts frequency bands above the noise and looks back one second. We have one level
 * per packet, so the bands are steps of loudness; and we look back a little longer, so that a cough
 * of half a second is less than half of it.
 *
 * <p>A packet stands for the frames up to the next one, for 160 ms at most (the longest packet of
 * Opus has 120 ms, the rest is jitter): long packets and lost ones leave no holes. Longer without
 * packets is silence, so discontinuous transmission needs nothing of its own.
 */
final class SpeechHistory {
    /** One frame: the packet time of nearly all audio. */
    static final long FRAME_NANOS = 20_000_000L;

    private static final int FRAMES = 60;
    private static final int FRAMES_PER_BLOCK = 5;
    private static final int BLOCKS = FRAMES / FRAMES_PER_BLOCK;
    private static final long ALL_FRAMES = (1L << FRAMES) - 1;
    private static final long BLOCK = (1L << FRAMES_PER_BLOCK) - 1;

    /** A packet speaks for so many frames if no other comes. */
    private static final int HELD_FRAMES = 8;

    /** Bands of a frame, as in the paper. */
    private static final int BANDS = 13;

    private static final int DB_PER_BAND = 3;

    /** The first band begins here even where the room is quieter, -dBov. */
    private static final int QUIET_DBOV = 70;

    /** A frame counts for its block from so many bands on: 9 dB above the noise. */
    private static final int ACTIVE_BANDS = 3;

    /** A block counts for the whole from so many frames on. */
    private static final int ACTIVE_FRAMES = 3;

    /** Parameters of the paper's exponential model of silence, per time scale. */
    private static final double[] SHORT = scores(BANDS, 0.78);

    private static final double[] MEDIUM = scores(FRAMES_PER_BLOCK, 24);
    private static final double[] LONG = scores(BLOCKS, 47);

    private final NoiseFloor noise = new NoiseFloor();

    /** Which frames were active: the lowest bit is {@link #lastFrame}, the next the one before. */
    private long active;

    private long lastFrame;
    private long heardFrame;
    private int heardBands;
    private boolean heardActive;

    /** Notes the level of a packet, 0 to 127 -dBov. */
    void onLevel(int level, long nowNanos) {
        advance(nowNanos);
        noise.onLevel(level, nowNanos);
        // Two packets in one frame: the louder one counts.
        boolean another = heardFrame == lastFrame;
        boolean loud = bandsAbove(noise.level(), level) >= ACTIVE_BANDS;
        int bands = bandsAbove(noise.recentLevel(), level);
        heardActive = loud || (another && heardActive);
        heardBands = another ? Math.max(heardBands, bands) : bands;
        heardFrame = lastFrame;
        active = (active & ~1L) | (heardActive ? 1 : 0);
    }

    private static int bandsAbove(int floor, int level) {
        return Math.clamp((Math.min(QUIET_DBOV, floor) - level) / DB_PER_BAND, 0, BANDS);
    }

    /**
     * Lets the time until now pass. What another loop has heard comes a little late, with a time
     * that has passed here: it belongs to the present.
     */
    void advance(long nowNanos) {
        long frame = Math.floorDiv(nowNanos, FRAME_NANOS);
        if (Math.abs(frame - lastFrame) >= FRAMES) {
            active = 0;
            lastFrame = frame;
            forgetLast();
        }
        while (lastFrame < frame) {
            lastFrame++;
            if (lastFrame - heardFrame >= HELD_FRAMES) {
                forgetLast();
            }
            active = (active << 1 | (heardActive ? 1 : 0)) & ALL_FRAMES;
        }
    }

    private void forgetLast() {
        heardBands = 0;
        heardActive = false;
    }

    /** Score of the last packet, against the noise of the last moments. */
    double shortScore() {
        return SHORT[heardBands];
    }

    /** Score of the last block or the one before: syllables have gaps of about a block. */
    double mediumScore() {
        return MEDIUM[Math.max(activeFrames(0), activeFrames(1))];
    }

    /** Score of the whole. */
    double longScore() {
        return LONG[activeBlocks()];
    }

    /** How many of the last twelve blocks of 100 ms were active. */
    int activeBlocks() {
        int count = 0;
        for (int block = 0; block < BLOCKS; block++) {
            if (activeFrames(block) >= ACTIVE_FRAMES) {
                count++;
            }
        }
        return count;
    }

    private int activeFrames(int block) {
        return Long.bitCount((active >>> (block * FRAMES_PER_BLOCK)) & BLOCK);
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
