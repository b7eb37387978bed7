package io.plenum.bridge.rtp;

/**
 * What a parser says about bytes from the network. Only after {@link #OK} do a flyweight's
 * accessors speak of the wrapped bytes; after any other verdict it is empty.
 */
public enum Verdict {
    /** Well formed as far as the parser looks. */
    OK,
    /** Shorter than the smallest legal form. */
    TOO_SHORT,
    /** The version field has an unexpected value. */
    WRONG_VERSION,
    /** A length or count field points past the end. */
    TRUNCATED,
    /** The padding count is zero or larger than what can be padding. */
    BAD_PADDING,
    /** Another packet type, feedback format or block type than the view reads. */
    WRONG_TYPE,
    /** A field holds a value the specification forbids. */
    ILLEGAL_VALUE,
    /** A dependency descriptor refers to a template that no structure so far has brought. */
    UNKNOWN_TEMPLATE
}
