package io.plenum.signaling.auth;

import com.nimbusds.jwt.JWTClaimsSet;
import io.plenum.signaling.auth.AccessException.Reason;
import io.plenum.signaling.auth.Grants.MediaGrants;
import io.plenum.signaling.auth.Grants.RoomGrants;
import io.plenum.signaling.messages.ModeratorAction;
import io.plenum.signaling.messages.Names;
import io.plenum.signaling.messages.Source;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the claims of a token whose signature is right. Names and defaults are LiveKit's: what is
 * left out allows publishing and subscribing, data follows publishing, and nobody changes its own
 * metadata unless that is said.
 */
final class GrantClaims {
    private static final int MAX_IDENTITY_LENGTH = 256;

    /** By their names in {@code canPublishSources}. */
    private static final Map<String, Source> SOURCES =
            Map.of(
                    "camera", Source.CAMERA,
                    "microphone", Source.MICROPHONE,
                    "screen_share", Source.SCREEN,
                    "screen_share_audio", Source.SCREEN_AUDIO);

    private final Map<String, ?> video;

    private GrantClaims(Map<String, ?> video) {
        this.video = video;
    }

    static Grants read(JWTClaimsSet claims) throws AccessException {
        // A token that lets the server write to somebody's storage has no business in a browser.
        if (claims.getClaim("roomConfig") instanceof Map<?, ?> config
                && config.containsKey("egress")) {
            throw new AccessException(
                    Reason.BAD, "The token's \"roomConfig\" must not hold \"egress\".");
        }
        String identity = claims.getSubject();
        if (identity != null && identity.length() > MAX_IDENTITY_LENGTH) {
            throw wrong("sub", "is longer than " + MAX_IDENTITY_LENGTH + " characters");
        }
        GrantClaims video = new GrantClaims(object(claims.getClaim("video")));
        return new Grants(
                identity == null || identity.isEmpty() ? null : identity,
                name(claims),
                attributes(claims.getClaim("attributes")),
                metadata(claims.getClaim("metadata")),
                video.rooms(),
                video.media(),
                claims.getExpirationTime().toInstant().toEpochMilli());
    }

    private static @Nullable String name(JWTClaimsSet claims) throws AccessException {
        Object name = claims.getClaim("name");
        if (name == null || name.equals("")) {
            return null;
        }
        if (!(name instanceof String text)) {
            throw wrong("name", "must be a string");
        }
        String problem = Names.problem(text);
        if (problem != null) {
            throw wrong("name", problem);
        }
        return text;
    }

    private static Map<String, String> attributes(@Nullable Object claim) throws AccessException {
        Map<String, String> attributes = new HashMap<>();
        if (claim == null) {
            return attributes;
        }
        if (!(claim instanceof Map<?, ?> map)) {
            throw wrong("attributes", "must be an object");
        }
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            if (!(entry.getKey() instanceof String key)
                    || !(entry.getValue() instanceof String value)) {
                throw wrong("attributes", "must hold strings");
            }
            attributes.put(key, value);
        }
        return attributes;
    }

    private static @Nullable String metadata(@Nullable Object claim) throws AccessException {
        if (claim == null || claim.equals("")) {
            return null;
        }
        if (!(claim instanceof String text)) {
            throw wrong("metadata", "must be a string");
        }
        if (text.length() > ModeratorAction.MAX_METADATA_LENGTH) {
            throw wrong(
                    "metadata",
                    "is longer than " + ModeratorAction.MAX_METADATA_LENGTH + " characters");
        }
        return text;
    }

    private static Map<String, ?> object(@Nullable Object claim) throws AccessException {
        Map<String, Object> copy = new HashMap<>();
        if (claim == null) {
            return copy;
        }
        if (!(claim instanceof Map<?, ?> map)) {
            throw wrong("video", "must be an object");
        }
        map.forEach((key, value) -> copy.put(String.valueOf(key), value));
        return copy;
    }

    private RoomGrants rooms() throws AccessException {
        String room = text("room");
        boolean join = flag("roomJoin", false);
        boolean admin = flag("roomAdmin", false);
        if (room == null && (join || admin)) {
            throw wrong("video.room", "is missing");
        }
        return new RoomGrants(
                room, join, flag("roomCreate", false), flag("roomList", false), admin);
    }

    private MediaGrants media() throws AccessException {
        boolean publishes = flag("canPublish", true);
        Set<Source> sources = sources(publishes);
        return new MediaGrants(
                sources,
                flag("canSubscribe", true),
                flag("canPublishData", publishes),
                flag("canUpdateOwnMetadata", false),
                flag("hidden", false));
    }

    private Set<Source> sources(boolean publishes) throws AccessException {
        Object claim = video.get("canPublishSources");
        if (claim == null || (claim instanceof List<?> empty && empty.isEmpty())) {
            return publishes ? EnumSet.allOf(Source.class) : EnumSet.noneOf(Source.class);
        }
        if (!(claim instanceof List<?> names)) {
            throw wrong("video.canPublishSources", "must be an array");
        }
        Set<Source> sources = EnumSet.noneOf(Source.class);
        for (Object name : names) {
            Source source = name instanceof String text ? SOURCES.get(text) : null;
            if (source == null) {
                throw wrong(
                        "video.canPublishSources",
                        "may hold camera, microphone, screen_share and screen_share_audio");
            }
            sources.add(source);
        }
        return sources;
    }

    private boolean flag(String name, boolean fallback) throws AccessException {
        Object value = video.get(name);
        if (value == null) {
            return fallback;
        }
        if (value instanceof Boolean flag) {
            return flag;
        }
        throw wrong("video." + name, "must be true or false");
    }

    private @Nullable String text(String name) throws AccessException {
        Object value = video.get(name);
        if (value == null || value.equals("")) {
            return null;
        }
        if (value instanceof String text) {
            return text;
        }
        throw wrong("video." + name, "must be a string");
    }

    private static AccessException wrong(String claim, String problem) {
        return new AccessException(Reason.BAD, "The token's \"" + claim + "\" " + problem + ".");
    }
}
