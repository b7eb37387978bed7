package io.plenum.bridge.net.simulated;

/** Which datagrams a link loses. Probabilities are 0 to 1. */
public sealed interface LossModel {
    /** Loses nothing. */
    record None() implements LossModel {}

    /**
     * Loses each datagram with the same probability, whatever happened before.
     *
     * @param probability of losing a datagram
     */
    record Random(double probability) implements LossModel {
        /** Checks the range. */
        public Random {
            Probability.check("probability", probability);
        }
    }

    /**
     * Loses in bursts: Gilbert's two-state chain, which steps once per datagram. In the bad state
     * every datagram is lost, in the good state none. The mean burst is {@code 1 / badToGood}
     * datagrams, the loss rate {@code goodToBad / (goodToBad + badToGood)}.
     *
     * @param goodToBad probability of a burst beginning with a datagram
     * @param badToGood probability of a burst being over with a datagram
     */
    record Gilbert(double goodToBad, double badToGood) implements LossModel {
        /** Checks the range. */
        public Gilbert {
            Probability.check("goodToBad", goodToBad);
            Probability.check("badToGood", badToGood);
        }

        /**
         * The chain with a given outcome.
         *
         * @param lossRate share of datagrams lost in the long run, 0 to below 1
         * @param meanBurst datagrams lost in a row on average, 1 or more
         */
        public static Gilbert ofBursts(double lossRate, double meanBurst) {
            double badToGood = 1 / meanBurst;
            return new Gilbert(badToGood * lossRate / (1 - lossRate), badToGood);
        }
    }
}
