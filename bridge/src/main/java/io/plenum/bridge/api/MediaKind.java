package io.plenum.bridge.api;

/** Audio or video. */
public enum MediaKind {
    AUDIO,
    VIDEO
}
