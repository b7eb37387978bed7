package io.plenum.bridge.cc;

/** What the delay says about the path (draft-ietf-rmcat-gcc-02 section 5.4). */
public enum BandwidthUsage {
    /** Delay is steady. */
    NORMAL,
    /** A queue grows. */
    OVERUSE,
    /** A queue drains. */
    UNDERUSE
}
