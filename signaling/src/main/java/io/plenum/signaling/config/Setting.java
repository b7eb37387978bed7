package io.plenum.signaling.config;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Every setting: its key in the file, from which the flag and the environment variable follow. */
public enum Setting {
    HTTP_PORT("http.port", "TCP port of page, signalling and REST", "8080", false),
    HTTP_BIND("http.bind", "address to listen on; all if not set", null, false),
    MEDIA_PORT(
            "media.port",
            "UDP port of the first media loop; further loops count up",
            "10000",
            false),
    MEDIA_BIND("media.bind", "address for media; every usable one if not set", null, true),
    MEDIA_ADVERTISE(
            "media.advertise", "public address offered to browsers, behind NAT", null, true),
    MEDIA_LOOPS(
            "media.loops",
            "media loops, each with a thread and a port; one per core if not set",
            null,
            false),
    MEDIA_IO("media.io", "auto, linux or nio", "auto", false),
    MEDIA_GSO(
            "media.gso",
            "whether runs to one destination leave as one message: auto (where it works) or off",
            "auto",
            false),
    MEDIA_DSCP(
            "media.dscp",
            "DSCP of media datagrams, 0 to 63; 34 is AF41, if your network honours it",
            "0",
            false),
    MEDIA_CRYPTO(
            "media.crypto",
            "whose ciphers protect media: auto (the fastest), jdk or accp",
            "auto",
            false);

    private final String key;
    private final String help;
    private final @Nullable String defaultValue;
    private final boolean repeatable;

    Setting(String key, String help, @Nullable String defaultValue, boolean repeatable) {
        this.key = key;
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
