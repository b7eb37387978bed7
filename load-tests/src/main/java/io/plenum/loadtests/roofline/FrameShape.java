package io.plenum.loadtests.roofline;

import java.util.Arrays;
import java.util.Random;

/**
 * How video of about 2.5 Mbit/s at 30 frames a second is cut into packets. What matters of it is
 * which neighbours are equal in size, for those can be segments of one send.
 */
enum FrameShape {
    /** Ten packets of one size: 2.6 Mbit/s, and the longest runs there can be. */
    EQUAL {
        @Override
        int[] nextFrame(Random random) {
            int[] payloadBytes = new int[10];
            Arrays.fill(payloadBytes, EQUAL_PAYLOAD_BYTES);
            return payloadBytes;
        }
    },

    /**
     * As Chromium cuts: each frame into as few packets as it fits, about equal in size, the larger
     * ones last by a byte; and no two frames alike.
     */
    CHROMIUM {
        @Override
        int[] nextFrame(Random random) {
            int frameBytes = (int) (MEAN_FRAME_BYTES * (0.6 + 0.8 * random.nextDouble()));
            return splitAboutEqually(frameBytes);
        }
    };

    /** With the 12 bytes of header that a viewer gets: 1,100 before the tag. */
    static final int EQUAL_PAYLOAD_BYTES = 1_088;

    /** Chromium's 1,200 less what header, extensions and tag take. */
    static final int MAX_PAYLOAD_BYTES = 1_160;

    private static final int MEAN_FRAME_BYTES = 2_500_000 / 30 / 8;

    /** Payload bytes of each packet of the next frame, each at most {@link #MAX_PAYLOAD_BYTES}. */
    abstract int[] nextFrame(Random random);

    /** Cuts a frame into as few packets as it fits, smaller ones first; they differ by a byte. */
    static int[] splitAboutEqually(int frameBytes) {
        int packets = Math.ceilDiv(frameBytes, MAX_PAYLOAD_BYTES);
        int smaller = packets - frameBytes % packets;
        int[] payloadBytes = new int[packets];
        for (int i = 0; i < packets; i++) {
            payloadBytes[i] = frameBytes / packets + (i < smaller ? 0 : 1);
        }
        return payloadBytes;
    }
}
