package io.plenum.signaling.logging;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.Encoder;
import io.plenum.signaling.config.ServerConfig;
import io.plenum.signaling.config.ServerConfig.LogFormat;
import org.slf4j.ILoggerFactory;
import org.slf4j.LoggerFactory;

/**
 * Gives the log the form that the configuration asks for. Until then, and where the operator has
 * put another {@code logback.xml} in place of ours, it has the form of that file.
 */
public final class LogSetup {
    /** The appender of our logback.xml. */
    static final String APPENDER = "STDERR";

    private static final org.slf4j.Logger LOG = LoggerFactory.getLogger(LogSetup.class);

    private LogSetup() {}

    /** To the log of this process. */
    public static void apply(ServerConfig.Log wish) {
        ILoggerFactory factory = LoggerFactory.getILoggerFactory();
        boolean applied = factory instanceof LoggerContext context && apply(wish, context);
        if (!applied) {
            LOG.error(
                    "log.format and log.redact are NOT in force: the logging configuration has no appender {} at its"
                            + " root; leave out your own logback.xml, or name its appender so",
                    APPENDER);
        }
    }

    /**
     * To a log.
     *
     * @return false if its form cannot be changed
     */
    static boolean apply(ServerConfig.Log wish, LoggerContext context) {
        if (wish.format() == LogFormat.TEXT && !wish.redact()) {
            return true;
        }
        var appender = context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender(APPENDER);
        if (!(appender instanceof OutputStreamAppender<ILoggingEvent> stream)) {
            return false;
        }
        Encoder<ILoggingEvent> lines =
                switch (wish.format()) {
                    case JSON -> json(context);
                    case TEXT -> stream.getEncoder();
                };
        Encoder<ILoggingEvent> encoder =
                wish.redact() ? new RedactingEncoder(lines, Redaction.of(true)) : lines;
        encoder.setContext(context);
        encoder.start();
        stream.setEncoder(encoder);
        return true;
    }

    /** Members timestamp (milliseconds since 1970), level, threadName, loggerName, mdc, … */
    private static JsonEncoder json(LoggerContext context) {
        JsonEncoder encoder = new JsonEncoder();
        encoder.setContext(context);
        encoder.setWithSequenceNumber(false);
        encoder.setWithNanoseconds(false);
        encoder.setWithContext(false);
        encoder.setWithMarkers(false);
        encoder.setWithKVPList(false);
        encoder.setWithArguments(false);
        encoder.setWithMessage(false);
        encoder.setWithFormattedMessage(true);
        encoder.start();
        return encoder;
    }
}
