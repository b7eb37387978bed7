package io.plenum.signaling.rooms;

/**
 * How many slots of a kind a viewer should have. Grows in steps, so that a room that fills up does
 * not renegotiate at every join, and ends at a limit, so that a large room costs each viewer the
 * same.
 */
final class SlotDemand {
    /** Most voices heard at once: whoever is loudest. More than three talk past each other. */
    static final int MAX_AUDIO = 3;

    /** Most pictures shown at once. */
    static final int MAX_VIDEO = 25;

    private static final int[] STEPS = {1, 2, 4, 6, 9, 12, 16, 20, 25};

    private SlotDemand() {}

    /** Slots for {@code publications} sources of others, never more than {@code max}. */
    static int slots(int publications, int max) {
        for (int step : STEPS) {
            if (step >= publications) {
                return Math.min(step, max);
            }
        }
        return max;
    }
}
