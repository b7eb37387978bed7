package io.plenum.signaling.config;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Every setting: its key in the file, from which the flag and the environment variable follow. */
public enum Setting {
    HTTP_PORT("http.port", "PORT", "TCP port of page, signalling and REST", "8080", false),
    HTTP_BIND("http.bind", "ADDRESS", "address to listen on (default all)", null, false),
    HTTP_TLS_CERTIFICATE(
            "http.tls-certificate",
            "FILE",
            "certificate chain in PEM form; with it http.port speaks HTTPS. Read again when it changes",
            null,
            false),
    HTTP_TLS_KEY(
            "http.tls-key", "FILE", "private key of the certificate, in PEM form", null, false),
    HTTP_CORS_ORIGINS(
            "http.cors-origins",
            "ORIGIN",
            "whose pages may use WebSocket, WHIP, WHEP and REST, such as https://example.org, repeatable",
            "*",
            true),
    HTTP_TRUSTED_PROXIES(
            "http.trusted-proxies",
            "ADDRESS",
            "proxy whose X-Forwarded-For is believed, repeatable (default none)",
            null,
            true),
    HTTP_JOINS_PER_MINUTE(
            "http.joins-per-minute",
            "N",
            "joins from one address, and ten times as many other requests of WHIP and WHEP; 0 for no limit."
                    + " This machine has none",
            "600",
            false),
    HTTP_REQUEST_SECONDS(
            "http.request-seconds",
            "N",
            "by then a request must have come whole, or its connection ends",
            "15",
            false),
    HTTP_OPEN_REST(
            "http.open-rest",
            "true|false",
            "whether everybody may control rooms by REST where no keys are configured",
            "false",
            false),
    WEBHOOKS_URLS(
            "webhooks.urls",
            "URL",
            "server that is told what happens in rooms, repeatable",
            null,
            true),
    WEBHOOKS_KEY_FILE(
            "webhooks.key-file",
            "FILE",
            "file with the key that signs webhooks, as name:secret (default the first of auth.keys)",
            null,
            false),
    ADMIN_PORT(
            "admin.port",
            "PORT",
            "TCP port of a listener for /admin and REST without tokens (default the HTTP port, from this"
                    + " machine only)",
            null,
            false),
    ADMIN_BIND("admin.bind", "ADDRESS", "address of that listener", "127.0.0.1", false),
    ADMIN_TAP_PAYLOAD(
            "admin.tap-payload",
            "true|false",
            "whether operators may capture what is said and shown, and not only the headers of packets",
            "false",
            false),
    LOG_FORMAT(
            "log.format", "text|json", "lines for people or objects for programs", "text", false),
    LOG_REDACT(
            "log.redact",
            "true|false",
            "whether addresses and names are hidden in the log, in /admin and in what it exports",
            "false",
            false),
    MEDIA_PORT(
            "media.port",
            "PORT",
            "UDP port of the first media loop; further loops count up",
            "10000",
            false),
    MEDIA_BIND(
            "media.bind",
            "ADDRESS",
            "address for media, repeatable (default every usable one)",
            null,
            true),
    MEDIA_ADVERTISE(
            "media.advertise",
            "ADDRESS",
            "public address offered to browsers, repeatable (default the bound ones)",
            null,
            true),
    MEDIA_LOOPS(
            "media.loops",
            "N",
            "media loops, each with a thread and a port (default one per core)",
            null,
            false),
    MEDIA_IO("media.io", "KIND", "auto, linux or nio", "auto", false),
    MEDIA_GSO(
            "media.gso",
            "auto|off",
            "whether runs of datagrams to one destination leave as one message that the kernel"
                    + " cuts: auto (where it works) or off",
            "auto",
            false),
    MEDIA_DSCP(
            "media.dscp",
            "N",
            "DSCP of media datagrams, 0 to 63; 34 is AF41, if your network honours it",
            "0",
            false),
    MEDIA_CRYPTO(
            "media.crypto",
            "KIND",
            "whose ciphers protect media: auto (the fastest in a trial at start), jdk or accp"
                    + " (Amazon Corretto Crypto Provider)",
            "auto",
            false),
    ICE_SERVERS(
            "ice.servers",
            "URL",
            "STUN or TURN server that clients are told, such as turn:turn.example.org:3478,"
                    + " repeatable",
            null,
            true),
    ICE_TURN_SECRET_FILE(
            "ice.turn-secret-file",
            "FILE",
            "file with the secret that the TURN server shares (coturn: static-auth-secret); makes"
                    + " credentials that expire",
            null,
            false),
    AUTH_KEYS(
            "auth.keys",
            "NAME:SECRET",
            "key that signs tokens, repeatable; whoever sees the process list sees it too, so"
                    + " rather in plenum.yaml (default none: rooms are open)",
            null,
            true);

    private final String key;
    private final String label;
    private final String help;
    private final @Nullable String defaultValue;
    private final boolean repeatable;

    Setting(
            String key,
            String label,
            String help,
            @Nullable String defaultValue,
            boolean repeatable) {
        this.key = key;
        this.label = label;
        this.help = help;
        this.defaultValue = defaultValue;
        this.repeatable = repeatable;
    }

    /** Key in plenum.yaml, for example {@code http.port}. */
    public String key() {
        return key;
    }

    /** Flag, for example {@code --http-port}. */
    public String flag() {
        return "--" + key.replace('.', '-');
    }

    /** Environment variable, for example {@code PLENUM_HTTP_PORT}. */
    public String environmentVariable() {
        return "PLENUM_" + key.replace('.', '_').toUpperCase(Locale.ROOT);
    }

    /** What stands for the value in the flag's help. */
    public String label() {
        return label;
    }

    /** One clause for people. */
    public String help() {
        return help;
    }

    /** Value if nobody sets it, or null. */
    public @Nullable String defaultValue() {
        return defaultValue;
    }

    /** Whether it may be given several times (a list in the file, commas in the environment). */
    public boolean repeatable() {
        return repeatable;
    }
}
