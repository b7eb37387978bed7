package io.plenum.signaling.webhooks;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a webhook says. Names are LiveKit's, so that what receives its webhooks can receive ours.
 *
 * @param event such as "participant_joined"
 * @param id of this event; the same when it is sent again
 * @param createdAt seconds since 1970
 * @param room where
 * @param participant who, or null
 * @param track what was published, or null
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record WebhookEvent(
        String event,
        String id,
        long createdAt,
        RoomView room,
        @Nullable ParticipantView participant,
        @Nullable TrackView track) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** A room. */
    record RoomView(String name) {}

    /** A participant; metadata and attributes are left out if there are none. */
    record ParticipantView(
            String sid,
            String identity,
            String name,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String metadata,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, String> attributes) {}

    /** A publication. */
    record TrackView(String sid, String type, String source, boolean muted) {}

    /** As it is sent. */
    byte[] json() {
        try {
            return JSON.writeValueAsString(this).getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new AssertionError("strings and numbers are always JSON", e);
        }
    }
}
