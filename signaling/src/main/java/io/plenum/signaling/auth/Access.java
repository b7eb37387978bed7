package io.plenum.signaling.auth;

import io.plenum.signaling.auth.AccessException.Reason;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Who may do what. Whoever serves a request asks this, whatever the request came by. */
public interface Access {
    /** Everything to everyone: no keys are configured. */
    Access OPEN =
            new Access() {
                @Override
                public boolean isOpen() {
                    return true;
                }

                @Override
                public Grants check(@Nullable String token) {
                    return Grants.OPEN;
                }

                @Override
                public @Nullable String renew(@Nullable String token, Grants grants) {
                    return null;
                }
            };

    /**
     * By tokens that were signed with one of these keys; open if there are none.
     *
     * @param secrets by the name of the key, each of 32 bytes at least
     */
    static Access of(Map<String, String> secrets) {
        return secrets.isEmpty() ? OPEN : new TokenAccess(secrets, System::currentTimeMillis);
    }

    /** Whether everybody may do everything. */
    boolean isOpen();

    /**
     * What a token allows.
     *
     * @param token as it came, or null if none did
     * @throws AccessException if it is missing, wrong or expired
     */
    Grants check(@Nullable String token) throws AccessException;

    /**
     * What a token allows, if it opens this room.
     *
     * @throws AccessException likewise, and if it is for another room or not for entering
     */
    default Grants checkJoin(@Nullable String token, String room) throws AccessException {
        Grants grants = check(token);
        if (!grants.rooms().join() || !grants.rooms().covers(room)) {
            throw new AccessException(Reason.FORBIDDEN, "The token is not for entering this room.");
        }
        return grants;
    }

    /**
     * The same token with a later end, for somebody who is in a room; null if it lasts long enough.
     *
     * @param token good when it came
     */
    @Nullable String renew(@Nullable String token, Grants grants);
}
