package io.plenum.bridge.speaker;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Which few of many sources are heard. A source comes in with its first loud packet if a place is
 * free or held by someone who has been silent for a while (the longest, if there are several);
 * otherwise it must be clearly louder than the quietest for a moment. Whoever is in keeps its place
 * meanwhile.
 *
 * <p>Reads no clock. Not thread safe. Allocates nothing per packet; costs of a packet are constant
 * unless its source wants in, then as many steps as there are places.
 */
public final class LoudestSpeakers {
    /** A source this loud may be speech: quieter is the room. -dBov. */
    static final int SPEECH_DBOV = 60;

    /** And this much louder than its own noise, so that a fan does not hold a place, in dB. */
    static final int SPEECH_ABOVE_NOISE_DB = 10;

    /** How long a silent source keeps its place: longer than the pauses between sentences. */
    static final long HANG_OVER_NANOS = 1_500_000_000L;

    /** By how much a newcomer must be louder than the quietest who speaks, in dB. */
    static final int MARGIN_DB = 6;

    /** And for how long. */
    static final long PATIENCE_NANOS = 200_000_000L;

    /** Loudness rises at once and falls within a few packets. */
    private static final float FALL = 0.9f;

    private final int[] places;
    private @Nullable Source[] sources = new @Nullable Source[16];

    private static final class Source {
        final NoiseFloor noise = new NoiseFloor();
        int place = -1;

        /** Of its speech; pauses do not count. */
        float loudness;

        long spokeNanos;
        boolean spoke;
        boolean challenging;
        long challengedNanos;
    }

    /**
     * @param count how many are heard at once, 1 or more
     */
    public LoudestSpeakers(int count) {
        places = new int[count];
        Arrays.fill(places, -1);
    }

    /** Adds a source and gives the number by which it is known. It takes a place if one is free. */
    public int register() {
        int free = 0;
        while (free < sources.length && sources[free] != null) {
            free++;
        }
        if (free == sources.length) {
            sources = Arrays.copyOf(sources, 2 * free);
        }
        Source added = new Source();
        sources[free] = added;
        for (int place = 0; place < places.length && added.place < 0; place++) {
            if (places[place] < 0) {
                places[place] = free;
                added.place = place;
            }
        }
        return free;
    }

    /** Removes a source; its number may be given to another, its place to the next who speaks. */
    public void unregister(int source) {
        Source gone = sources[source];
        if (gone != null && gone.place >= 0) {
            places[gone.place] = -1;
        }
        sources[source] = null;
    }

    /**
     * A packet of a source.
     *
     * @param level audio level (RFC 6464), 0 for the loudest to 127 for silence, -dBov
     * @return whether the source has got a place by it
     */
    public boolean onLevel(int source, int level, long nowNanos) {
        Source heard = sources[source];
        if (heard == null) {
            return false;
        }
        heard.noise.onLevel(level, nowNanos);
        boolean speech =
                level <= SPEECH_DBOV && heard.noise.level() - level >= SPEECH_ABOVE_NOISE_DB;
        if (speech) {
            heard.loudness = Math.max(127 - level, heard.loudness * FALL);
            heard.spoke = true;
            heard.spokeNanos = nowNanos;
        }
        if (heard.place >= 0 || !speech) {
            return false;
        }
        int place = placeFor(heard, nowNanos);
        if (place < 0) {
            return false;
        }
        Source before = places[place] < 0 ? null : sources[places[place]];
        if (before != null) {
            before.place = -1;
            before.challenging = false;
        }
        places[place] = source;
        heard.place = place;
        heard.challenging = false;
        return true;
    }

    private int placeFor(Source challenger, long nowNanos) {
        int quietest = -1;
        int silent = -1;
        long silentNanos = HANG_OVER_NANOS;
        float quietestLoudness = Float.MAX_VALUE;
        for (int place = 0; place < places.length; place++) {
            Source holder = places[place] < 0 ? null : sources[places[place]];
            if (holder == null) {
                return place;
            }
            long nanos = holder.spoke ? nowNanos - holder.spokeNanos : Long.MAX_VALUE;
            if (nanos > HANG_OVER_NANOS) {
                if (nanos > silentNanos) {
                    silent = place;
                    silentNanos = nanos;
                }
            } else if (holder.loudness < quietestLoudness) {
                quietestLoudness = holder.loudness;
                quietest = place;
            }
        }
        if (silent >= 0) {
            return silent;
        }
        if (challenger.loudness < quietestLoudness + MARGIN_DB) {
            challenger.challenging = false;
            return -1;
        }
        if (!challenger.challenging) {
            challenger.challenging = true;
            challenger.challengedNanos = nowNanos;
        }
        return nowNanos - challenger.challengedNanos >= PATIENCE_NANOS ? quietest : -1;
    }

    /** The place of a source, 0 to one less than there are, or -1. */
    public int place(int source) {
        Source known = sources[source];
        return known == null ? -1 : known.place;
    }

    /** The source that has a place, or -1. */
    public int source(int place) {
        return places[place];
    }
}
