package io.plenum.signaling.sdp;

import org.jspecify.annotations.Nullable;

/** Direction of media as the description's author sees it (RFC 8866 section 6.7). */
public enum Direction {
    SENDRECV(true, true),
    SENDONLY(true, false),
    RECVONLY(false, true),
    INACTIVE(false, false);

    private final boolean sends;
    private final boolean receives;

    Direction(boolean sends, boolean receives) {
        this.sends = sends;
        this.receives = receives;
    }

    /** Whether the author sends. */
    public boolean sends() {
        return sends;
    }

    /** Whether the author receives. */
    public boolean receives() {
        return receives;
    }

    /** The same direction as the other side sees it. */
    public Direction reversed() {
        return switch (this) {
            case SENDRECV -> SENDRECV;
            case SENDONLY -> RECVONLY;
            case RECVONLY -> SENDONLY;
            case INACTIVE -> INACTIVE;
        };
    }

    /** The direction of that attribute name, or null. */
    static @Nullable Direction ofText(String text) {
        return switch (text) {
            case "sendrecv" -> SENDRECV;
            case "sendonly" -> SENDONLY;
            case "recvonly" -> RECVONLY;
            case "inactive" -> INACTIVE;
            default -> null;
        };
    }

    /** Its attribute name. */
    public String text() {
        return switch (this) {
            case SENDRECV -> "sendrecv";
            case SENDONLY -> "sendonly";
            case RECVONLY -> "recvonly";
            case INACTIVE -> "inactive";
        };
    }
}
