package io.plenum.signaling.journal;

/**
 * Something that is wrong now with a participant's path, or with the server.
 *
 * @param cause which of a few
 * @param text what was measured, for people
 */
public record Symptom(Cause cause, String text) {

    /** What may be wrong. */
    public enum Cause {
        UPLINK_LOSS(
                "uplink-loss",
                "The participant's way to the server loses packets: a mobile network, a weak Wi-Fi, a full line."),
        DOWNLINK_LOSS(
                "downlink-loss",
                "The way to the participant loses packets. If everybody's does, it is the server's own line."),
        NARROW_DOWNLINK(
                "narrow-downlink",
                "The way to the participant carries little; it is sent fewer and lower layers."),
        LONG_ROUND_TRIP(
                "long-round-trip",
                "Far away, or a queue somewhere on the way: something else fills the participant's line."),
        SERVER_OVERLOADED(
                "server-overloaded",
                "The server cannot keep up and drops what waited too long: send new rooms elsewhere, or look at what"
                        + " else uses its processors."),
        FILES_RUN_OUT(
                "files-run-out",
                "Raise the limit of open files (ulimit -n, LimitNOFILE): beyond it nobody can join."),
        LOOP_STALLED(
                "loop-stalled",
                "A media loop does not turn any more, a bug: take a thread dump (jstack), then restart.");

        private final String text;
        private final String remedy;

        Cause(String text, String remedy) {
            this.text = text;
            this.remedy = remedy;
        }

        /** In kebab case, stable. */
        public String text() {
            return text;
        }

        /** What it means and what to do, for people. */
        public String remedy() {
            return remedy;
        }
    }
}
