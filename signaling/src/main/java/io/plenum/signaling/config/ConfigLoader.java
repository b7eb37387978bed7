package io.plenum.signaling.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.plenum.signaling.config.ServerConfig.LogFormat;
import io.plenum.signaling.config.ServerConfig.MediaCrypto;
import io.plenum.signaling.config.ServerConfig.MediaGso;
import io.plenum.signaling.config.ServerConfig.MediaIo;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Puts the configuration together: flag before environment before file before default. */
public final class ConfigLoader {
    private static final int MAX_LOOPS = 64;
    private static final int MAX_DSCP = 63;
    private static final Pattern ORIGIN = Pattern.compile("https?://[^/\\s?#]+");
    private static final Pattern ICE_SERVER =
            Pattern.compile("(stuns?|turns?):[^\\s<>\"]+", Pattern.CASE_INSENSITIVE);
    private static final Pattern ADDRESS = Pattern.compile("[0-9a-fA-F:.%]+");

    private final Map<Setting, Sourced> values = new EnumMap<>(Setting.class);

    /** A value and where it came from, in the operator's words. */
    private record Sourced(List<String> values, String origin) {}

    /**
     * Loads and checks.
     *
     * @param flags values from the command line, by setting
     * @param environment the process environment
     * @param file YAML file, or null for none
     * @throws ConfigException if something is unknown, malformed or contradictory
     */
    public static ServerConfig load(
            Map<Setting, List<String>> flags, Map<String, String> environment, @Nullable Path file)
            throws ConfigException {
        ConfigLoader loader = new ConfigLoader();
        if (file != null) {
            loader.readFile(file);
        }
        loader.readEnvironment(environment);
        flags.forEach(
                (setting, value) -> loader.values.put(setting, new Sourced(value, setting.flag())));
        return loader.check();
    }

    private void readFile(Path file) throws ConfigException {
        JsonNode root;
        try {
            root =
                    YAMLMapper.builder()
                            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                            .build()
                            .readTree(Files.readString(file));
        } catch (JsonProcessingException e) {
            throw new ConfigException(
                    "%s is not valid YAML%s: %s"
                            .formatted(
                                    file,
                                    e.getLocation() == null
                                            ? ""
                                            : " at line " + e.getLocation().getLineNr(),
                                    e.getOriginalMessage()));
        } catch (IOException e) {
            throw new ConfigException("%s cannot be read: %s".formatted(file, e));
        }
        if (root == null || root.isMissingNode() || root.isNull()) {
            return;
        }
        if (!root.isObject()) {
            throw new ConfigException(file + " must hold keys such as \"http:\" and \"media:\".");
        }
        readObject(file, "", root);
    }

    private void readObject(Path file, String prefix, JsonNode object) throws ConfigException {
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            String key = prefix + field.getKey();
            if (key.equals(Setting.AUTH_KEYS.key()) && field.getValue().isObject()) {
                List<String> pairs = new ArrayList<>();
                field.getValue()
                        .properties()
                        .forEach(each -> pairs.add(each.getKey() + ":" + each.getValue().asText()));
                values.put(Setting.AUTH_KEYS, new Sourced(pairs, file + ": " + key));
                continue;
            }
            if (field.getValue().isObject()) {
                readObject(file, key + ".", field.getValue());
                continue;
            }
            Setting setting = known(file, key);
            values.put(setting, new Sourced(texts(setting, field.getValue()), file + ": " + key));
        }
    }

    private static Setting known(Path file, String key) throws ConfigException {
        Setting nearest = Setting.HTTP_PORT;
        int nearestDistance = Integer.MAX_VALUE;
        for (Setting setting : Setting.values()) {
            if (setting.key().equals(key)) {
                return setting;
            }
            int distance = EditDistance.between(setting.key(), key);
            if (distance < nearestDistance) {
                nearestDistance = distance;
                nearest = setting;
            }
        }
        throw new ConfigException(
                "%s: there is no setting \"%s\". Did you mean \"%s\"?"
                        .formatted(file, key, nearest.key()));
    }

    private static List<String> texts(Setting setting, JsonNode value) throws ConfigException {
        List<String> texts = new ArrayList<>();
        if (value.isArray()) {
            if (!setting.repeatable()) {
                throw new ConfigException(setting.key() + " takes one value, not a list.");
            }
            value.forEach(each -> texts.add(each.asText()));
        } else if (!value.isNull()) {
            texts.add(value.asText());
        }
        return texts;
    }

    private void readEnvironment(Map<String, String> environment) {
        for (Setting setting : Setting.values()) {
            String value = environment.get(setting.environmentVariable());
            if (value != null && !value.isBlank()) {
                List<String> parts =
                        setting.repeatable()
                                ? List.of(value.trim().split("\\s*,\\s*"))
                                : List.of(value.trim());
                values.put(setting, new Sourced(parts, setting.environmentVariable()));
            }
        }
    }

    private ServerConfig check() throws ConfigException {
        int mediaPort = number(Setting.MEDIA_PORT, 0, 65_535, 10_000);
        int loops =
                number(
                        Setting.MEDIA_LOOPS,
                        1,
                        MAX_LOOPS,
                        Math.min(MAX_LOOPS, Runtime.getRuntime().availableProcessors()));
        if (mediaPort != 0 && mediaPort + loops - 1 > 65_535) {
            throw new ConfigException(
                    """
                    media.port is %d and media.loops is %d, and each loop needs a port of its own, but ports end at \
                    65535. Set media.port to %d or less, or media.loops to %d or less.\
                    """
                            .formatted(mediaPort, loops, 65_536 - loops, 65_536 - mediaPort));
        }
        Map<String, String> keys =
                NamedKeys.read(texts(Setting.AUTH_KEYS), origin(Setting.AUTH_KEYS));
        List<String> bind = addresses(Setting.MEDIA_BIND);
        List<String> httpBind = addresses(Setting.HTTP_BIND);
        return new ServerConfig(
                new ServerConfig.Http(
                        number(Setting.HTTP_PORT, 0, 65_535, 8080),
                        httpBind.isEmpty() ? null : httpBind.getFirst(),
                        tls(),
                        origins(),
                        addresses(Setting.HTTP_TRUSTED_PROXIES),
                        number(Setting.HTTP_JOINS_PER_MINUTE, 0, 1_000_000, 600),
                        number(Setting.HTTP_REQUEST_SECONDS, 1, 3_600, 15),
                        flag(Setting.HTTP_OPEN_REST)),
                new ServerConfig.Admin(
                        number(Setting.ADMIN_PORT, 0, 65_535, -1),
                        addresses(Setting.ADMIN_BIND).getFirst(),
                        flag(Setting.ADMIN_TAP_PAYLOAD)),
                new ServerConfig.Media(
                        mediaPort,
                        bind,
                        addresses(Setting.MEDIA_ADVERTISE),
                        loops,
                        oneOf(Setting.MEDIA_IO, MediaIo.values()),
                        oneOf(Setting.MEDIA_GSO, MediaGso.values()),
                        number(Setting.MEDIA_DSCP, 0, MAX_DSCP, 0),
                        oneOf(Setting.MEDIA_CRYPTO, MediaCrypto.values())),
                ice(),
                new ServerConfig.Auth(keys),
                hooks(keys),
                new ServerConfig.Log(
                        oneOf(Setting.LOG_FORMAT, LogFormat.values()), flag(Setting.LOG_REDACT)));
    }

    private ServerConfig.Hooks hooks(Map<String, String> authKeys) throws ConfigException {
        List<URI> urls = new ArrayList<>();
        for (String url : texts(Setting.WEBHOOKS_URLS)) {
            urls.add(httpUrl(url));
        }
        if (urls.isEmpty()) {
            return ServerConfig.Hooks.NONE;
        }
        Map<String, String> keys = authKeys;
        List<String> file = texts(Setting.WEBHOOKS_KEY_FILE);
        if (!file.isEmpty()) {
            String origin = origin(Setting.WEBHOOKS_KEY_FILE);
            keys =
                    NamedKeys.read(
                            List.of(SecretFile.read(Path.of(file.getFirst()), origin)), origin);
        }
        for (Map.Entry<String, String> first : keys.entrySet()) {
            return new ServerConfig.Hooks(urls, first.getKey(), first.getValue());
        }
        throw new ConfigException(
                "webhooks.urls is set, but there is no key to sign them with: set webhooks.key-file or"
                        + " auth.keys.");
    }

    /** Does not repeat it: it may hold a password. */
    private URI httpUrl(String text) throws ConfigException {
        try {
            URI url = new URI(text);
            if (url.getHost() != null
                    && ("http".equals(url.getScheme()) || "https".equals(url.getScheme()))) {
                return url;
            }
        } catch (URISyntaxException e) {
            // Reported below, like a URL of something else.
        }
        throw new ConfigException(
                origin(Setting.WEBHOOKS_URLS) + " must be such as https://example.org/hook.");
    }

    private ServerConfig.@Nullable Tls tls() throws ConfigException {
        List<String> certificate = texts(Setting.HTTP_TLS_CERTIFICATE);
        List<String> key = texts(Setting.HTTP_TLS_KEY);
        if (certificate.isEmpty() && key.isEmpty()) {
            return null;
        }
        if (certificate.isEmpty() || key.isEmpty()) {
            throw new ConfigException(
                    "http.tls-certificate and http.tls-key come together, and one is missing.");
        }
        return new ServerConfig.Tls(
                readable(Setting.HTTP_TLS_CERTIFICATE, certificate),
                readable(Setting.HTTP_TLS_KEY, key));
    }

    private Path readable(Setting setting, List<String> given) throws ConfigException {
        Path file = Path.of(given.getFirst());
        if (!Files.isReadable(file)) {
            throw new ConfigException(
                    "%s: there is no file %s that can be read.".formatted(origin(setting), file));
        }
        return file;
    }

    private List<String> origins() throws ConfigException {
        List<String> origins = texts(Setting.HTTP_CORS_ORIGINS);
        for (String origin : origins) {
            if (!origin.equals("*") && !ORIGIN.matcher(origin).matches()) {
                throw new ConfigException(
                        "%s is \"%s\", but must be * or such as https://example.org, without a path."
                                .formatted(origin(Setting.HTTP_CORS_ORIGINS), origin));
            }
        }
        return origins;
    }

    private ServerConfig.Ice ice() throws ConfigException {
        List<String> servers = texts(Setting.ICE_SERVERS);
        for (String server : servers) {
            if (!ICE_SERVER.matcher(server).matches()) {
                throw new ConfigException(
                        "%s is \"%s\", but must be such as stun:host:3478 or turn:host:3478?transport=udp."
                                .formatted(origin(Setting.ICE_SERVERS), server));
            }
        }
        List<String> file = texts(Setting.ICE_TURN_SECRET_FILE);
        if (file.isEmpty()) {
            return new ServerConfig.Ice(servers, null);
        }
        return new ServerConfig.Ice(
                servers,
                SecretFile.read(Path.of(file.getFirst()), origin(Setting.ICE_TURN_SECRET_FILE)));
    }

    private List<String> texts(Setting setting) {
        Sourced sourced = values.get(setting);
        if (sourced != null) {
            return sourced.values();
        }
        String fallback = setting.defaultValue();
        return fallback == null ? List.of() : List.of(fallback);
    }

    private String origin(Setting setting) {
        Sourced sourced = values.get(setting);
        return sourced == null ? setting.key() : sourced.origin();
    }

    private int number(Setting setting, int min, int max, int fallback) throws ConfigException {
        List<String> given = texts(setting);
        if (given.isEmpty()) {
            return fallback;
        }
        try {
            int value = Integer.parseInt(given.getFirst());
            if (value >= min && value <= max) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Reported below with the range, like a number outside it.
        }
        throw new ConfigException(
                "%s is \"%s\", but must be a whole number from %d to %d."
                        .formatted(origin(setting), given.getFirst(), min, max));
    }

    private boolean flag(Setting setting) throws ConfigException {
        String text = texts(setting).getFirst();
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default ->
                    throw new ConfigException(
                            "%s is \"%s\", but must be true or false."
                                    .formatted(origin(setting), text));
        };
    }

    private List<String> addresses(Setting setting) throws ConfigException {
        List<String> given = texts(setting);
        for (String address : given) {
            // Names are refused, so that no look-up happens at start and candidates stay addresses.
            if (!ADDRESS.matcher(address).matches() || !parses(address)) {
                throw new ConfigException(
                        "%s is \"%s\", which is not an IP address."
                                .formatted(origin(setting), address));
            }
        }
        return given;
    }

    private static boolean parses(String address) {
        try {
            return InetAddress.ofLiteral(address).getAddress().length > 0;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** The constant of a setting that has one value in lower case for each. */
    private <E extends Enum<E>> E oneOf(Setting setting, E[] constants) throws ConfigException {
        String text = texts(setting).getFirst();
        List<String> names = new ArrayList<>();
        for (E constant : constants) {
            String name = constant.name().toLowerCase(Locale.ROOT);
            if (name.equals(text.toLowerCase(Locale.ROOT))) {
                return constant;
            }
            names.add(name);
        }
        String last = names.removeLast();
        throw new ConfigException(
                "%s is \"%s\", but must be %s or %s."
                        .formatted(origin(setting), text, String.join(", ", names), last));
    }
}
