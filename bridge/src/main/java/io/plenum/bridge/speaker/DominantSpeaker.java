package io.plenum.bridge.speaker;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Which source of a room speaks: the one to show large. After Volfin and Cohen, see {@link
 * SpeechHistory}. A source takes over only if it looks more like speech than the present speaker
 * over all three times, so neither a cough nor a word thrown in does it; at most once a second. In
 * silence the last speaker stays.
 *
 * <p>Reads no clock. Not thread safe. Allocates nothing per packet.
 */
public final class DominantSpeaker {
    /** Answer of {@link #speaker} before anyone has spoken. */
    public static final int NOBODY = -1;

    /** Shortest time between two changes. */
    static final long MIN_INTERVAL_NANOS = 1_000_000_000L;

    private static final long DECISION_NANOS = 100_000_000L;

    /** By how much (natural logarithm) a challenger must exceed the speaker: the paper's values. */
    private static final double SHORT_MARGIN = 3;

    private static final double MEDIUM_MARGIN = 2;
    private static final double LONG_MARGIN = 0;

    /**
     * Blocks of 100 ms, of the last twelve, in which a challenger must have been active, which the
     * paper has not: in silence all its margins are met at once, and a cough of half a second, or a
     * fan that has just started, would take over from someone who is only thinking.
     */
    private static final int BLOCKS_TO_CHANGE = 8;

    /** Where nobody has spoken yet, nobody is pushed aside. */
    private static final int BLOCKS_TO_BEGIN = 2;

    private static final double SILENCE_SCORE = 1e-10;

    private @Nullable SpeechHistory[] sources = new @Nullable SpeechHistory[16];
    private int speaker = NOBODY;
    private long changedNanos;
    private long decidedNanos;
    private boolean decided;

    /** Adds a source and gives the number by which it is known. */
    public int register() {
        int free = 0;
        while (free < sources.length && sources[free] != null) {
            free++;
        }
        if (free == sources.length) {
            sources = Arrays.copyOf(sources, 2 * free);
        }
        sources[free] = new SpeechHistory();
        return free;
    }

    /** Removes a source; its number may be given to another. If it spoke, nobody does. */
    public void unregister(int source) {
        sources[source] = null;
        if (speaker == source) {
            speaker = NOBODY;
        }
    }

    /**
     * A packet of a source.
     *
     * @param level audio level (RFC 6464), 0 for the loudest to 127 for silence, -dBov
     * @return whether another source is the speaker now
     */
    public boolean onLevel(int source, int level, long nowNanos) {
        SpeechHistory heard = sources[source];
        if (heard == null) {
            return false;
        }
        heard.onLevel(level, nowNanos);
        if (decided && nowNanos - decidedNanos < DECISION_NANOS) {
            return false;
        }
        decided = true;
        decidedNanos = nowNanos;
        return decide(nowNanos);
    }

    private boolean decide(long nowNanos) {
        if (speaker != NOBODY && nowNanos - changedNanos < MIN_INTERVAL_NANOS) {
            return false;
        }
        int best = bestChallenger(nowNanos);
        if (best == NOBODY) {
            return false;
        }
        speaker = best;
        changedNanos = nowNanos;
        return true;
    }

    private int bestChallenger(long nowNanos) {
        SpeechHistory present = speaker == NOBODY ? null : sources[speaker];
        double shortBase = SILENCE_SCORE;
        double mediumBase = SILENCE_SCORE;
        double longBase = SILENCE_SCORE;
        if (present != null) {
            present.advance(nowNanos);
            shortBase = present.shortScore();
            mediumBase = present.mediumScore();
            longBase = present.longScore();
        }
        int blocks = present == null ? BLOCKS_TO_BEGIN : BLOCKS_TO_CHANGE;
        int best = NOBODY;
        double bestRatio = MEDIUM_MARGIN;
        for (int i = 0; i < sources.length; i++) {
            SpeechHistory each = sources[i];
            if (each == null || i == speaker) {
                continue;
            }
            each.advance(nowNanos);
            double medium = Math.log(each.mediumScore() / mediumBase);
            if (medium > bestRatio
                    && each.activeBlocks() >= blocks
                    && Math.log(each.shortScore() / shortBase) > SHORT_MARGIN
                    && Math.log(each.longScore() / longBase) > LONG_MARGIN) {
                best = i;
                bestRatio = medium;
            }
        }
        return best;
    }

    /** The source that speaks or spoke last, or {@link #NOBODY}. */
    public int speaker() {
        return speaker;
    }
}
