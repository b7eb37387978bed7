package io.plenum.signaling;

import io.plenum.signaling.config.ConfigException;
import io.plenum.signaling.config.ConfigLoader;
import io.plenum.signaling.config.ServerConfig;
import io.plenum.signaling.config.Setting;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that every command with a configuration takes. */
final class ConfigOptions {
    private static final Path DEFAULT_FILE = Path.of("plenum.yaml");

    private final Map<Setting, List<String>> flags = new EnumMap<>(Setting.class);

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "YAML file; ./plenum.yaml is read if it is there")
    private @Nullable Path file;

    @Option(
            names = "--http-port",
            paramLabel = "PORT",
            description = "TCP port of page, signalling and REST (default 8080)")
    void setHttpPort(String value) {
        flags.put(Setting.HTTP_PORT, List.of(value));
    }

    @Option(
            names = "--http-bind",
            paramLabel = "ADDRESS",
            description = "address to listen on (default all)")
    void setHttpBind(String value) {
        flags.put(Setting.HTTP_BIND, List.of(value));
    }

    @Option(
            names = "--media-port",
            paramLabel = "PORT",
            description =
                    "UDP port of the first media loop; further loops count up (default 10000)")
    void setMediaPort(String value) {
        flags.put(Setting.MEDIA_PORT, List.of(value));
    }

    @Option(
            names = "--media-bind",
            paramLabel = "ADDRESS",
            description = "address for media, repeatable (default every usable one)")
    void setMediaBind(List<String> values) {
        flags.put(Setting.MEDIA_BIND, List.copyOf(values));
    }

    @Option(
            names = "--media-advertise",
            paramLabel = "ADDRESS",
            description = "public address offered to browsers, repeatable (default the bound ones)")
    void setMediaAdvertise(List<String> values) {
        flags.put(Setting.MEDIA_ADVERTISE, List.copyOf(values));
    }

    @Option(
            names = "--media-loops",
            paramLabel = "N",
            description = "media loops, each with a thread and a port (default one per core)")
    void setMediaLoops(String value) {
        flags.put(Setting.MEDIA_LOOPS, List.of(value));
    }

    @Option(
            names = "--media-io",
            paramLabel = "KIND",
            description = "auto, linux or nio (default auto)")
    void setMediaIo(String value) {
        flags.put(Setting.MEDIA_IO, List.of(value));
    }

    @Option(
            names = "--media-gso",
            paramLabel = "auto|off",
            description =
                    "whether runs of datagrams to one destination leave as one message that the kernel cuts:"
                            + " auto (where it works) or off (default auto)")
    void setMediaGso(String value) {
        flags.put(Setting.MEDIA_GSO, List.of(value));
    }

    @Option(
            names = "--media-dscp",
            paramLabel = "N",
            description =
                    "DSCP of media datagrams, 0 to 63; 34 is AF41, if your network honours it (default 0)")
    void setMediaDscp(String value) {
        flags.put(Setting.MEDIA_DSCP, List.of(value));
    }

    @Option(
            names = "--media-crypto",
            paramLabel = "KIND",
            description =
                    "whose ciphers protect media: auto (the fastest in a trial at start), jdk or accp (Amazon"
                            + " Corretto Crypto Provider) (default auto)")
    void setMediaCrypto(String value) {
        flags.put(Setting.MEDIA_CRYPTO, List.of(value));
    }

    /** What is in force. */
    ServerConfig load() throws ConfigException {
        Path chosen = file == null && Files.exists(DEFAULT_FILE) ? DEFAULT_FILE : file;
        return ConfigLoader.load(flags, System.getenv(), chosen);
    }
}
