package io.plenum.signaling;

import io.plenum.signaling.config.ServerConfig;
import java.util.List;
import java.util.Locale;

/** A configuration as YAML, as it could stand in plenum.yaml. */
final class ConfigText {
    private ConfigText() {}

    static String of(ServerConfig config) {
        String bind = config.http().bind();
        ServerConfig.Tls tls = config.http().tls();
        return """
        http:
          port: %d
          bind: %s
          tls-certificate: %s
          tls-key: %s
          cors-origins: %s
          trusted-proxies: %s
          joins-per-minute: %d
          request-seconds: %d
          open-rest: %s
        admin:
          port: %s
          bind: %s
          tap-payload: %s
        log:
          format: %s
          redact: %s
        media:
          port: %d
          bind: %s
          advertise: %s
          loops: %d
          io: %s
          gso: %s
          dscp: %d
          crypto: %s
        ice:
          servers: %s
          turn-secret-file: %s
        auth:
          keys: %s
        webhooks:
          urls: %s
          key-file: %s
        """
                .formatted(
                        config.http().port(),
                        bind == null ? "# all addresses" : quoted(bind),
                        tls == null ? "# none: plain HTTP" : quoted(tls.certificate().toString()),
                        tls == null ? "# none" : quoted(tls.key().toString()),
                        list(config.http().corsOrigins(), "# none"),
                        list(config.http().trustedProxies(), "# none"),
                        config.http().joinsPerMinute(),
                        config.http().requestSeconds(),
                        config.http().openRest(),
                        config.admin().port() < 0
                                ? "# none: http.port, from this machine"
                                : config.admin().port(),
                        quoted(config.admin().bind()),
                        config.admin().tapPayload(),
                        config.log().format().name().toLowerCase(Locale.ROOT),
                        config.log().redact(),
                        config.media().port(),
                        list(config.media().bind(), "# every usable address"),
                        list(config.media().advertise(), "# the bound addresses"),
                        config.media().loops(),
                        config.media().io().name().toLowerCase(Locale.ROOT),
                        config.media().gso().name().toLowerCase(Locale.ROOT),
                        config.media().dscp(),
                        config.media().crypto().name().toLowerCase(Locale.ROOT),
                        list(config.ice().servers(), "# none"),
                        config.ice().turnSecret() == null ? "# none" : "# set, not shown",
                        keys(config.auth()),
                        list(
                                config.webhooks().urls().stream()
                                        .map(ServerConfig.Hooks::shown)
                                        .toList(),
                                "# none"),
                        config.webhooks().urls().isEmpty()
                                ? "# none"
                                : "# signed with key " + quoted(config.webhooks().key()));
    }

    /** Secrets are not printed. */
    private static String keys(ServerConfig.Auth auth) {
        return auth.keys().isEmpty()
                ? "# none: rooms are open"
                : "{"
                        + String.join(
                                ", ",
                                auth.keys().keySet().stream()
                                        .map(key -> quoted(key) + ": ****")
                                        .toList())
                        + "}";
    }

    private static String quoted(String text) {
        return '"' + text + '"';
    }

    private static String list(List<String> values, String whenEmpty) {
        return values.isEmpty()
                ? whenEmpty
                : "[" + String.join(", ", values.stream().map(ConfigText::quoted).toList()) + "]";
    }
}
