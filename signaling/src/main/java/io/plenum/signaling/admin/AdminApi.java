package io.plenum.signaling.admin;

import io.plenum.signaling.http.JsonAnswer;
import io.plenum.signaling.http.Problem;
import io.plenum.signaling.journal.Journal;
import io.plenum.signaling.journal.JournalEntry;
import io.plenum.signaling.journal.Journals;
import io.plenum.signaling.journal.Symptom;
import io.plenum.signaling.journal.Verdict;
import io.plenum.signaling.logging.Redaction;
import io.plenum.signaling.rooms.Participant;
import io.plenum.signaling.rooms.Room;
import io.plenum.signaling.rooms.Rooms;
import io.plenum.signaling.selfcheck.Finding;
import io.plenum.signaling.statistics.History;
import io.plenum.signaling.statistics.RoomReport;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;
import org.jspecify.annotations.Nullable;

/**
 * What the page {@code /admin/} asks for.
 *
 * <ul>
 *   <li>{@code /admin/api/overview}: the node's last quarter of an hour, its rooms, who had trouble
 *       and who was not let in
 *   <li>{@code /admin/api/room?name=}: everything about a room now, and its bitrates
 *   <li>{@code /admin/api/participant?id=}: one participant's events, verdict and streams, for an
 *       hour after it left, or what is known of somebody who was not let in; with {@code &download}
 *       as a file
 *   <li>{@code /admin/api/series?key=…&key=…}: numbers of the last quarter of an hour, see {@link
 *       io.plenum.signaling.statistics.Sampler}
 * </ul>
 */
public final class AdminApi extends Handler.Abstract {
    private static final int TROUBLES = 50;
    private static final int MAX_KEYS = 64;

    private final Rooms rooms;
    private final RoomReport reports;
    private final Journals journals;
    private final History history;
    private final Supplier<List<Symptom>> symptoms;
    private final Supplier<List<Finding>> checks;
    private final Redaction redaction;
    private final InstantSource clock;

    /**
     * Of these rooms.
     *
     * @param symptoms what is wrong with the server now
     * @param checks what the server found out about its surroundings
     * @param redaction what of the answers is hidden; a room is then asked for by what is shown of
     *     its name
     */
    public AdminApi(
            Rooms rooms,
            RoomReport reports,
            Journals journals,
            History history,
            Supplier<List<Symptom>> symptoms,
            Supplier<List<Finding>> checks,
            Redaction redaction,
            InstantSource clock) {
        this.rooms = rooms;
        this.reports = reports;
        this.journals = journals;
        this.history = history;
        this.symptoms = symptoms;
        this.checks = checks;
        this.redaction = redaction;
        this.clock = clock;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        if (!request.getMethod().equals("GET")) {
            response.getHeaders().put(HttpHeader.ALLOW, "GET");
            new Problem(405, "method-not-allowed", "This resource takes GET.")
                    .write(response, callback);
            return true;
        }
        Fields query = Request.extractQueryParameters(request);
        Map<String, Object> body =
                switch (request.getHttpURI().getCanonicalPath()) {
                    case "/admin/api/overview" -> overview();
                    case "/admin/api/room" -> room(query.getValue("name"));
                    case "/admin/api/participant" -> participant(query.getValue("id"));
                    case "/admin/api/series" -> series(query.getValues("key"));
                    default -> null;
                };
        if (body == null) {
            new Problem(404, "not-found", "There is no such thing, or not any more.")
                    .write(response, callback);
            return true;
        }
        if (query.get("download") != null) {
            response.getHeaders()
                    .put("Content-Disposition", "attachment; filename=\"plenum-participant.json\"");
        }
        JsonAnswer.write(200, redaction.members(body), response, callback);
        return true;
    }

    private Map<String, Object> overview() {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("timestamp", clock.millis());
        body.put("tickMillis", History.TICK_MILLIS);
        body.put("lastTick", history.lastTickMillis());
        body.put(
                "node",
                Map.of(
                        "in", numbers("node/in"),
                        "out", numbers("node/out"),
                        "load", numbers("node/load")));
        List<Map<String, Object>> list = new ArrayList<>();
        for (Room room : rooms.all()) {
            Map<String, Object> members = new LinkedHashMap<>();
            members.put("name", room.name());
            members.put("participants", room.roster().size());
            members.put("in", newest("room/" + room.name() + "/in"));
            members.put("out", newest("room/" + room.name() + "/out"));
            list.add(members);
        }
        body.put("rooms", list);
        body.put("troubles", journals.troubles(TROUBLES).stream().map(AdminApi::summary).toList());
        body.put("symptoms", symptoms.get().stream().map(RoomReport::symptom).toList());
        body.put("checks", checks.get().stream().map(AdminApi::check).toList());
        body.put("refusals", journals.refusals().stream().map(AdminApi::refusal).toList());
        return body;
    }

    private static Map<String, Object> check(Finding finding) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("what", finding.what().text());
        members.put("level", finding.level().name().toLowerCase(Locale.ROOT));
        members.put("found", finding.found());
        members.put("todo", finding.todo());
        return members;
    }

    private static Map<String, Object> summary(Journal journal) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("participant", journal.participant());
        members.put("name", journal.name());
        members.put("room", journal.room());
        members.put("protocol", journal.protocol());
        members.put("joinedAt", journal.joinedMillis());
        members.put("phase", journal.phase().name().toLowerCase(Locale.ROOT));
        if (journal.endedMillis() >= 0) {
            members.put("endedAt", journal.endedMillis());
            members.put("end", journal.end());
        }
        Verdict verdict = journal.verdict();
        if (verdict != null) {
            members.put("verdict", verdict(verdict));
        }
        return members;
    }

    private static Map<String, Object> verdict(Verdict verdict) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("cause", verdict.cause());
        members.put("text", verdict.text());
        members.put("remedy", verdict.remedy());
        return members;
    }

    private static Map<String, Object> refusal(Journal refused) {
        Map<String, Object> members = summary(refused);
        members.put("at", refused.joinedMillis());
        return members;
    }

    /** The room that is shown under this name, or null. */
    private @Nullable Room roomShownAs(String name) {
        if (!redaction.on()) {
            return rooms.get(name);
        }
        return rooms.all().stream()
                .filter(room -> redaction.name(room.name()).equals(name))
                .findFirst()
                .orElse(null);
    }

    private @Nullable Map<String, Object> room(@Nullable String name) {
        Room room = name == null ? null : roomShownAs(name);
        if (room == null) {
            return null;
        }
        Map<String, Object> body = reports.of(room);
        body.put("in", numbers("room/" + room.name() + "/in"));
        body.put("out", numbers("room/" + room.name() + "/out"));
        Map<String, Object> rates = new LinkedHashMap<>();
        for (Participant each : room.roster()) {
            String key = "participant/" + each.id();
            rates.put(each.id(), Map.of("in", newest(key + "/in"), "out", newest(key + "/out")));
        }
        body.put("bitrates", rates);
        return body;
    }

    private @Nullable Map<String, Object> participant(@Nullable String id) {
        Journal journal = id == null ? null : journals.find(id);
        if (journal == null) {
            return null;
        }
        Map<String, Object> body = summary(journal);
        body.put("events", journal.entries().stream().map(AdminApi::event).toList());
        body.put("eventsLeftOut", journal.left());
        Room room = rooms.get(journal.room());
        Participant here = room == null ? null : room.find(journal.participant());
        if (here != null) {
            body.put("streams", reports.of(here));
        }
        String key = "participant/" + journal.participant();
        body.put("in", numbers(key + "/in"));
        body.put("out", numbers(key + "/out"));
        body.put("rtt", numbers(key + "/rtt"));
        Journal.ClientReport client = journal.clientReport();
        if (client != null) {
            body.put("client", Map.of("timestamp", client.atMillis(), "report", client.report()));
        }
        return body;
    }

    private static Map<String, Object> event(JournalEntry entry) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("at", entry.atMillis());
        members.put("after", entry.afterMillis());
        members.put("event", entry.event());
        members.put("detail", entry.detail());
        return members;
    }

    private Map<String, Object> series(@Nullable List<String> keys) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("tickMillis", History.TICK_MILLIS);
        body.put("lastTick", history.lastTickMillis());
        Map<String, Object> values = new LinkedHashMap<>();
        if (keys != null) {
            keys.stream().limit(MAX_KEYS).forEach(key -> values.put(key, numbers(meant(key))));
        }
        body.put("series", values);
        return body;
    }

    /** The key of a room's series has the room's name in it, as it is shown. */
    private String meant(String key) {
        String[] parts = key.split("/", -1);
        Room room = parts.length == 3 && parts[0].equals("room") ? roomShownAs(parts[1]) : null;
        return room == null ? key : "room/" + room.name() + "/" + parts[2];
    }

    /** A series, oldest first; null where there is no number, which JSON has no other word for. */
    private List<@Nullable Number> numbers(String key) {
        List<@Nullable Number> numbers = new ArrayList<>();
        for (float value : history.values(key)) {
            numbers.add(Float.isNaN(value) ? null : rounded(value));
        }
        return numbers;
    }

    private double newest(String key) {
        float[] values = history.values(key);
        float last = values[values.length - 1];
        return Float.isNaN(last) ? 0 : rounded(last);
    }

    /** Bitrates to a bit, ratios and seconds to a ten thousandth. */
    private static double rounded(float value) {
        return value > 100 ? Math.rint(value) : Math.rint(value * 1e4) / 1e4;
    }
}
