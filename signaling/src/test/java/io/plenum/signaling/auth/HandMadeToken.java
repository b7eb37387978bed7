package io.plenum.signaling.auth;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Tokens made without the library that checks them, as another program would make them. */
public final class HandMadeToken {
    /** A key's secret. */
    public static final String SECRET = "0123456789abcdef0123456789abcdef-of-a-test";

    private HandMadeToken() {}

    /** Signed with HMAC-SHA-256; quotes in {@code claims} may be single ones. */
    public static String of(String claims, String secret) {
        return of("{'alg':'HS256','typ':'JWT'}", claims, secret);
    }

    /** With a header of one's own. */
    public static String of(String header, String claims, String secret) {
        String signed = encode(header) + "." + encode(claims);
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            byte[] signature = mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII));
            return signed + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every JDK has HmacSHA256", e);
        }
    }

    private static String encode(String json) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }
}
