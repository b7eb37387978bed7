package io.plenum.bridge.net.simulated;

/**
 * What one direction of a link does to datagrams. Start from {@link #PERFECT} and change what the
 * scene needs.
 *
 * @param delayNanos propagation delay
 * @param jitterNanos most delay on top, uniformly distributed; does not reorder
 * @param loss what is lost, before it reaches the queue
 * @param duplicateProbability how often a datagram arrives twice
 * @param reorderProbability how often a datagram is held back and overtaken
 * @param reorderNanos how long such a datagram is held back
 * @param rateBps rate of the bottleneck in bits per second of UDP payload and headers (28 bytes); 0
 *     is unlimited
 * @param queueBytes what may wait at the bottleneck, counted likewise; more is dropped (tail drop).
 *     Meaningless without a rate
 */
public record LinkConditions(
        long delayNanos,
        long jitterNanos,
        LossModel loss,
        double duplicateProbability,
        double reorderProbability,
        long reorderNanos,
        long rateBps,
        int queueBytes) {
    /** Delivers everything at once, in order. */
    public static final LinkConditions PERFECT =
            new LinkConditions(0, 0, new LossModel.None(), 0, 0, 0, 0, 0);

    /** Checks ranges. */
    public LinkConditions {
        if (delayNanos < 0 || jitterNanos < 0 || reorderNanos < 0) {
            throw new IllegalArgumentException("a link cannot deliver into the past");
        }
        if (rateBps < 0 || queueBytes < 0) {
            throw new IllegalArgumentException("rateBps and queueBytes must be 0 or more");
        }
        Probability.check("duplicateProbability", duplicateProbability);
        Probability.check("reorderProbability", reorderProbability);
    }

    /** This link with another delay. */
    public LinkConditions withDelay(long delay, long jitter) {
        return new LinkConditions(
                delay,
                jitter,
                loss,
                duplicateProbability,
                reorderProbability,
                reorderNanos,
                rateBps,
                queueBytes);
    }

    /** This link with another loss. */
    public LinkConditions withLoss(LossModel model) {
        return new LinkConditions(
                delayNanos,
                jitterNanos,
                model,
                duplicateProbability,
                reorderProbability,
                reorderNanos,
                rateBps,
                queueBytes);
    }

    /** This link with duplicates. */
    public LinkConditions withDuplicates(double probability) {
        return new LinkConditions(
                delayNanos,
                jitterNanos,
                loss,
                probability,
                reorderProbability,
                reorderNanos,
                rateBps,
                queueBytes);
    }

    /** This link with reordering. */
    public LinkConditions withReordering(double probability, long heldBackNanos) {
        return new LinkConditions(
                delayNanos,
                jitterNanos,
                loss,
                duplicateProbability,
                probability,
                heldBackNanos,
                rateBps,
                queueBytes);
    }

    /** This link with a bottleneck. */
    public LinkConditions withRate(long bitsPerSecond, int queue) {
        return new LinkConditions(
                delayNanos,
                jitterNanos,
                loss,
                duplicateProbability,
                reorderProbability,
                reorderNanos,
                bitsPerSecond,
                queue);
    }
}
