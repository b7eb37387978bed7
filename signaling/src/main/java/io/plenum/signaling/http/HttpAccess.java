package io.plenum.signaling.http;

import io.plenum.signaling.auth.Access;
import io.plenum.signaling.auth.AccessException;
import io.plenum.signaling.auth.Grants;
import io.plenum.signaling.auth.Grants.RoomGrants;
import io.plenum.signaling.counts.SignallingCount;
import java.util.Locale;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.jspecify.annotations.Nullable;

/**
 * Who may use REST, WHIP and WHEP. With keys, whoever has a token that says so. Without keys
 * everybody may enter rooms, but only operators control them.
 */
final class HttpAccess {
    private static final String SCHEME = "bearer ";

    private final Access access;
    private final AdminAccess operators;
    private final HttpPolicy policy;
    private final boolean open;

    /** What a request is for. */
    enum Right {
        /** To know which rooms there are. */
        LIST("roomList"),
        /** To begin and end rooms. */
        CREATE("roomCreate"),
        /** To look into a room and to moderate it. */
        ADMIN("roomAdmin");

        private final String grant;

        Right(String grant) {
            this.grant = grant;
        }

        private boolean isIn(RoomGrants rooms, @Nullable String room) {
            boolean admin = rooms.admin() && room != null && rooms.covers(room);
            return switch (this) {
                case LIST -> rooms.list();
                case CREATE -> rooms.create() || admin;
                case ADMIN -> admin;
            };
        }
    }

    /**
     * @param open whether everybody controls rooms where there are no keys
     */
    HttpAccess(Access access, AdminAccess operators, HttpPolicy policy, boolean open) {
        this.access = access;
        this.operators = operators;
        this.policy = policy;
        this.open = open;
    }

    HttpPolicy policy() {
        return policy;
    }

    /**
     * Lets a request through to REST.
     *
     * @param room that it is about, or null
     */
    void require(Request request, Response response, Right right, @Nullable String room)
            throws ProblemException {
        if (access.isOpen()) {
            if (open || operators.permits(request)) {
                return;
            }
            throw new ProblemException(
                    403,
                    "operators-only",
                    "No keys are configured (auth.keys), so rooms are controlled from the server's own"
                            + " machine only, or through admin.port.",
                    SignallingCount.REFUSED_TOKEN);
        }
        requireGrant(request, response, right, room);
    }

    /** Lets a request through that everybody may send where there are no keys. */
    void requireToken(Request request, Response response, Right right) throws ProblemException {
        if (!access.isOpen()) {
            requireGrant(request, response, right, null);
        }
    }

    /**
     * Whether what let a request through still does, for answers that go on and on: its token may
     * have ended meanwhile.
     */
    boolean stillHolds(Request request) {
        try {
            access.check(token(request));
            return true;
        } catch (AccessException e) {
            return false;
        }
    }

    private void requireGrant(
            Request request, Response response, Right right, @Nullable String room)
            throws ProblemException {
        Grants grants = grants(request, response, null);
        if (!right.isIn(grants.rooms(), room)) {
            throw new ProblemException(
                    403,
                    "forbidden",
                    "The token has no \"%s\"%s."
                            .formatted(right.grant, room == null ? "" : " for this room"),
                    SignallingCount.REFUSED_TOKEN);
        }
    }

    /**
     * What somebody who enters a room may do there.
     *
     * @param room that is entered
     */
    Grants enter(Request request, Response response, String room) throws ProblemException {
        return grants(request, response, room);
    }

    private Grants grants(Request request, Response response, @Nullable String room)
            throws ProblemException {
        policy.requireFewBadTokens(request, response);
        String token = token(request);
        try {
            return room == null ? access.check(token) : access.checkJoin(token, room);
        } catch (AccessException e) {
            boolean forbidden = e.reason() == AccessException.Reason.FORBIDDEN;
            if (e.reason() != AccessException.Reason.MISSING) {
                policy.onBadToken(policy.key(request));
            }
            if (!forbidden) {
                response.getHeaders()
                        .put(
                                HttpHeader.WWW_AUTHENTICATE,
                                e.reason() == AccessException.Reason.MISSING
                                        ? "Bearer"
                                        : "Bearer error=\"invalid_token\"");
            }
            throw new ProblemException(
                    forbidden ? 403 : 401,
                    switch (e.reason()) {
                        case MISSING -> "unauthorized";
                        case BAD -> "bad-token";
                        case EXPIRED -> "token-expired";
                        case FORBIDDEN -> "forbidden";
                    },
                    e.text(),
                    SignallingCount.REFUSED_TOKEN);
        }
    }

    /** RFC 6750 section 2.1. */
    private static @Nullable String token(Request request) {
        String value = request.getHeaders().get(HttpHeader.AUTHORIZATION);
        return value != null && value.toLowerCase(Locale.ROOT).startsWith(SCHEME)
                ? value.substring(SCHEME.length()).trim()
                : null;
    }
}
