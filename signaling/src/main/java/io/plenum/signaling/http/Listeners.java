package io.plenum.signaling.http;

import io.plenum.signaling.config.ServerConfig;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.jspecify.annotations.Nullable;

/**
 * Where the server listens: HTTP/1.1 in the clear, or with a certificate HTTP/2 and HTTP/1.1 over
 * TLS; and a listener for operators if there is to be one.
 */
final class Listeners {
    private static final Duration IDLE_TIMEOUT = Duration.ofSeconds(30);

    /** A handshake is two round trips; whoever has the patience for a request has less for it. */
    private static final Duration HANDSHAKE_PATIENCE = Duration.ofSeconds(10);

    private static final int MAX_HEADER_BYTES = 16 * 1024;
    private static final int MAX_STREAMS = 128;

    private final Server server;
    private final SlowRequests slow;
    private final SlowHandshakes slowHandshakes;
    private final ServerConnector main;
    private @Nullable TlsFiles files;

    /**
     * Adds the listeners to the server; nothing listens yet.
     *
     * @param brokenHandshake told of TLS handshakes that clients break off
     * @throws IOException if certificate or key cannot be used; the message says why
     */
    Listeners(Server server, ServerConfig config, Runnable brokenHandshake) throws IOException {
        this.server = server;
        Duration patience = Duration.ofSeconds(config.http().requestSeconds());
        slow = new SlowRequests(server.getScheduler(), patience);
        server.addBean(slow);
        slowHandshakes =
                new SlowHandshakes(
                        server.getScheduler(),
                        patience.compareTo(HANDSHAKE_PATIENCE) < 0 ? patience : HANDSHAKE_PATIENCE,
                        brokenHandshake);
        main = add(factories(config.http().tls()), config.http().bind(), config.http().port());
        if (config.admin().port() >= 0) {
            add(List.of(http1(configuration())), config.admin().bind(), config.admin().port())
                    .setName(AdminAccess.CONNECTOR);
        }
    }

    /** The port that everyone connects to. */
    int port() {
        return main.getLocalPort();
    }

    /** When the certificate in force ends, or null if there is none. */
    @Nullable Instant certificateEnd() {
        TlsFiles known = files;
        return known == null ? null : known.end();
    }

    private ServerConnector add(
            List<ConnectionFactory> factories, @Nullable String bind, int port) {
        ServerConnector connector =
                new ServerConnector(server, 1, 1, factories.toArray(ConnectionFactory[]::new));
        connector.setHost(bind);
        connector.setPort(port);
        connector.setIdleTimeout(IDLE_TIMEOUT.toMillis());
        server.addConnector(connector);
        return connector;
    }

    private List<ConnectionFactory> factories(ServerConfig.@Nullable Tls tls) throws IOException {
        HttpConfiguration configuration = configuration();
        HttpConnectionFactory http1 = http1(configuration);
        if (tls == null) {
            return List.of(http1);
        }
        TlsFiles read = new TlsFiles(tls, server.getScheduler());
        files = read;
        server.addBean(read);
        SecureRequestCustomizer secure = new SecureRequestCustomizer();
        secure.setSniHostCheck(false); // whatever name or address leads here is ours
        configuration.addCustomizer(secure);
        ALPNServerConnectionFactory alpn = new ALPNServerConnectionFactory();
        alpn.setDefaultProtocol(HttpVersion.HTTP_1_1.asString());
        HTTP2ServerConnectionFactory http2 = new HTTP2ServerConnectionFactory(configuration);
        http2.setMaxConcurrentStreams(MAX_STREAMS);
        http2.setConnectProtocolEnabled(false); // WebSockets have connections of their own
        List<ConnectionFactory> factories = new ArrayList<>();
        SslConnectionFactory handshakes =
                new SslConnectionFactory(read.context(), alpn.getProtocol());
        handshakes.addEventListener(slowHandshakes);
        factories.add(handshakes);
        factories.add(alpn);
        factories.add(http2);
        factories.add(http1);
        return factories;
    }

    private HttpConnectionFactory http1(HttpConfiguration configuration) {
        HttpConnectionFactory factory = new HttpConnectionFactory(configuration);
        factory.addEventListener(slow);
        return factory;
    }

    private static HttpConfiguration configuration() {
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setSendXPoweredBy(false);
        http.setRequestHeaderSize(MAX_HEADER_BYTES);
        return http;
    }
}
