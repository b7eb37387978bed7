package io.plenum.bridge.cc;

/**
 * The estimate from loss: instead of steps at 2 and 10 % a model of the path with two parameters,
 * its inherent loss and its bandwidth. A packet is lost with probability
 *
 * <pre>p = inherent + (1 - inherent) * max(0, (sent - bandwidth) / sent)</pre>
 *
 * and of a few candidates for the bandwidth, each with the inherent loss that suits it best, the
 * one is taken that makes the losses of the last observations likeliest. So constant random loss is
 * put down to the path and does not lower the estimate, while loss that grows with the rate does.
 * This is the idea of libwebrtc's second loss-based estimator; constants are its documented
 * defaults unless said otherwise.
 *
 * <p>Inherent loss is bounded: above {@value #INHERENT_LOSS_OFFSET} the bound falls with the
 * candidate's bandwidth, so that a path that loses a third is never believed to carry much.
 *
 * <p>Owns no clock. Not thread safe. Allocates nothing.
 */
public final class LossBasedEstimator {
    static final int WINDOW = 20;
    static final long OBSERVATION_NANOS = 250_000_000L;

    /**
     * libwebrtc's is 0.05, under which 10 % of random loss limits a viewer to 1.5 Mbit/s;
     * retransmission and FEC make 10 % usable, and real queues show themselves by delay long
     * before.
     */
    static final double INHERENT_LOSS_OFFSET = 0.11;

    private static final double BALANCE_BPS = 75_000;
    private static final double MIN_INHERENT_LOSS = 1e-3;
    private static final double INITIAL_INHERENT_LOSS = 0.01;
    private static final double TEMPORAL_WEIGHT = 0.9;
    private static final double NEWTON_STEP = 0.75;
    private static final int NEWTON_ITERATIONS = 2;

    /**
     * libwebrtc also prefers higher bandwidths by their difference in kbit/s, which at 10 Mbit/s
     * outweighs any evidence; the logarithm alone decides where the evidence does not.
     */
    private static final double HIGHER_LOG_BIAS = 0.02;

    /** With more loss than this a higher bandwidth is no longer preferred. */
    private static final double BIAS_UP_TO_LOSS = 0.15;

    private static final int MIN_OBSERVATIONS = 3;

    /** Ours: after loss took the estimate down it climbs by so much per observation. */
    private static final double RAMP_UP = 1.06;

    private static final int CANDIDATES = 6;
    private static final double EPSILON = 1e-6;

    private final double minBps;
    private final double maxBps;

    private final double[] packets = new double[WINDOW];
    private final double[] lost = new double[WINDOW];
    private final double[] sentBps = new double[WINDOW];
    private final double[] weights = new double[WINDOW];
    private long observations;

    private int pendingPackets;
    private int pendingLost;
    private long pendingBytes;
    private boolean pendingStarted;
    private long pendingFirstSent;
    private long pendingLastSent;

    private double estimateBps;
    private double inherentLoss = INITIAL_INHERENT_LOSS;
    private boolean limited;

    private final double[] candidateBps = new double[CANDIDATES];
    private int candidates;

    /** No loss seen: nothing limits. */
    public LossBasedEstimator(double minBps, double maxBps) {
        this.minBps = minBps;
        this.maxBps = maxBps;
        estimateBps = maxBps;
        double weight = 1;
        for (int i = 0; i < WINDOW; i++) {
            weights[i] = weight;
            weight *= TEMPORAL_WEIGHT;
        }
    }

    /** What became of a packet; call in order of sending. */
    public void onPacket(long sentNanos, int bytes, boolean wasLost) {
        if (!pendingStarted) {
            pendingStarted = true;
            pendingFirstSent = sentNanos;
            pendingLastSent = sentNanos;
        }
        pendingPackets++;
        pendingLost += wasLost ? 1 : 0;
        pendingBytes += bytes;
        if (sentNanos - pendingLastSent > 0) {
            pendingLastSent = sentNanos;
        }
    }

    /** A packet that was told lost arrived after all. */
    public void onLateArrival() {
        if (pendingLost > 0) {
            pendingLost--;
        } else if (observations > 0) {
            int at = (int) ((observations - 1) % WINDOW);
            lost[at] = Math.max(0, lost[at] - 1);
        }
    }

    /**
     * A whole observation at once, from a receiver report.
     *
     * @param sendingBps rate at which the packets were sent
     */
    public void onReport(
            int reportPackets,
            int reportLost,
            double sendingBps,
            double upperBps,
            double acknowledgedBps) {
        if (reportPackets <= 0 || reportLost < 0 || reportLost > reportPackets) {
            return;
        }
        observe(reportPackets, reportLost, sendingBps);
        estimate(upperBps, acknowledgedBps);
    }

    /**
     * All packets of a feedback have been given.
     *
     * @param upperBps the estimate from delay, which this one never exceeds
     * @param acknowledgedBps what arrives, or -1 if unknown or not a measure of the path
     */
    public void update(double upperBps, double acknowledgedBps) {
        long span = pendingLastSent - pendingFirstSent;
        if (pendingStarted && span >= OBSERVATION_NANOS) {
            observe(pendingPackets, pendingLost, pendingBytes * 8e9 / span);
            pendingPackets = 0;
            pendingLost = 0;
            pendingBytes = 0;
            pendingFirstSent = pendingLastSent;
            estimate(upperBps, acknowledgedBps);
        } else if (!limited) {
            estimateBps = Math.clamp(upperBps, minBps, maxBps);
        }
    }

    private void observe(int observedPackets, int observedLost, double sendingBps) {
        int at = (int) (observations % WINDOW);
        packets[at] = observedPackets;
        lost[at] = observedLost;
        sentBps[at] = Math.max(sendingBps, 1);
        observations++;
    }

    private void estimate(double upperBps, double acknowledgedBps) {
        double upper = Math.clamp(upperBps, minBps, maxBps);
        if (observations < MIN_OBSERVATIONS) {
            estimateBps = upper;
            return;
        }
        double loss = averageLoss();
        double current = Math.min(estimateBps, upper);
        double unexplained = unexplainedLoss(upper);
        double instantBound = instantBound(unexplained);
        collectCandidates(current, upper, Math.min(instantBound, upper), acknowledgedBps);
        double bestBps = current;
        double bestInherent = inherentLoss;
        double bestScore = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < candidates; i++) {
            double inherent = fitInherentLoss(candidateBps[i]);
            double score = score(candidateBps[i], inherent, loss);
            if (score > bestScore) {
                bestScore = score;
                bestBps = candidateBps[i];
                bestInherent = inherent;
            }
        }
        if (bestBps > current && limited) {
            // Not while more is lost than the path is believed to lose by itself.
            boolean more = unexplained > bestInherent * 1.05 + 0.005;
            bestBps = more ? current : Math.min(bestBps, current * RAMP_UP);
        }
        inherentLoss = bestInherent;
        estimateBps = Math.clamp(Math.min(bestBps, instantBound), minBps, maxBps);
        limited = estimateBps < upper * (1 - EPSILON);
    }

    private void collectCandidates(
            double current, double upper, double bound, double acknowledgedBps) {
        candidates = 0;
        add(bound, bound);
        add(current * 1.02, bound);
        add(current, bound);
        add(current * 0.95, bound);
        if (acknowledgedBps > 0) {
            add(acknowledgedBps, bound);
        }
        if (limited) {
            add(Math.min(upper, current * RAMP_UP), bound);
        }
    }

    private void add(double bps, double bound) {
        candidateBps[candidates++] = Math.max(minBps, Math.min(bps, bound));
    }

    /** However the likelihoods stand, a path that loses this much is given no more than this. */
    private double instantBound(double loss) {
        return loss > INHERENT_LOSS_OFFSET
                ? Math.max(minBps, BALANCE_BPS / (loss - INHERENT_LOSS_OFFSET))
                : maxBps;
    }

    private double maxInherentLoss(double bps) {
        return Math.min(1, INHERENT_LOSS_OFFSET + BALANCE_BPS / Math.max(bps, 1));
    }

    private int filled() {
        return (int) Math.min(observations, WINDOW);
    }

    /** Index of an observation: age 0 is the newest. */
    private int at(int age) {
        return (int) ((observations - 1 - age) % WINDOW);
    }

    private double averageLoss() {
        double sumLost = 0;
        double sumPackets = 0;
        for (int age = 0; age < filled(); age++) {
            sumLost += weights[age] * lost[at(age)];
            sumPackets += weights[age] * packets[at(age)];
        }
        return sumPackets == 0 ? 0 : sumLost / sumPackets;
    }

    /**
     * The same without what is lost because more is sent than the path carries, as far as delay
     * tells: until a viewer has been switched to fewer layers it is sent more than the estimate,
     * and that loss must not count against it twice.
     */
    private double unexplainedLoss(double bandwidth) {
        double sumLost = 0;
        double sumPackets = 0;
        for (int age = 0; age < filled(); age++) {
            int i = at(age);
            double explained = packets[i] * lossFromBandwidth(sentBps[i], bandwidth);
            sumLost += weights[age] * Math.max(0, lost[i] - explained);
            sumPackets += weights[age] * packets[i];
        }
        return sumPackets == 0 ? 0 : sumLost / sumPackets;
    }

    private static double lossFromBandwidth(double sending, double bandwidth) {
        return sending > bandwidth ? (sending - bandwidth) / sending : 0;
    }

    /** Newton's method on the derivative of the likelihood by the inherent loss. */
    private double fitInherentLoss(double bandwidth) {
        double max = maxInherentLoss(bandwidth);
        double inherent = Math.clamp(inherentLoss, MIN_INHERENT_LOSS, max);
        for (int iteration = 0; iteration < NEWTON_ITERATIONS; iteration++) {
            double first = 0;
            double second = 0;
            for (int age = 0; age < filled(); age++) {
                int i = at(age);
                double bandwidthLoss = lossFromBandwidth(sentBps[i], bandwidth);
                double slope = 1 - bandwidthLoss;
                double p = probability(inherent, bandwidthLoss);
                double arrived = packets[i] - lost[i];
                first += weights[age] * slope * (lost[i] / p - arrived / (1 - p));
                second -=
                        weights[age]
                                * slope
                                * slope
                                * (lost[i] / (p * p) + arrived / ((1 - p) * (1 - p)));
            }
            if (second < 0) {
                inherent -= NEWTON_STEP * first / second;
            }
            inherent = Math.clamp(inherent, MIN_INHERENT_LOSS, max);
        }
        return inherent;
    }

    private static double probability(double inherent, double bandwidthLoss) {
        double p = inherent + (1 - inherent) * bandwidthLoss;
        return Math.clamp(p, EPSILON, 1 - EPSILON);
    }

    /** Log likelihood, with a slight preference for more bandwidth where the data do not say. */
    private double score(double bandwidth, double inherent, double loss) {
        double kbps = bandwidth / 1000;
        double preference = loss < BIAS_UP_TO_LOSS ? HIGHER_LOG_BIAS * Math.log(1 + kbps) : 0;
        double sum = 0;
        for (int age = 0; age < filled(); age++) {
            int i = at(age);
            double p = probability(inherent, lossFromBandwidth(sentBps[i], bandwidth));
            double arrived = packets[i] - lost[i];
            sum += weights[age] * (lost[i] * Math.log(p) + arrived * Math.log(1 - p));
            sum += weights[age] * preference * packets[i];
        }
        return sum;
    }

    /** The estimate in bits per second; not more than the estimate from delay it was given. */
    public double estimateBps() {
        return estimateBps;
    }

    /** Whether loss, not delay, limits. */
    public boolean limited() {
        return limited;
    }

    /** The loss put down to the path itself, 0 to 1. */
    public double inherentLoss() {
        return inherentLoss;
    }

    /** The loss of the last observations, newer ones counting more, 0 to 1. */
    public double loss() {
        return averageLoss();
    }
}
