package io.plenum.signaling.rooms;

import org.jspecify.annotations.Nullable;

/**
 * Who sees a participant, and whose publications it sees.
 *
 * @param hidden whether the others are not told of it (a WHEP viewer)
 * @param only the one participant it sees, others at most in slots that are left; null for everyone
 * @param followsSpeaker whether its video slots show the dominant speaker, whoever that is
 */
record Visibility(boolean hidden, @Nullable String only, boolean followsSpeaker) {
    static final Visibility EVERYONE = new Visibility(false, null, false);

    /** Sees everyone, and nobody is told of it. */
    static final Visibility HIDDEN = new Visibility(true, null, false);

    /** A hidden viewer of whoever speaks. */
    static final Visibility SPEAKER = new Visibility(true, null, true);

    static Visibility viewerOf(String participant) {
        return new Visibility(true, participant, false);
    }

    boolean sees(String participant) {
        return only == null || only.equals(participant);
    }
}
