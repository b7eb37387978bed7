package io.plenum.signaling.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.EncoderBase;
import io.plenum.bridge.api.LogContext;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Writes lines as another encoder does, without names and addresses. The name of a room stands in
 * the diagnostic context only and is hidden there; addresses are looked for in the whole line, with
 * stack traces and whatever a library has to say.
 */
final class RedactingEncoder extends EncoderBase<ILoggingEvent> {
    /**
     * What Jetty says of a request that failed in us: room and name stand in its path and query. In
     * JSON a backslash may stand before a slash.
     */
    private static final Pattern NAME_IN_URL =
            Pattern.compile("(/(?:whip|whep|r|rooms)\\\\?/|[?&](?:name|room)=)[^/?&#\\s\"\\\\]+");

    private final Encoder<ILoggingEvent> lines;
    private final Redaction redaction;

    /**
     * @param lines writes UTF-8
     */
    RedactingEncoder(Encoder<ILoggingEvent> lines, Redaction redaction) {
        this.lines = lines;
        this.redaction = redaction;
    }

    @Override
    public byte[] headerBytes() {
        return lines.headerBytes();
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        String line = new String(lines.encode(hidden(event)), StandardCharsets.UTF_8);
        String nameless = NAME_IN_URL.matcher(line).replaceAll("$1…");
        return redaction.text(nameless).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public byte[] footerBytes() {
        return lines.footerBytes();
    }

    /** The same event with another context. It has twenty methods, of which one matters. */
    private ILoggingEvent hidden(ILoggingEvent event) {
        String room = event.getMDCPropertyMap().get(LogContext.ROOM);
        if (room == null) {
            return event;
        }
        Map<String, String> context = new LinkedHashMap<>(event.getMDCPropertyMap());
        context.put(LogContext.ROOM, redaction.name(room));
        return (ILoggingEvent)
                Proxy.newProxyInstance(
                        ILoggingEvent.class.getClassLoader(),
                        new Class<?>[] {ILoggingEvent.class},
                        (proxy, method, arguments) -> {
                            if (method.getName().equals("getMDCPropertyMap")) {
                                return context;
                            }
                            try {
                                return method.invoke(event, arguments);
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            }
                        });
    }
}
