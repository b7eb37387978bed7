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
        NARROW_UPLINK(
                "narrow-uplink",
                "The participant's line carries little of what it sends, a mobile network for example; the others see it"
                        + " in lower quality."),
        SLOW_COMPUTER(
                "slow-computer",
                "The participant's computer is too slow for what it encodes; another program may keep it busy."),
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
        CERTIFICATE_EXPIRED(
                "certificate-expired",
                "Renew the certificate: browsers refuse to connect, and do not tell their pages why. New files are read"
                        + " without a restart."),
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

        /**
         * Whether it spoils the calls of those who are in, and is not of one participant's path.
         */
        public boolean spoilsEveryCall() {
            return this == SERVER_OVERLOADED || this == LOOP_STALLED;
        }

        /** What it means and what to do, for people. */
        public String remedy() {
            return remedy;
        }
    }
}
