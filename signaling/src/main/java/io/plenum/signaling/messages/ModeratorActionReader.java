package io.plenum.signaling.messages;

import com.fasterxml.jackson.databind.JsonNode;
import io.plenum.signaling.messages.ModeratorAction.Part;
import org.jspecify.annotations.Nullable;

/** Reads what a moderator wants done. */
public final class ModeratorActionReader {
    private static final String ACTIONS =
            "mute, askToUnmute, rename, setRole, remove, ban, admit, refuse, lowerHand, lock,"
                    + " lobby, settings, end";
    private static final int MAX_IDENTIFIER_LENGTH = 64;

    private ModeratorActionReader() {}

    /**
     * Reads {@code action}, {@code participant} and {@code value} of an object.
     *
     * @throws BadMessageException if there is no such action or something is missing or wrong
     */
    public static ModeratorAction read(JsonNode object) throws BadMessageException {
        return read(new Fields(object, "moderate"));
    }

    /**
     * Reads {@code attributes} of an object: strings, and null for those to be taken away.
     *
     * @throws BadMessageException if it is something else, or more than a participant can have
     */
    public static ModeratorAction attributes(String participant, JsonNode object)
            throws BadMessageException {
        Fields fields = new Fields(object, "participant");
        fields.require("attributes");
        return new ModeratorAction.SetAttributes(participant, fields.texts("attributes"));
    }

    /**
     * Reads {@code metadata} of an object, a string or null.
     *
     * @throws BadMessageException if it is something else, or too long
     */
    public static ModeratorAction metadata(String participant, JsonNode object)
            throws BadMessageException {
        return new ModeratorAction.SetMetadata(
                participant,
                new Fields(object, "participant")
                        .optionalText("metadata", ModeratorAction.MAX_METADATA_LENGTH));
    }

    static ModeratorAction read(Fields fields) throws BadMessageException {
        String action = fields.text("action", 32);
        return switch (action) {
            case "mute" -> new ModeratorAction.Mute(optionalWho(fields), part(fields));
            case "askToUnmute" -> new ModeratorAction.AskToUnmute(who(fields), part(fields));
            case "rename" -> new ModeratorAction.Rename(who(fields), fields.name("value"));
            case "setRole" ->
                    new ModeratorAction.SetRole(
                            who(fields), fields.oneOf("value", Role.values(), Role::text));
            case "remove" -> new ModeratorAction.Remove(who(fields));
            case "ban" -> new ModeratorAction.Ban(who(fields));
            case "admit" -> new ModeratorAction.Admit(who(fields));
            case "refuse" -> new ModeratorAction.Refuse(who(fields));
            case "lowerHand" -> new ModeratorAction.LowerHand(who(fields));
            case "lock" -> new ModeratorAction.Lock(fields.flag("value"));
            case "lobby" -> new ModeratorAction.Lobby(fields.flag("value"));
            case "settings" -> settings(fields);
            case "end" -> new ModeratorAction.End();
            default -> throw fields.bad("action", "must be one of " + ACTIONS);
        };
    }

    private static @Nullable String optionalWho(Fields fields) throws BadMessageException {
        return fields.optionalText("participant", MAX_IDENTIFIER_LENGTH);
    }

    private static String who(Fields fields) throws BadMessageException {
        return fields.text("participant", MAX_IDENTIFIER_LENGTH);
    }

    private static Part part(Fields fields) throws BadMessageException {
        return fields.oneOf("value", Part.values(), Part::text);
    }

    private static ModeratorAction settings(Fields fields) throws BadMessageException {
        JsonNode changes = fields.node().get("value");
        if (changes == null) {
            throw fields.bad("value", "is missing");
        }
        // Whether they can be used shows here, so that whoever applies them need not ask.
        SettingsReader.apply(RoomSettings.DEFAULT, changes, "moderate");
        return new ModeratorAction.Settings(changes);
    }
}
