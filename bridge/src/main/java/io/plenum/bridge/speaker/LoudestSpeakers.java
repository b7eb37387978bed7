package io.plenum.bridge.speaker;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Which few of many sources are heard. A source comes in with its first loud packet if a place is
 * free or held by someone who has been silent for a while; otherwise it must be clearly louder than
 * the quietest for a moment. Whoever is in keeps its place meanwhile.
 *
 * <p>Reads no clock. Not thread safe. Allocates nothing per packet; costs of a packet are constant
 * unless its source wants in, then as many steps as there are places.
 */
public final class LoudestSpeakers {
    /** A source this loud may be speech: quieter is the room. -dBov. */
    static final int SPEECH_DBOV = 60;

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
        boolean speech = level <= SPEECH_DBOV;
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
        float quietestLoudness = Float.MAX_VALUE;
        for (int place = 0; place < places.length; place++) {
            Source holder = places[place] < 0 ? null : sources[places[place]];
            if (holder == null) {
                return place;
            }
            if (isSilent(holder, nowNanos)) {
                silent = place;
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

    private static boolean isSilent(Source holder, long nowNanos) {
        return !holder.spoke || nowNanos - holder.spokeNanos > HANG_OVER_NANOS;
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
