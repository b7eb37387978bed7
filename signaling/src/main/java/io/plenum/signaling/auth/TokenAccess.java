package io.plenum.signaling.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.plenum.signaling.auth.AccessException.Reason;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Access by JSON Web Tokens (RFC 7519) signed with HMAC-SHA-256: {@code iss} names the key, {@code
 * sub} is who it is, {@code video} holds the grants, named as LiveKit names them.
 */
final class TokenAccess implements Access {
    /** RFC 7518 section 3.2: a key is as long as the hash at least. */
    static final int MIN_SECRET_BYTES = 32;

    static final int MAX_TOKEN_LENGTH = 8_192;

    /** How far the clock of whoever minted a token may be off. */
    private static final long LEEWAY_MILLIS = TimeUnit.SECONDS.toMillis(10);

    /** A token that ends sooner is renewed, and its successor ends by then. */
    private static final long RENEWED_FOR_MILLIS = TimeUnit.MINUTES.toMillis(10);

    private final Map<String, byte[]> secrets = new HashMap<>();
    private final LongSupplier epochMillis;

    /**
     * @param secrets by the name of the key
     * @param epochMillis tells the time
     */
    TokenAccess(Map<String, String> secrets, LongSupplier epochMillis) {
        secrets.forEach(
                (key, secret) -> this.secrets.put(key, secret.getBytes(StandardCharsets.UTF_8)));
        this.epochMillis = epochMillis;
    }

    @Override
    public boolean isOpen() {
        return false;
    }

    @Override
    public Grants check(@Nullable String token) throws AccessException {
        if (token == null || token.isEmpty()) {
            throw new AccessException(
                    Reason.MISSING, "This server asks for a token, and none was given.");
        }
        SignedJWT parsed = parse(token);
        byte[] secret = secretOf(parsed);
        verify(parsed, secret);
        JWTClaimsSet claims = claims(parsed);
        checkTimes(claims);
        return GrantClaims.read(claims);
    }

    private static SignedJWT parse(String token) throws AccessException {
        if (token.length() <= MAX_TOKEN_LENGTH) {
            try {
                return SignedJWT.parse(token);
            } catch (ParseException e) {
                // Reported below, without what the parser says: it may quote the token.
            }
        }
        throw new AccessException(Reason.BAD, "The token is no signed JSON Web Token.");
    }

    private byte[] secretOf(SignedJWT token) throws AccessException {
        if (!JWSAlgorithm.HS256.equals(token.getHeader().getAlgorithm())) {
            throw new AccessException(Reason.BAD, "The token is not signed with HS256.");
        }
        byte[] secret = secrets.get(claims(token).getIssuer());
        if (secret == null) {
            throw new AccessException(
                    Reason.BAD, "The token's \"iss\" names no key of this server.");
        }
        return secret;
    }

    private static void verify(SignedJWT token, byte[] secret) throws AccessException {
        boolean genuine;
        try {
            genuine = token.verify(new MACVerifier(secret));
        } catch (JOSEException e) {
            genuine = false; // critical headers that we do not understand
        }
        if (!genuine) {
            throw new AccessException(Reason.BAD, "The token's signature is wrong.");
        }
    }

    private static JWTClaimsSet claims(SignedJWT token) throws AccessException {
        try {
            JWTClaimsSet claims = token.getJWTClaimsSet();
            if (claims != null) {
                return claims;
            }
        } catch (ParseException e) {
            // Reported below, likewise.
        }
        throw new AccessException(Reason.BAD, "The token's claims are malformed.");
    }

    private void checkTimes(JWTClaimsSet claims) throws AccessException {
        long nowMillis = epochMillis.getAsLong();
        Date expires = claims.getExpirationTime();
        if (expires == null) {
            throw new AccessException(Reason.BAD, "The token has no \"exp\".");
        }
        if (nowMillis >= expires.toInstant().toEpochMilli() + LEEWAY_MILLIS) {
            throw new AccessException(Reason.EXPIRED, "The token has expired.");
        }
        Date notBefore = claims.getNotBeforeTime();
        if (notBefore != null && nowMillis < notBefore.toInstant().toEpochMilli() - LEEWAY_MILLIS) {
            throw new AccessException(Reason.BAD, "The token is not valid yet.");
        }
    }

    @Override
    public @Nullable String renew(@Nullable String token, Grants grants) {
        long untilMillis = epochMillis.getAsLong() + RENEWED_FOR_MILLIS;
        if (token == null || grants.expiresAtMillis() >= untilMillis) {
            return null;
        }
        try {
            SignedJWT before = parse(token);
            byte[] secret = secretOf(before);
            verify(before, secret);
            JWTClaimsSet claims =
                    new JWTClaimsSet.Builder(claims(before))
                            .expirationTime(Date.from(Instant.ofEpochMilli(untilMillis)))
                            .build();
            return sign(claims, secret);
        } catch (AccessException e) {
            return null; // it was good when it came; without its key there is nothing to renew
        }
    }

    /** The text of a token. */
    static String sign(JWTClaimsSet claims, byte[] secret) {
        SignedJWT token = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims);
        try {
            token.sign(new MACSigner(secret));
        } catch (JOSEException e) {
            throw new IllegalArgumentException("the secret cannot sign: it is too short", e);
        }
        return token.serialize();
    }
}
