package io.plenum.signaling.auth;

import com.nimbusds.jwt.JWTClaimsSet;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes tokens: for {@code plenum token}, and for the bodies of webhooks. */
public final class TokenMint {
    private static final Duration BODY_VALID = Duration.ofMinutes(5);

    private final String key;
    private final byte[] secret;

    /**
     * @param key its name, {@code iss} of the tokens
     * @param secret of 32 bytes at least
     */
    public TokenMint(String key, String secret) {
        this.key = key;
        this.secret = secret.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * A token.
     *
     * @param identity who it is
     * @param name what it is called, or null
     * @param video grants, named as LiveKit names them
     * @param nowMillis since 1970
     * @param validity how long it is good
     */
    public String mint(
            String identity,
            @Nullable String name,
            Map<String, Object> video,
            long nowMillis,
            Duration validity) {
        JWTClaimsSet.Builder claims =
                new JWTClaimsSet.Builder()
                        .issuer(key)
                        .subject(identity)
                        .notBeforeTime(Date.from(Instant.ofEpochMilli(nowMillis)))
                        .expirationTime(Date.from(Instant.ofEpochMilli(nowMillis).plus(validity)))
                        .claim("video", video);
        if (name != null) {
            claims.claim("name", name);
        }
        return TokenAccess.sign(claims.build(), secret);
    }

    /**
     * A token that vouches for the body of a webhook, as LiveKit's receivers check it.
     *
     * @param nowMillis since 1970
     */
    public String signBody(byte[] body, long nowMillis) {
        Instant now = Instant.ofEpochMilli(nowMillis);
        return TokenAccess.sign(
                new JWTClaimsSet.Builder()
                        .issuer(key)
                        .notBeforeTime(Date.from(now))
                        .expirationTime(Date.from(now.plus(BODY_VALID)))
                        .claim("sha256", Base64.getEncoder().encodeToString(sha256(body)))
                        .build(),
                secret);
    }

    private static byte[] sha256(byte[] body) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(body);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
