package io.plenum.signaling.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.plenum.signaling.counts.SignallingCount;
import io.plenum.signaling.http.HttpAccess.Right;
import io.plenum.signaling.messages.BadMessageException;
import io.plenum.signaling.messages.ModeratorAction;
import io.plenum.signaling.messages.ModeratorAction.Part;
import io.plenum.signaling.messages.ModeratorActionReader;
import io.plenum.signaling.messages.Role;
import io.plenum.signaling.messages.ServerMessage.ParticipantView;
import io.plenum.signaling.rooms.Room;
import io.plenum.signaling.rooms.RoomSnapshot;
import io.plenum.signaling.rooms.Rooms;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32C;

/** The participants of a room over REST. */
final class ParticipantsResource {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Rooms rooms;
    private final HttpAccess access;

    ParticipantsResource(Rooms rooms, HttpAccess access) {
        this.rooms = rooms;
        this.access = access;
    }

    /** {@code /rooms/{room}/participants}. */
    void all(RestExchange exchange, String name) throws ProblemException {
        SdpHandler.checkedName("room", name);
        access.require(exchange.request(), exchange.response(), Right.ADMIN, name);
        if (!exchange.method().equals("GET")) {
            throw exchange.notAllowed("GET");
        }
        int limit = exchange.limit();
        String after = exchange.query("after");
        List<ParticipantView> sorted =
                RoomsResource.room(rooms, name).snapshot().participants().stream()
                        .filter(each -> after == null || each.id().compareTo(after) > 0)
                        .sorted(Comparator.comparing(ParticipantView::id))
                        .toList();
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("participants", sorted.subList(0, Math.min(limit, sorted.size())));
        body.put("next", sorted.size() > limit ? sorted.get(limit - 1).id() : null);
        exchange.answer(200, body);
    }

    /** {@code /rooms/{room}/participants/{id}}. */
    void one(RestExchange exchange, String name, String id)
            throws ProblemException, BadMessageException, IOException {
        SdpHandler.checkedName("room", name);
        access.require(exchange.request(), exchange.response(), Right.ADMIN, name);
        switch (exchange.method()) {
            case "GET" -> {
                ParticipantView view = view(RoomsResource.room(rooms, name), id);
                exchange.answer(view, entityTag(view));
            }
            case "PATCH" -> {
                List<ModeratorAction> actions = actions(id, exchange.body());
                Room room = RoomsResource.room(rooms, name);
                change(exchange, room, id, actions);
                ParticipantView after = view(room, id);
                exchange.answer(after, entityTag(after));
            }
            case "DELETE" -> {
                ModeratorAction action =
                        "true".equals(exchange.query("ban"))
                                ? new ModeratorAction.Ban(id)
                                : new ModeratorAction.Remove(id);
                change(exchange, RoomsResource.room(rooms, name), id, List.of(action));
                exchange.empty(204);
            }
            default -> throw exchange.notAllowed("GET, PATCH, DELETE");
        }
    }

    private static void change(
            RestExchange exchange, Room room, String id, List<ModeratorAction> actions)
            throws ProblemException, BadMessageException {
        ParticipantView before = view(room, id);
        boolean done =
                room.moderateIf(
                        now -> exchange.matches(entityTag(find(now, id).orElse(before))), actions);
        if (!done) {
            throw RestExchange.changedSince();
        }
    }

    private static Optional<ParticipantView> find(RoomSnapshot room, String id) {
        return room.participants().stream().filter(each -> each.id().equals(id)).findFirst();
    }

    private static ParticipantView view(Room room, String id) throws ProblemException {
        return find(room.snapshot(), id)
                .orElseThrow(
                        () ->
                                new ProblemException(
                                        404,
                                        "unknown-participant",
                                        "Nobody in this room has this identifier.",
                                        SignallingCount.REFUSED_NOT_FOUND));
    }

    private static String entityTag(ParticipantView view) {
        try {
            CRC32C checksum = new CRC32C();
            checksum.update(JSON.writeValueAsString(view).getBytes(StandardCharsets.UTF_8));
            return "\"%08x\"".formatted(checksum.getValue());
        } catch (JsonProcessingException e) {
            throw new AssertionError("records of strings and numbers are always JSON", e);
        }
    }

    /**
     * What is to be done so that the participant becomes what the body says. The role comes first:
     * it is what the room may refuse, and then nothing has changed.
     */
    private static List<ModeratorAction> actions(String id, JsonNode body)
            throws ProblemException, BadMessageException {
        List<ModeratorAction> actions = new ArrayList<>();
        for (Map.Entry<String, JsonNode> each : body.properties()) {
            JsonNode value = each.getValue();
            switch (each.getKey()) {
                case "name" ->
                        actions.add(
                                new ModeratorAction.Rename(
                                        id, SdpHandler.checkedName("participant", value.asText())));
                case "role" ->
                        actions.addFirst(new ModeratorAction.SetRole(id, role(value.asText())));
                case "attributes" -> actions.add(ModeratorActionReader.attributes(id, body));
                case "metadata" -> actions.add(ModeratorActionReader.metadata(id, body));
                case "muted" -> mute(id, value, actions);
                case "handRaised" -> {
                    if (!value.isBoolean() || value.booleanValue()) {
                        throw RestExchange.bad(
                                "bad-message", "\"handRaised\" can be set to false only.");
                    }
                    actions.add(new ModeratorAction.LowerHand(id));
                }
                default ->
                        throw RestExchange.bad(
                                "bad-message",
                                "The body may hold name, role, muted, handRaised, attributes and metadata.");
            }
        }
        return actions;
    }

    private static Role role(String text) throws ProblemException {
        for (Role role : Role.values()) {
            if (role.text().equals(text)) {
                return role;
            }
        }
        throw RestExchange.bad("bad-message", "\"role\" must be moderator, speaker or listener.");
    }

    /** True mutes. Nobody unmutes somebody else, so false asks. */
    private static void mute(String id, JsonNode parts, List<ModeratorAction> actions)
            throws ProblemException {
        int before = actions.size();
        for (Part part : Part.values()) {
            JsonNode value = parts.get(part.text());
            if (value != null && value.isBoolean()) {
                actions.add(
                        value.booleanValue()
                                ? new ModeratorAction.Mute(id, part)
                                : new ModeratorAction.AskToUnmute(id, part));
            }
        }
        if (!parts.isObject() || parts.size() != actions.size() - before) {
            throw RestExchange.bad(
                    "bad-message",
                    "\"muted\" must be an object that holds audio, video or screen, each true or false.");
        }
    }
}
