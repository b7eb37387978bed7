package io.plenum.bridge.net.simulated;

/** The range check of every probability here. */
final class Probability {
    private Probability() {}

    static void check(String name, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(name + " is " + value + "; it must be 0 to 1");
        }
    }
}
