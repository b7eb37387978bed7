package io.plenum.signaling.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.plenum.signaling.counts.SignallingCount;
import io.plenum.signaling.http.HttpAccess.Right;
import io.plenum.signaling.messages.BadMessageException;
import io.plenum.signaling.messages.ModeratorAction;
import io.plenum.signaling.messages.ModeratorActionReader;
import io.plenum.signaling.messages.RoomSettings;
import io.plenum.signaling.messages.SettingsReader;
import io.plenum.signaling.rooms.Room;
import io.plenum.signaling.rooms.RoomSnapshot;
import io.plenum.signaling.rooms.Rooms;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpHeader;
import org.jspecify.annotations.Nullable;

/** Rooms over REST. */
final class RoomsResource {
    private static final int DEFAULT_EMPTY_SECONDS = 300;
    private static final int MAX_EMPTY_SECONDS = 7 * 24 * 3600;

    private final Rooms rooms;
    private final HttpAccess access;

    RoomsResource(Rooms rooms, HttpAccess access) {
        this.rooms = rooms;
        this.access = access;
    }

    /** {@code /rooms}. */
    void all(RestExchange exchange) throws ProblemException, BadMessageException, IOException {
        switch (exchange.method()) {
            case "GET" -> list(exchange);
            case "POST" -> create(exchange);
            default -> throw exchange.notAllowed("GET, POST");
        }
    }

    private void list(RestExchange exchange) throws ProblemException {
        access.require(exchange.request(), exchange.response(), Right.LIST, null);
        int limit = exchange.limit();
        String after = exchange.query("after");
        List<Map<String, Object>> page = new ArrayList<>();
        String next = null;
        for (Room room : rooms.all()) {
            if (after != null && room.name().compareTo(after) <= 0) {
                continue;
            }
            if (page.size() == limit) {
                next = (String) page.getLast().get("name");
                break;
            }
            RoomSnapshot snapshot = room.snapshot();
            Map<String, Object> entry = view(snapshot);
            entry.put("participants", snapshot.participants().size());
            entry.put("waiting", snapshot.waiting().size());
            page.add(entry);
        }
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("rooms", page);
        body.put("next", next);
        exchange.answer(200, body);
    }

    private void create(RestExchange exchange)
            throws ProblemException, BadMessageException, IOException {
        JsonNode body = exchange.body();
        String name = SdpHandler.checkedName("room", body.path("name").asText());
        access.require(exchange.request(), exchange.response(), Right.CREATE, name);
        RoomSettings settings = RoomSettings.DEFAULT;
        if (body.has("settings")) {
            settings = SettingsReader.apply(settings, body.get("settings"), "room");
        }
        Room room = rooms.create(name, settings, emptyMillis(body.get("emptySeconds")));
        if (room == null) {
            throw new ProblemException(
                    409,
                    "room-exists",
                    "There is a room of this name.",
                    SignallingCount.REFUSED_NAME);
        }
        RoomSnapshot snapshot = room.snapshot();
        exchange.response().getHeaders().put(HttpHeader.LOCATION, "/api/v1/rooms/" + encode(name));
        exchange.response().getHeaders().put(HttpHeader.ETAG, entityTag(snapshot));
        exchange.answer(201, view(snapshot));
    }

    private static long emptyMillis(@Nullable JsonNode seconds) throws ProblemException {
        if (seconds == null) {
            return TimeUnit.SECONDS.toMillis(DEFAULT_EMPTY_SECONDS);
        }
        if (!seconds.isIntegralNumber()
                || !seconds.canConvertToInt()
                || seconds.intValue() < 1
                || seconds.intValue() > MAX_EMPTY_SECONDS) {
            throw RestExchange.bad(
                    "bad-message",
                    "\"emptySeconds\" must be a whole number from 1 to " + MAX_EMPTY_SECONDS + ".");
        }
        return TimeUnit.SECONDS.toMillis(seconds.intValue());
    }

    /** {@code /rooms/{room}}. */
    void one(RestExchange exchange, String name)
            throws ProblemException, BadMessageException, IOException {
        SdpHandler.checkedName("room", name);
        boolean ends = exchange.method().equals("DELETE");
        access.require(
                exchange.request(), exchange.response(), ends ? Right.CREATE : Right.ADMIN, name);
        switch (exchange.method()) {
            case "GET" -> {
                RoomSnapshot snapshot = room(rooms, name).snapshot();
                exchange.answer(view(snapshot), entityTag(snapshot));
            }
            case "PATCH" -> {
                JsonNode changes = exchange.body();
                Room room = room(rooms, name);
                // Whether they can be used shows here, before anything is changed.
                SettingsReader.apply(RoomSettings.DEFAULT, changes, "room");
                change(exchange, room, new ModeratorAction.Settings(changes));
                RoomSnapshot after = room.snapshot();
                exchange.answer(view(after), entityTag(after));
            }
            case "DELETE" -> {
                change(exchange, room(rooms, name), new ModeratorAction.End());
                exchange.empty(204);
            }
            default -> throw exchange.notAllowed("GET, PATCH, DELETE");
        }
    }

    private static void change(RestExchange exchange, Room room, ModeratorAction action)
            throws ProblemException, BadMessageException {
        if (!room.moderateIf(now -> exchange.matches(entityTag(now)), List.of(action))) {
            throw RestExchange.changedSince();
        }
    }

    /** {@code /rooms/{room}/messages}. */
    void messages(RestExchange exchange, String name)
            throws ProblemException, BadMessageException, IOException {
        requirePost(exchange, name);
        JsonNode body = exchange.body();
        JsonNode payload = body.get("payload");
        if (payload == null) {
            throw RestExchange.bad("bad-message", "\"payload\" is missing.");
        }
        room(rooms, name).data(payload, text(body, "to"), text(body, "topic"));
        exchange.empty(204);
    }

    /** {@code /rooms/{room}/actions}. */
    void actions(RestExchange exchange, String name)
            throws ProblemException, BadMessageException, IOException {
        requirePost(exchange, name);
        ModeratorAction action = ModeratorActionReader.read(exchange.body());
        room(rooms, name).moderate(action);
        exchange.empty(204);
    }

    private void requirePost(RestExchange exchange, String name) throws ProblemException {
        SdpHandler.checkedName("room", name);
        access.require(exchange.request(), exchange.response(), Right.ADMIN, name);
        if (!exchange.method().equals("POST")) {
            throw exchange.notAllowed("POST");
        }
    }

    private static @Nullable String text(JsonNode body, String field) throws ProblemException {
        JsonNode value = body.get(field);
        if (value == null || value.isNull()) {
            return null;
        }
        if (!value.isTextual() || value.asText().length() > 64) {
            throw RestExchange.bad(
                    "bad-message", "\"" + field + "\" must be a string of at most 64 characters.");
        }
        return value.asText();
    }

    /** The room of that name. */
    static Room room(Rooms rooms, String name) throws ProblemException {
        Room room = rooms.get(name);
        if (room == null) {
            throw new ProblemException(
                    404,
                    "no-such-room",
                    "There is no room of this name.",
                    SignallingCount.REFUSED_NOT_FOUND);
        }
        return room;
    }

    private static Map<String, Object> view(RoomSnapshot room) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("name", room.name());
        view.put("startedAt", Instant.ofEpochMilli(room.startedAtMillis()).toString());
        view.put("settings", room.settings());
        return view;
    }

    /** Of what can be edited: a room that began anew has another. */
    private static String entityTag(RoomSnapshot room) {
        return "\"%x-%d\"".formatted(room.startedAtMillis(), room.version());
    }

    private static String encode(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
