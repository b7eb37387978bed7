package io.plenum.bridge.api;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * Whom the log lines of this thread are about, until it is closed: the keys {@value #ROOM} and
 * {@value #PARTICIPANT} of SLF4J's diagnostic context. A name is never part of a message, so that
 * whoever writes the log can hide it.
 *
 * <pre>{@code
 * try (LogContext _ = LogContext.of(room, peer)) {
 *     LOG.info("joined");
 * }
 * }</pre>
 */
public final class LogContext implements AutoCloseable {
    /** Key of the room. */
    public static final String ROOM = "room";

    /** Key of the peer's identifier. */
    public static final String PARTICIPANT = "participant";

    private final @Nullable String roomBefore = MDC.get(ROOM);
    private final @Nullable String participantBefore = MDC.get(PARTICIPANT);

    private LogContext(@Nullable String room, @Nullable String participant) {
        set(ROOM, room);
        set(PARTICIPANT, participant);
    }

    /** About somebody in a room; either is null if it is not known, or if it is about neither. */
    public static LogContext of(@Nullable String room, @Nullable String participant) {
        return new LogContext(room, participant);
    }

    /** The same as a map, for {@link MDC#setContextMap}. */
    public static Map<String, String> map(String room, String participant) {
        return Map.of(ROOM, room, PARTICIPANT, participant);
    }

    private static void set(String key, @Nullable String value) {
        if (value == null) {
            MDC.remove(key);
        } else {
            MDC.put(key, value);
        }
    }

    /** What was before is again. On the same thread. */
    @Override
    public void close() {
        set(ROOM, roomBefore);
        set(PARTICIPANT, participantBefore);
    }
}
