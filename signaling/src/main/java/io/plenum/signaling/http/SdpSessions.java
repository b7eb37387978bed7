package io.plenum.signaling.http;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * The WHIP and WHEP sessions that exist, by path. Knowing the path is the right to end the session.
 */
final class SdpSessions {
    private static final int SECRET_BYTES = 18;

    private final SecureRandom random = new SecureRandom();
    private final ConcurrentMap<String, SdpSession> sessions = new ConcurrentHashMap<>();

    /** A new session below {@code endpoint}, registered. */
    SdpSession create(String endpoint) {
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        String path =
                endpoint + "/" + Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
        SdpSession session = new SdpSession(path, this);
        sessions.put(path, session);
        return session;
    }

    @Nullable SdpSession find(String path) {
        return sessions.get(path);
    }

    void remove(SdpSession session) {
        sessions.remove(session.path(), session);
    }
}
