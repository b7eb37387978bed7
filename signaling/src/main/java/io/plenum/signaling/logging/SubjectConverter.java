package io.plenum.signaling.logging;

import ch.qos.logback.classic.pattern.ClassicConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import io.plenum.bridge.api.LogContext;
import java.util.Map;

/**
 * Whom a line is about, before its message: {@code room "daily", participant p-1: }. Nothing if it
 * is about nobody. Logback makes it by its name, as {@code %subject}.
 */
public final class SubjectConverter extends ClassicConverter {
    /** Logback's. */
    public SubjectConverter() {}

    @Override
    public String convert(ILoggingEvent event) {
        Map<String, String> context = event.getMDCPropertyMap();
        String room = context.get(LogContext.ROOM);
        String participant = context.get(LogContext.PARTICIPANT);
        StringBuilder subject = new StringBuilder();
        if (room != null) {
            subject.append("room \"").append(room).append('"');
        }
        if (participant != null) {
            subject.append(room == null ? "" : ", ").append("participant ").append(participant);
        }
        return subject.isEmpty() ? "" : subject.append(": ").toString();
    }
}
