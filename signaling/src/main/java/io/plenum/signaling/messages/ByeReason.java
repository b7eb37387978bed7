package io.plenum.signaling.messages;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Why the server ends a connection, with the WebSocket close code (docs/protocol.md, "bye"). */
public enum ByeReason {
    LEFT("left", 1000, Action.STOP),
    REMOVED("removed", 4001, Action.STOP),
    SERVER_SHUTDOWN("server-shutdown", 1001, Action.REJOIN),
    MEDIA_FAILED("media-failed", 4002, Action.REJOIN),
    CONNECTION_LOST("connection-lost", 4003, Action.REJOIN),
    TIMEOUT("timeout", 4004, Action.RESUME),
    PROTOCOL_ERROR("protocol-error", 4005, Action.STOP),
    BANNED("banned", 4006, Action.STOP),
    REFUSED("refused", 4007, Action.STOP),
    ROOM_ENDED("room-ended", 4008, Action.STOP),
    ROOM_FULL("room-full", 4009, Action.STOP),
    ROOM_LOCKED("room-locked", 4010, Action.STOP),
    ROOM_EXPIRED("room-expired", 4011, Action.STOP),
    DUPLICATE_IDENTITY("duplicate-identity", 4012, Action.STOP),
    TOKEN_EXPIRED("token-expired", 4013, Action.STOP),
    SLOW_READER("slow-reader", 4014, Action.RESUME),
    RESUMED_ELSEWHERE("resumed-elsewhere", 4015, Action.STOP);

    private final String text;
    private final int closeCode;
    private final Action action;

    /** What the client should do next. */
    public enum Action {
        /** Come back as the same participant. */
        RESUME,
        /** Join anew. */
        REJOIN,
        /** Ask the person. */
        STOP;

        /** Its name on the wire. */
        @JsonValue
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    ByeReason(String text, int closeCode, Action action) {
        this.text = text;
        this.closeCode = closeCode;
        this.action = action;
    }

    /** Its name on the wire. */
    public String text() {
        return text;
    }

    /** RFC 6455 section 7.4. */
    public int closeCode() {
        return closeCode;
    }

    /** What the client should do next. */
    public Action action() {
        return action;
    }
}
