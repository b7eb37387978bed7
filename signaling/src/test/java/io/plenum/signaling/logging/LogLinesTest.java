package io.plenum.signaling.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.plenum.bridge.api.LogContext;
import io.plenum.signaling.support.TestServer;
import io.plenum.signaling.support.WhipPeer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What a running server logs about somebody says about whom, beside the message and not in it. */
class LogLinesTest {
    private final List<ILoggingEvent> events = new CopyOnWriteArrayList<>();
    private final Logger root =
            ((LoggerContext) LoggerFactory.getILoggerFactory()).getLogger(Logger.ROOT_LOGGER_NAME);
    private final AppenderBase<ILoggingEvent> appender =
            new AppenderBase<>() {
                @Override
                protected void append(ILoggingEvent event) {
                    event.prepareForDeferredProcessing();
                    events.add(event);
                }
            };

    @BeforeEach
    void listen() {
        appender.setContext(root.getLoggerContext());
        appender.start();
        root.addAppender(appender);
    }

    @AfterEach
    void stop() {
        root.detachAppender(appender);
    }

    private List<ILoggingEvent> aboutRoom(String room) {
        return events.stream()
                .filter(event -> room.equals(event.getMDCPropertyMap().get(LogContext.ROOM)))
                .toList();
    }

    @Test
    void aWholeStay() throws Exception {
        String room = "room-of-the-log";
        try (TestServer server = new TestServer();
                WhipPeer publisher = new WhipPeer(server, room)) {
            publisher.connect();
            publisher.udp().send(publisher.rtp(0));
            TestServer.await(
                    () ->
                            aboutRoom(room).stream()
                                    .anyMatch(e -> e.getFormattedMessage().endsWith(" started")),
                    "the publication");
            server.delete(publisher.session());
        }
        List<ILoggingEvent> lines = aboutRoom(room);
        assertThat(lines)
                .extracting(ILoggingEvent::getFormattedMessage)
                .satisfiesExactly(
                        line -> assertThat(line).isEqualTo("joined"),
                        line -> assertThat(line).isEqualTo("reachable"),
                        line -> assertThat(line).startsWith("connected with "),
                        line -> assertThat(line).startsWith("publication "),
                        line -> assertThat(line).isEqualTo("left"));
        assertThat(lines)
                .extracting(event -> event.getMDCPropertyMap().get(LogContext.PARTICIPANT))
                .allMatch(participant -> participant != null && participant.startsWith("p-"))
                .containsOnly(lines.getFirst().getMDCPropertyMap().get(LogContext.PARTICIPANT));
        assertThat(events).noneMatch(event -> event.getFormattedMessage().contains(room));
    }

    /** A handshake that fails is told by a thread of its own. */
    @Test
    void whatTheBridgeSaysIsAboutSomebodyToo() throws Exception {
        String room = "room-of-a-stranger";
        try (TestServer server = new TestServer();
                WhipPeer expected = new WhipPeer(server, room)) {
            assertThat(expected.isAnswered()).isTrue();
            expected.handshakeOfSomebodyElse();
            TestServer.await(
                    () ->
                            aboutRoom(room).stream()
                                    .anyMatch(e -> e.getLoggerName().contains("PeerAssembly")),
                    "the failed handshake");
        }
        assertThat(aboutRoom(room))
                .filteredOn(event -> event.getLoggerName().contains("PeerAssembly"))
                .allMatch(
                        event ->
                                event.getMDCPropertyMap()
                                        .getOrDefault(LogContext.PARTICIPANT, "")
                                        .startsWith("p-"));
    }
}
