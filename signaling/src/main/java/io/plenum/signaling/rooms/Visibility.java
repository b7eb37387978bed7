package io.plenum.signaling.rooms;

import org.jspecify.annotations.Nullable;

/**
 * Who sees a participant, and whose publications it sees.
 *
 * @param hidden whether the others are not told of it (a WHEP viewer)
 * @param only the one participant it sees, or null for everyone
 */
record Visibility(boolean hidden, @Nullable String only) {
    static final Visibility EVERYONE = new Visibility(false, null);

    static Visibility viewerOf(String participant) {
        return new Visibility(true, participant);
    }

    boolean sees(String participant) {
        return only == null || only.equals(participant);
    }
}
