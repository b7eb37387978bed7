package io.plenum.signaling.ws;

import io.plenum.signaling.auth.Access;
import io.plenum.signaling.auth.AccessException;
import io.plenum.signaling.auth.Grants;
import io.plenum.signaling.messages.BadMessageException;
import io.plenum.signaling.messages.ByeReason;
import io.plenum.signaling.messages.ErrorCode;
import io.plenum.signaling.rooms.Participant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A client's token and what it allows. Not a record: nothing of it is printed.
 *
 * <p>Immutable.
 */
final class Admission {
    private final String token;
    private final Grants grants;

    private Admission(@Nullable String token, Grants grants) {
        this.token = token == null ? "" : token;
        this.grants = grants;
    }

    /** The token, empty where none is asked for. */
    String token() {
        return token;
    }

    Grants grants() {
        return grants;
    }

    /**
     * Lets somebody in.
     *
     * @throws BadMessageException if its token does not open the room; the connection ends
     */
    static Admission atJoin(Access access, @Nullable String token, String room)
            throws BadMessageException {
        try {
            return new Admission(token, access.checkJoin(token, room));
        } catch (AccessException e) {
            throw BadMessageException.notAdmitted(
                    code(e.reason()),
                    e.text(),
                    e.reason() == AccessException.Reason.EXPIRED
                            ? ByeReason.TOKEN_EXPIRED
                            : ByeReason.REFUSED);
        }
    }

    /**
     * Takes another token from somebody who is in.
     *
     * @throws BadMessageException if it is for another room or somebody else; everything stays as
     *     it was
     */
    static Admission inRoom(Access access, String token, Participant who)
            throws BadMessageException {
        Grants grants;
        try {
            grants = access.checkJoin(token, who.room().name());
        } catch (AccessException e) {
            throw new BadMessageException(code(e.reason()), e.text(), "token");
        }
        if (!Objects.equals(grants.identity(), who.identity())) {
            throw new BadMessageException(
                    ErrorCode.FORBIDDEN, "token: it is somebody else's.", "token");
        }
        return new Admission(token, grants);
    }

    /** The same with a later end, or null if it lasts long enough. */
    @Nullable Admission renewed(Access access) {
        String later = access.renew(token, grants);
        if (later == null) {
            return null;
        }
        try {
            return new Admission(later, access.check(later));
        } catch (AccessException e) {
            throw new IllegalStateException("our own token is refused", e);
        }
    }

    private static ErrorCode code(AccessException.Reason reason) {
        return switch (reason) {
            case MISSING -> ErrorCode.UNAUTHORIZED;
            case BAD -> ErrorCode.BAD_TOKEN;
            case EXPIRED -> ErrorCode.TOKEN_EXPIRED;
            case FORBIDDEN -> ErrorCode.FORBIDDEN;
        };
    }
}
