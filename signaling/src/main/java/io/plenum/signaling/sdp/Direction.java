package io.plenum.signaling.sdp;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Direction of media, seen by the side that wrote it (RFC 8866 section 6.7). */
public enum Direction {
    SENDRECV,
    SENDONLY,
    RECVONLY,
    INACTIVE;

    /** The direction that sends and receives as said. */
    public static Direction of(boolean sends, boolean receives) {
        if (sends) {
            return receives ? SENDRECV : SENDONLY;
        }
        return receives ? RECVONLY : INACTIVE;
    }

    /** The direction of that attribute name, or null if it is none. */
    static @Nullable Direction ofToken(String token) {
        for (Direction direction : values()) {
            if (direction.token().equals(token)) {
                return direction;
            }
        }
        return null;
    }

    /** Whether the writing side sends. */
    public boolean sends() {
        return this == SENDRECV || this == SENDONLY;
    }

    /** Whether the writing side receives. */
    public boolean receives() {
        return this == SENDRECV || this == RECVONLY;
    }

    /** The same seen by the other side. */
    public Direction reversed() {
        return of(receives(), sends());
    }

    /** What both allow; both seen by the same side. */
    public Direction and(Direction other) {
        return of(sends() && other.sends(), receives() && other.receives());
    }

    /** As in SDP. */
    public String token() {
        return name().toLowerCase(Locale.ROOT);
    }
}
