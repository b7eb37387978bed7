package io.plenum.signaling.messages;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.databind.JsonNode;
import io.plenum.bridge.parameters.MediaKind;
import io.plenum.bridge.parameters.SlotAllocation;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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

    /** A participant as the others see it; metadata is left out if there is none. */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record ParticipantView(
            String id,
            String name,
            Role role,
            @Nullable Long handRaisedAt,
            Map<String, String> attributes,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String metadata,
            List<PublicationView> publications,
            boolean reconnecting) {}

    /** The same without what it publishes, of which other messages tell. */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record ParticipantState(
            String id,
            String name,
            Role role,
            @Nullable Long handRaisedAt,
            Map<String, String> attributes,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String metadata,
            boolean reconnecting) {}

    /** Somebody in the lobby. */
    record WaitingView(String id, String name) {}

    /** How to come back as the same participant after a lost WebSocket, once. */
    record Resume(String secret, long graceMillis) {}

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
            List<IceServerView> iceServers,
            int pingIntervalMillis,
            Role role,
            Rights rights,
            RoomSettings settings,
            List<Chat> chat,
            Resume resume,
            boolean resumed)
            implements ServerMessage {}

    /** There is a lobby, and the client waits in it. */
    record Waiting(String participant) implements ServerMessage {}

    /** Who waits in the lobby, the whole list; to moderators. */
    record Lobby(List<WaitingView> waiting) implements ServerMessage {}

    /**
     * Somebody's name, role, hand or attributes changed, or it lost its connection or has it back.
     */
    record ParticipantChanged(ParticipantState participant) implements ServerMessage {}

    /** The room is run otherwise. */
    record SettingsChanged(RoomSettings settings) implements ServerMessage {}

    /** The receiver may do other things than before. */
    record RightsChanged(Role role, Rights rights) implements ServerMessage {}

    /** A moderator, or the server if {@code by} is null, did something to the receiver. */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Moderated(String action, @Nullable String by, @Nullable String value)
            implements ServerMessage {}

    /** What the receiver asked for was done. */
    record Done(String action) implements ServerMessage {}

    /** A sign that somebody gives. */
    record Reaction(String participant, String reaction) implements ServerMessage {}

    /** Something to read. */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Chat(
            String id, String participant, String name, String text, long at, @Nullable String to)
            implements ServerMessage {}

    /** Something for programs; from REST if {@code participant} is null. */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Data(@Nullable String participant, JsonNode payload, @Nullable String topic)
            implements ServerMessage {}

    /** The receiver's token with a later end. */
    record Token(String token) implements ServerMessage {}

    /**
     * Answer to an offer.
     *
     * @param refused mids whose publication the participant has no right to
     */
    record Answer(
            int id,
            String sdp,
            List<AnsweredPublication> publications,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> refused)
            implements ServerMessage {}

    /** The client should have this many slots. */
    record SlotsWanted(int audio, int video) implements ServerMessage {}

    /** The whole slot map. */
    record SlotMap(List<SlotView> slots) implements ServerMessage {}

    /** Who is the dominant speaker now; at most once a second. */
    record Speaker(String participant) implements ServerMessage {}

    /** What one slot is given, and why nothing better. */
    record SlotShare(
            String mid,
            int encoding,
            int spatial,
            int temporal,
            long targetBps,
            int width,
            int height,
            String reason) {
        static SlotShare of(SlotAllocation slot) {
            return new SlotShare(
                    slot.mid(),
                    slot.encoding(),
                    slot.spatial(),
                    slot.temporal(),
                    slot.targetBps(),
                    slot.width(),
                    slot.height(),
                    slot.reason().text());
        }
    }

    /** How the receiver's downlink is divided; the estimate is left out if there is none. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Allocation(@Nullable Long estimateBps, List<SlotShare> slots) implements ServerMessage {
        /**
         * As the bridge reports it.
         *
         * @param estimateBps negative if there is none
         */
        public static Allocation of(long estimateBps, List<SlotAllocation> slots) {
            return new Allocation(
                    estimateBps < 0 ? null : estimateBps,
                    slots.stream().map(SlotShare::of).toList());
        }
    }

    /** Which simulcast encodings of a publication of the receiver's anybody takes. */
    record EncodingsWanted(String mid, List<Boolean> active) implements ServerMessage {}

    /** Somebody came. */
    record ParticipantJoined(ParticipantView participant) implements ServerMessage {}

    /** Somebody went. */
    record ParticipantLeft(String participant, String reason) implements ServerMessage {}

    /**
     * Who came and who went in a room of many, all at once.
     *
     * @param left who is gone, in the order of going
     * @param joined who is there now, as they are now
     */
    record ParticipantsChanged(List<Departure> left, List<ParticipantView> joined)
            implements ServerMessage {
        /** Copies the lists. */
        public ParticipantsChanged {
            left = List.copyOf(left);
            joined = List.copyOf(joined);
        }
    }

    /** Somebody who went, and why. */
    record Departure(String participant, String reason) {}

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

    /** What is wrong with the server now and spoils every call; empty when it is well again. */
    record ServerTroubles(List<Trouble> troubles) implements ServerMessage {}

    /**
     * Something that is wrong.
     *
     * @param cause stable identifier
     * @param message for people
     */
    record Trouble(String cause, String message) {}

    /** Yes. */
    record Pong(long id) implements ServerMessage {}

    /** Something the client sent cannot be used. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Error(String error, String message, @Nullable String inReplyTo, boolean fatal)
            implements ServerMessage {
        /** The error that a bad message gets. */
        public static Error of(BadMessageException e) {
            return new Error(e.code().text(), e.text(), e.inReplyTo(), e.bye() != null);
        }
    }

    /** The last message. */
    record Bye(String reason, String message, ByeReason.Action action) implements ServerMessage {}

    /** A media kind's name on the wire. */
    static String kind(MediaKind kind) {
        return switch (kind) {
            case AUDIO -> "audio";
            case VIDEO -> "video";
        };
    }

    /**
     * A STUN or TURN server, as RTCConfiguration has it.
     *
     * @param urls at least one
     * @param username null where none is needed
     * @param credential null where none is needed
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record IceServerView(
            List<String> urls, @Nullable String username, @Nullable String credential) {
        /** Copies the list. */
        public IceServerView {
            urls = List.copyOf(urls);
        }

        /** Without the credential. */
        @Override
        public String toString() {
            return "IceServerView" + urls;
        }
    }
}
