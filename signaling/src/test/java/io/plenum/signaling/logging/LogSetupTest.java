package io.plenum.signaling.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plenum.bridge.api.LogContext;
import io.plenum.signaling.config.ServerConfig;
import io.plenum.signaling.config.ServerConfig.LogFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Lines as the server's own logback.xml and the settings make them. */
class LogSetupTest {
    private final LoggerContext context = new LoggerContext();

    @BeforeEach
    void configure() throws Exception {
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        configurator.doConfigure(
                Objects.requireNonNull(LogSetup.class.getResource("/logback.xml")));
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    private String line(LogFormat format, boolean redact, Map<String, String> about) {
        return line(format, redact, about, "192.0.2.7");
    }

    private String line(
            LogFormat format, boolean redact, Map<String, String> about, String client) {
        assertThat(LogSetup.apply(new ServerConfig.Log(format, redact), context)).isTrue();
        Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        LoggingEvent event =
                new LoggingEvent(
                        "here",
                        context.getLogger("io.plenum.Test"),
                        Level.WARN,
                        "{} says \"no\"",
                        new IOException("refused by 198.51.100.9:443"),
                        new Object[] {client});
        event.setMDCPropertyMap(about);
        var appender = (OutputStreamAppender<ILoggingEvent>) root.getAppender(LogSetup.APPENDER);
        return new String(appender.getEncoder().encode(event), StandardCharsets.UTF_8);
    }

    private static Map<String, String> ada() {
        return LogContext.map("Küche 1", "p-1");
    }

    @Test
    void textNamesRoomAndParticipantBeforeTheMessage() {
        assertThat(line(LogFormat.TEXT, false, ada()))
                .contains(
                        "WARN  io.plenum.Test - room \"Küche 1\", participant p-1: 192.0.2.7 says \"no\"")
                .contains("java.io.IOException: refused by 198.51.100.9:443");
    }

    @Test
    void textIsAsBeforeWhereItIsAboutNobody() {
        assertThat(line(LogFormat.TEXT, false, Map.of()))
                .contains("io.plenum.Test - 192.0.2.7 says");
        assertThat(line(LogFormat.TEXT, false, Map.of(LogContext.PARTICIPANT, "p-1")))
                .contains("io.plenum.Test - participant p-1: 192.0.2.7 says");
        assertThat(line(LogFormat.TEXT, false, Map.of(LogContext.ROOM, "daily")))
                .contains("io.plenum.Test - room \"daily\": 192.0.2.7 says");
    }

    @Test
    void redactedTextHidesTheRoomAndEveryAddress() {
        String name = Redaction.of(true).name("Küche 1");
        assertThat(line(LogFormat.TEXT, true, ada()))
                .contains("room \"%s\", participant p-1: 192.0.0.0/16 says".formatted(name))
                .contains("refused by 198.51.0.0/16")
                .doesNotContain("Küche", "192.0.2.7", "198.51.100.9");
    }

    /** As a library writes them that knows nothing of rooms. */
    @Test
    void namesInTheUrlsOfRequestsAreHiddenToo() throws Exception {
        String url = "http://localhost:8080/whip/K%C3%BCche?name=Ada&x=1";
        assertThat(line(LogFormat.TEXT, false, Map.of(), url)).contains(url);
        assertThat(line(LogFormat.TEXT, true, Map.of(), url))
                .contains("http://localhost:8080/whip/…?name=…&x=1 says");
        String json = line(LogFormat.JSON, true, Map.of(), "/api/v1/rooms/Küche/participants");
        assertThat(new ObjectMapper().readTree(json).at("/formattedMessage").asText())
                .isEqualTo("/api/v1/rooms/…/participants says \"no\"");
    }

    @Test
    void jsonIsOneObjectOnOneLine() throws Exception {
        String line = line(LogFormat.JSON, false, ada());
        assertThat(line).endsWith("\n");
        assertThat(line.strip().lines()).hasSize(1);
        JsonNode json = new ObjectMapper().readTree(line);
        assertThat(json.at("/level").asText()).isEqualTo("WARN");
        assertThat(json.at("/loggerName").asText()).isEqualTo("io.plenum.Test");
        assertThat(json.at("/timestamp").asLong()).isPositive();
        assertThat(json.at("/mdc/room").asText()).isEqualTo("Küche 1");
        assertThat(json.at("/mdc/participant").asText()).isEqualTo("p-1");
        assertThat(json.at("/formattedMessage").asText()).isEqualTo("192.0.2.7 says \"no\"");
        assertThat(json.at("/throwable/message").asText()).isEqualTo("refused by 198.51.100.9:443");
        assertThat(json.has("message")).isFalse();
    }

    @Test
    void redactedJsonHidesTheSame() throws Exception {
        String line = line(LogFormat.JSON, true, ada());
        JsonNode json = new ObjectMapper().readTree(line);
        assertThat(json.at("/mdc/room").asText()).isEqualTo(Redaction.of(true).name("Küche 1"));
        assertThat(json.at("/mdc/participant").asText()).isEqualTo("p-1");
        assertThat(json.at("/formattedMessage").asText()).isEqualTo("192.0.0.0/16 says \"no\"");
        assertThat(line).doesNotContain("Küche", "192.0.2.7", "198.51.100.9");
    }

    @Test
    void anotherConfigurationThanOursIsNotPassedOverInSilence() {
        context.getLogger(Logger.ROOT_LOGGER_NAME).detachAndStopAllAppenders();
        assertThat(LogSetup.apply(new ServerConfig.Log(LogFormat.TEXT, false), context)).isTrue();
        assertThat(LogSetup.apply(new ServerConfig.Log(LogFormat.TEXT, true), context)).isFalse();
        assertThat(LogSetup.apply(new ServerConfig.Log(LogFormat.JSON, false), context)).isFalse();
    }
}
