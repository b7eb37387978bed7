package io.plenum.bridge.counts;

/**
 * Everything a media loop measures often enough that only its distribution can be kept: a histogram
 * with fixed bounds. The text is the help line of the metrics page.
 */
public enum Distribution {
    /** Nanoseconds. */
    FORWARD_DELAY(
            "From a packet's arrival at the machine until the last of its copies was handed to the kernel",
            1e-9,
            50_000,
            100_000,
            200_000,
            300_000,
            500_000,
            1_000_000,
            2_000_000,
            5_000_000,
            10_000_000,
            20_000_000,
            50_000_000,
            100_000_000),
    /** Nanoseconds. */
    CYCLE(
            "How long a loop's duty cycles with work took: so long may what arrives meanwhile wait",
            1e-9,
            20_000,
            50_000,
            100_000,
            200_000,
            500_000,
            1_000_000,
            2_000_000,
            5_000_000,
            10_000_000,
            20_000_000,
            50_000_000,
            100_000_000),
    /** Nanoseconds. */
    ROUND_TRIP(
            "Round trips to participants, each measurement by RTCP",
            1e-9,
            1_000_000,
            5_000_000,
            10_000_000,
            20_000_000,
            50_000_000,
            100_000_000,
            150_000_000,
            200_000_000,
            300_000_000,
            500_000_000,
            1_000_000_000,
            2_000_000_000),
    /** Nanoseconds. */
    JITTER(
            "Interarrival jitter of publishers' streams, once a second each (RFC 3550)",
            1e-9,
            1_000_000,
            2_000_000,
            5_000_000,
            10_000_000,
            20_000_000,
            30_000_000,
            50_000_000,
            100_000_000,
            200_000_000,
            500_000_000),
    /** Bytes per second. */
    DOWNLINK_ESTIMATE(
            "What the ways to viewers are estimated to carry, each once a second",
            1,
            12_500,
            25_000,
            50_000,
            100_000,
            200_000,
            400_000,
            800_000,
            1_600_000,
            3_200_000),
    /** In 256ths, as report blocks tell it. */
    LOSS_RECEIVED(
            "Share of packets lost on the way from publishers, each stream once a second",
            1 / 256.0,
            0,
            1,
            2,
            5,
            12,
            25,
            51,
            128),
    /** In 256ths, as report blocks tell it. */
    LOSS_SENT(
            "Share of packets lost on the way to viewers, each report block",
            1 / 256.0,
            0,
            1,
            2,
            5,
            12,
            25,
            51,
            128);

    private final String help;
    private final double scale;

    @SuppressWarnings("ImmutableEnumChecker") // the array never leaves
    private final long[] bounds;

    Distribution(String help, double scale, long... bounds) {
        this.help = help;
        this.scale = scale;
        this.bounds = bounds;
    }

    /** One line for people. */
    public String help() {
        return help;
    }

    /** What a value is multiplied with to be in base units. */
    public double scale() {
        return scale;
    }

    /** How many bounds there are; there is one bucket more, for everything above the last. */
    public int boundCount() {
        return bounds.length;
    }

    /** The largest value that falls into a bucket. */
    public long bound(int bucket) {
        return bounds[bucket];
    }

    /** The bucket of a value. Low buckets are the common ones and are found first. */
    int bucket(long value) {
        int bucket = 0;
        while (bucket < bounds.length && value > bounds[bucket]) {
            bucket++;
        }
        return bucket;
    }
}
