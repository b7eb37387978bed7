package io.plenum.signaling.support;

import io.plenum.signaling.auth.TokenMint;
import java.time.Duration;
import java.util.Map;

/** Values of the header Authorization. */
public final class BearerTokens {
    private BearerTokens() {}

    /** One that lets its bearer join a room, good for a minute. */
    public static String bearer(String secret, String room) {
        return "Bearer "
                + new TokenMint("key", secret)
                        .mint(
                                "studio",
                                null,
                                Map.of("roomJoin", true, "room", room),
                                System.currentTimeMillis(),
                                Duration.ofMinutes(1));
    }
}
