package io.plenum.signaling.messages;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.plenum.bridge.parameters.MediaKind;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What the server sends. The records' components are the fields on the wire; {@link
 * ServerMessageWriter} adds nothing but {@code type}.
 */
@JsonPropertyOrder("type")
@SuppressWarnings("AvoidCommonTypeNames") // the records bear the messages' names on the wire
public sealed interface ServerMessage {
    /** The message's name on the wire. */
    @JsonProperty("type")
    default String type() {
        String name = getClass().getSimpleName();
        return name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
    }

    /** A participant as the others see it. */
    record ParticipantView(String id, String name, List<PublicationView> publications) {}

    /** A publication as the others see it. */
    record PublicationView(String id, String kind, String source, boolean muted) {}

    /** How many receive-only sections of each kind. */
    record SlotCounts(int audio, int video) {}

    /** What one slot shows. */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record SlotView(
            String mid, String kind, @Nullable String participant, @Nullable String publication) {}

    /** The identifier given to what one section sends. */
    record AnsweredPublication(String mid, String id) {}

    /** Answer to a join. */
    record Joined(
            int protocol,
            String room,
            ParticipantView participant,
            List<ParticipantView> participants,
            SlotCounts slots,
            List<String> iceServers,
            int pingIntervalMillis)
            implements ServerMessage {}

    /** Answer to an offer. */
    record Answer(int id, String sdp, List<AnsweredPublication> publications)
            implements ServerMessage {}

    /** The client should have this many slots. */
    record SlotsWanted(int audio, int video) implements ServerMessage {}

    /** The whole slot map. */
    record SlotMap(List<SlotView> slots) implements ServerMessage {}

    /** Who is the dominant speaker now; at most once a second. */
    record Speaker(String participant) implements ServerMessage {}

    /** Somebody came. */
    record ParticipantJoined(ParticipantView participant) implements ServerMessage {}

    /** Somebody went. */
    record ParticipantLeft(String participant, String reason) implements ServerMessage {}

    /** Somebody publishes something new. */
    record PublicationAdded(String participant, PublicationView publication)
            implements ServerMessage {}

    /** A publication was muted or unmuted. */
    record PublicationChanged(String participant, PublicationView publication)
            implements ServerMessage {}

    /** A publication ended. */
    record PublicationRemoved(String participant, String publication) implements ServerMessage {}

    /** The server's view of the receiver's media transport. */
    record Connection(String state) implements ServerMessage {}

    /** Yes. */
    record Pong(long id) implements ServerMessage {}

    /** Something the client sent cannot be used. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Error(String error, String message, @Nullable String inReplyTo, boolean fatal)
            implements ServerMessage {
        /** The error that a bad message gets. */
        public static Error of(BadMessageException e) {
            return new Error(e.code().text(), e.text(), e.inReplyTo(), e.code().fatal());
        }
    }

    /** The last message. */
    record Bye(String reason, String message) implements ServerMessage {}

    /** A media kind's name on the wire. */
    static String kind(MediaKind kind) {
        return switch (kind) {
            case AUDIO -> "audio";
            case VIDEO -> "video";
        };
    }
}
