package io.plenum.bridge.layers;

import java.util.Arrays;

/**
 * What was decided about the last frames of a stream that numbers them (dependency descriptor), by
 * frame number with its roll-overs.
 */
final class FrameDecisions {
    static final int UNKNOWN = 0;
    static final int PASSED = 1;
    static final int LEFT_OUT = 2;

    /** Frames remembered: more than two seconds of three spatial layers at 30 a second. */
    private static final int FRAMES = 256;

    private final long[] numbers = new long[FRAMES];
    private final byte[] decisions = new byte[FRAMES];
    private final byte[] decodeTargets = new byte[FRAMES];
    private final boolean[] tops = new boolean[FRAMES];

    FrameDecisions() {
        clear();
    }

    void clear() {
        Arrays.fill(numbers, Long.MIN_VALUE);
    }

    /**
     * Remembers a frame.
     *
     * @param decodeTarget what passes from then on
     * @param top whether it is of the highest spatial layer that passes
     */
    void add(long number, boolean passes, int decodeTarget, boolean top) {
        int at = (int) number & (FRAMES - 1);
        numbers[at] = number;
        decisions[at] = (byte) (passes ? PASSED : LEFT_OUT);
        decodeTargets[at] = (byte) decodeTarget;
        tops[at] = top;
    }

    /** {@link #UNKNOWN} also if it is too old. */
    int of(long number) {
        int at = (int) number & (FRAMES - 1);
        return numbers[at] == number ? decisions[at] : UNKNOWN;
    }

    /** Whether a frame is of the highest spatial layer that passed when it came. */
    boolean isTop(long number) {
        int at = (int) number & (FRAMES - 1);
        return numbers[at] == number && tops[at];
    }

    /** There was none of a higher layer after all. */
    void setTop(long number) {
        int at = (int) number & (FRAMES - 1);
        if (numbers[at] == number) {
            tops[at] = true;
        }
    }

    /**
     * The decode targets that passed since an unknown frame should have come.
     *
     * @param newest the newest frame that was decided
     * @return target 0 in the lowest bit
     */
    int decodeTargetsSince(long number, long newest) {
        int found = 0;
        for (long later = newest; later > newest - FRAMES; later--) {
            int at = (int) later & (FRAMES - 1);
            if (numbers[at] == later) {
                found |= decodeTargets[at] < 0 ? 0 : 1 << decodeTargets[at];
                if (later < number) {
                    return found;
                }
            }
        }
        return found;
    }
}
