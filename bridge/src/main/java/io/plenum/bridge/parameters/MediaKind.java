package io.plenum.bridge.parameters;

/** Audio or video. */
public enum MediaKind {
    AUDIO,
    VIDEO
}
