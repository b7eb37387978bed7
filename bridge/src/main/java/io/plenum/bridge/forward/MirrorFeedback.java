package io.plenum.bridge.forward;

/**
 * What comes back from a mirror to its publication: {@link Mirror} says it, {@link Outlet} hears
 * it. What lies between keeps the order and loses nothing.
 */
public interface MirrorFeedback {
    /**
     * Whether anyone watches the mirror; told at every change. Nobody does at the beginning.
     *
     * @param watching 0 if nobody does, otherwise a number that was not told before
     */
    void onWatched(int watching);

    /**
     * Which encodings the mirror's viewers take, while anyone watches it; told at every change.
     *
     * @param encodings encoding 0 in the lowest bit; all of them until it is told
     */
    void onTaken(int encodings, long nowNanos);

    /**
     * A viewer of the mirror needs a key frame.
     *
     * @param encoding 0 to {@link Publication#MAX_ENCODINGS} - 1
     * @param keyFramesSeen key frames of the encoding's stream that had begun at the mirror when
     *     this was said: if more were sent, the wish and its answer have crossed
     */
    void onKeyFrameWanted(int encoding, int keyFramesSeen, long nowNanos);
}
