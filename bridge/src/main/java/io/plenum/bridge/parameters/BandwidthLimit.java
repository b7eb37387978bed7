package io.plenum.bridge.parameters;

/** What keeps the estimate of a viewer's downlink where it is, for explanations. */
public enum BandwidthLimit {
    /** Nothing yet: it grows. */
    GROWING,
    /** The viewer could not use more. */
    WANTED,
    /** Less is sent than the estimate allows, so that it cannot be confirmed. */
    APPLICATION,
    /** A queue grew on the path. */
    DELAY,
    /** More is lost than the path loses by itself. */
    LOSS,
    /** The viewer's own estimate (REMB); it sends no transport-wide feedback. */
    REMB,
    /** Feedback has stopped. */
    NO_FEEDBACK,
    /** The viewer tells nothing of what reaches it, neither feedback nor reports. */
    UNKNOWN
}
