package io.plenum.signaling.rooms;

import io.plenum.signaling.auth.Grants;
import java.util.Map;

/**
 * Somebody who wants to join.
 *
 * @param name what it wants to be called; what its token says comes first
 * @param grants what it may do
 * @param attributes what it says of itself; what its token says comes first
 * @param address where it comes from, for bans where nobody has an identity
 * @param interactive whether it has a channel for messages: WHIP and WHEP clients have none, so
 *     they can neither wait in a lobby nor moderate
 */
public record Newcomer(
        String name,
        Grants grants,
        Map<String, String> attributes,
        String address,
        boolean interactive) {
    /** Copies the map. */
    public Newcomer {
        attributes = Map.copyOf(attributes);
    }

    /** Somebody who comes over HTTP. */
    public static Newcomer byHttp(String name, Grants grants, String address) {
        return new Newcomer(name, grants, Map.of(), address, false);
    }
}
