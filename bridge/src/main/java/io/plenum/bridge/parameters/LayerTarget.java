package io.plenum.bridge.parameters;

/**
 * The highest layers a viewer wants of a video publication. What the publisher does not send is
 * replaced by the next lower layer that it does.
 *
 * @param encoding simulcast layer, 0 for the lowest; {@link #HIGHEST} for the best there is
 * @param spatial spatial layer within the encoding (SVC), 0 for the lowest
 * @param temporal temporal layer within the encoding, 0 for the lowest
 */
public record LayerTarget(int encoding, int spatial, int temporal) {
    /** A layer no stream exceeds: the best there is. */
    public static final int HIGHEST = 7;

    /** Everything. */
    public static final LayerTarget ALL = new LayerTarget(HIGHEST, HIGHEST, HIGHEST);

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if a layer is not between 0 and {@link #HIGHEST}
     */
    public LayerTarget {
        check("encoding", encoding);
        check("spatial", spatial);
        check("temporal", temporal);
    }

    private static void check(String what, int layer) {
        if (layer < 0 || layer > HIGHEST) {
            throw new IllegalArgumentException(
                    "%s layer %d is not between 0 and %d".formatted(what, layer, HIGHEST));
        }
    }
}
