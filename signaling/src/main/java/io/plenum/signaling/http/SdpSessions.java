package io.plenum.signaling.http;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * The WHIP and WHEP sessions that exist, by path. Knowing the path is the right to change and to
 * end the session.
 */
final class SdpSessions {
    private static final int SECRET_BYTES = 18;
    private static final int TAG_BYTES = 9;

    private final SecureRandom random = new SecureRandom();
    private final ConcurrentMap<String, SdpSession> sessions = new ConcurrentHashMap<>();

    /** A new session below {@code base}, registered. */
    SdpSession create(String base) {
        String path = base + "/" + randomText(SECRET_BYTES);
        SdpSession session = new SdpSession(path, newEntityTag(), this);
        sessions.put(path, session);
        return session;
    }

    /** A strong entity tag that no session has had. */
    String newEntityTag() {
        return '"' + randomText(TAG_BYTES) + '"';
    }

    private String randomText(int randomBytes) {
        byte[] secret = new byte[randomBytes];
        random.nextBytes(secret);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
    }

    @Nullable SdpSession find(String path) {
        return sessions.get(path);
    }

    void remove(SdpSession session) {
        sessions.remove(session.path(), session);
    }
}
