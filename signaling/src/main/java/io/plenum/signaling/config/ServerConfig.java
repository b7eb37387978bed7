package io.plenum.signaling.config;

import java.net.URI;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is in force, from flags, environment, file and defaults. Checked: a value of this record can
 * be started.
 *
 * @param http where browsers and programs connect
 * @param admin where operators connect
 * @param media where media flows
 * @param ice helpers of ICE outside of this server
 * @param auth who may come in
 * @param webhooks who is told what happens
 * @param log what the log looks like
 */
public record ServerConfig(
        Http http, Admin admin, Media media, Ice ice, Auth auth, Hooks webhooks, Log log) {

    /**
     * The HTTP listener.
     *
     * @param port TCP port, 0 for any free one
     * @param bind address to listen on, or null for all
     * @param tls certificate and key, or null for plain HTTP
     * @param corsOrigins whose pages may use the server; "*" for everyone's
     * @param trustedProxies addresses whose X-Forwarded-For is believed
     * @param joinsPerMinute from one address; 0 for no limit
     * @param requestSeconds by when a request must have come whole
     * @param openRest whether everybody controls rooms where there are no keys
     */
    public record Http(
            int port,
            @Nullable String bind,
            @Nullable Tls tls,
            List<String> corsOrigins,
            List<String> trustedProxies,
            int joinsPerMinute,
            int requestSeconds,
            boolean openRest) {
        /** Copies the lists. */
        public Http {
            corsOrigins = List.copyOf(corsOrigins);
            trustedProxies = List.copyOf(trustedProxies);
        }
    }

    /**
     * PEM files.
     *
     * @param certificate chain, the server's own first
     * @param key its private key
     */
    public record Tls(Path certificate, Path key) {}

    /**
     * The listener for operators.
     *
     * @param port TCP port, 0 for any free one; -1 for none, and then the HTTP listener serves
     *     operators on this machine
     * @param bind address to listen on
     * @param tapPayload whether operators may capture the payload of media
     */
    public record Admin(int port, String bind, boolean tapPayload) {}

    /**
     * The media ports.
     *
     * @param port UDP port of the first loop; each further loop takes the next; 0 for any free one
     * @param bind addresses to listen on; empty for every usable one
     * @param advertise public addresses to offer in place of the bound ones; empty to offer those
     * @param loops media loops, 1 to 64
     * @param io how datagrams are read and written
     * @param gso whether runs of datagrams to one destination leave as one message
     * @param dscp differentiated services code point of media datagrams, 0 to 63
     * @param crypto whose ciphers protect the media
     */
    public record Media(
            int port,
            List<String> bind,
            List<String> advertise,
            int loops,
            MediaIo io,
            MediaGso gso,
            int dscp,
            MediaCrypto crypto) {
        /** Copies the lists. */
        public Media {
            bind = List.copyOf(bind);
            advertise = List.copyOf(advertise);
        }
    }

    /**
     * The STUN and TURN servers that clients are told.
     *
     * @param servers URLs (RFC 7064, RFC 7065)
     * @param turnSecret shared with the TURN servers, or null for none; never logged
     */
    public record Ice(List<String> servers, @Nullable String turnSecret) {
        /** Copies the list. */
        public Ice {
            servers = List.copyOf(servers);
        }

        /** Without the secret. */
        @Override
        public String toString() {
            return "Ice[servers=" + servers + "]";
        }
    }

    /**
     * Who may come in.
     *
     * @param keys secrets by the name of the key, in the order of the configuration; everything is
     *     open if there are none
     */
    public record Auth(Map<String, String> keys) {
        /** Copies the map. */
        public Auth {
            keys = Collections.unmodifiableMap(new LinkedHashMap<>(keys));
        }

        /** Names the keys and keeps the secrets. */
        @Override
        public String toString() {
            return "Auth" + keys.keySet();
        }
    }

    /**
     * Who is told what happens in rooms.
     *
     * @param urls receivers; empty for nobody
     * @param key name of the key that signs
     * @param secret of that key; never logged
     */
    public record Hooks(List<URI> urls, String key, String secret) {
        /** Nobody is told. */
        public static final Hooks NONE = new Hooks(List.of(), "", "");

        /** Copies the list. */
        public Hooks {
            urls = List.copyOf(urls);
        }

        /** A receiver as it may be printed: without user, password and query. */
        public static String shown(URI url) {
            String port = url.getPort() < 0 ? "" : ":" + url.getPort();
            return url.getScheme() + "://" + url.getHost() + port + url.getPath();
        }

        /** Without the secrets. */
        @Override
        public String toString() {
            return "Hooks[urls=%s, key=%s]"
                    .formatted(urls.stream().map(Hooks::shown).toList(), key);
        }
    }

    /**
     * The log.
     *
     * @param format of its lines
     * @param redact whether addresses and names are hidden, there and where operators look
     */
    public record Log(LogFormat format, boolean redact) {}

    /** What a line of the log is. */
    public enum LogFormat {
        /** For people. */
        TEXT,
        /** One JSON object. */
        JSON
    }

    /** How datagrams are read and written. */
    public enum MediaIo {
        /** The fastest that works here. */
        AUTO,
        /** Linux system calls in batches. */
        LINUX,
        /** java.nio, everywhere. */
        NIO
    }

    /** Messages that the kernel cuts into datagrams. */
    public enum MediaGso {
        /** Where it works. */
        AUTO,
        /** Never. */
        OFF
    }

    /** Whose ciphers protect the media. */
    public enum MediaCrypto {
        /** The fastest in a trial at start. */
        AUTO,
        /** The JDK's. */
        JDK,
        /** The Amazon Corretto Crypto Provider's. */
        ACCP
    }
}
