package io.plenum.signaling.http;

import io.plenum.signaling.journal.Verdict;
import io.plenum.signaling.metrics.Metrics;
import io.plenum.signaling.rooms.Participant;
import io.plenum.signaling.rooms.Room;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.eclipse.jetty.server.Handler;
import org.jspecify.annotations.Nullable;

/**
 * What those who run the server are served.
 *
 * @param metrics asked for once, at the first scrape
 * @param roomReport everything about one room
 * @param participantReport everything about one participant
 * @param illness what is wrong with the process itself, so that only a restart helps; empty if
 *     nothing is
 * @param trouble what the server knows to be wrong with itself that concerns who joins
 * @param brokenHandshake told of TLS handshakes that clients break off
 * @param adminApi what the page {@code /admin/} asks for
 * @param tap captures of a participant's packets
 */
public record Operations(
        Supplier<Metrics> metrics,
        Function<Room, Map<String, Object>> roomReport,
        Function<Participant, Map<String, Object>> participantReport,
        Supplier<String> illness,
        Supplier<@Nullable Verdict> trouble,
        Runnable brokenHandshake,
        Handler adminApi,
        Handler tap) {}
