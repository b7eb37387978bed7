package io.plenum.signaling.http;

import io.plenum.signaling.config.ServerConfig;
import io.plenum.signaling.messages.ServerMessage.IceServerView;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The STUN and TURN servers that clients are told, as Link header fields (RFC 9725 section 4.6) or
 * in {@code joined}. Credentials for TURN are made for each answer, as
 * draft-uberti-behave-turn-rest has it: the user name is the time of expiry, the password its
 * HMAC-SHA1 under a secret that the TURN server knows.
 */
final class IceServers {
    private static final Duration VALID = Duration.ofHours(12);

    private final List<String> urls;
    private final @Nullable String secret;
    private final InstantSource clock;

    IceServers(ServerConfig.Ice config, InstantSource clock) {
        urls = config.servers();
        secret = config.turnSecret();
        this.clock = clock;
    }

    /** As {@code joined} tells them. */
    List<IceServerView> views() {
        String username = username();
        List<IceServerView> views = new ArrayList<>();
        for (String url : urls) {
            views.add(
                    needsCredentials(url)
                            ? new IceServerView(List.of(url), username, password(username))
                            : new IceServerView(List.of(url), null, null));
        }
        return views;
    }

    /** One value of a Link header for each server. */
    List<String> links() {
        return views().stream().map(IceServers::link).toList();
    }

    private static String link(IceServerView server) {
        String link = "<" + server.urls().getFirst() + ">; rel=\"ice-server\"";
        return server.username() == null
                ? link
                : link
                        + "; username=\"%s\"; credential=\"%s\"; credential-type=\"password\""
                                .formatted(server.username(), server.credential());
    }

    private boolean needsCredentials(String url) {
        return url.startsWith("turn") && secret != null;
    }

    private String username() {
        return clock.instant().plus(VALID).getEpochSecond() + ":plenum";
    }

    private @Nullable String password(String username) {
        return secret == null ? null : hmac(secret, username);
    }

    private static String hmac(String shared, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(shared.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
            return Base64.getEncoder()
                    .encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA1", e);
        }
    }
}
