package io.plenum.signaling;

import io.plenum.signaling.config.ServerConfig;
import java.util.List;
import java.util.Locale;

/** A configuration as YAML, as it could stand in plenum.yaml. */
final class ConfigText {
    private ConfigText() {}

    static String of(ServerConfig config) {
        String bind = config.http().bind();
        return """
        http:
          port: %d
          bind: %s
        media:
          port: %d
          bind: %s
          advertise: %s
          loops: %d
          io: %s
          gso: %s
          dscp: %d
          crypto: %s
        """
                .formatted(
                        config.http().port(),
                        bind == null ? "# all addresses" : quoted(bind),
                        config.media().port(),
                        list(config.media().bind(), "# every usable address"),
                        list(config.media().advertise(), "# the bound addresses"),
                        config.media().loops(),
                        config.media().io().name().toLowerCase(Locale.ROOT),
                        config.media().gso().name().toLowerCase(Locale.ROOT),
                        config.media().dscp(),
                        config.media().crypto().name().toLowerCase(Locale.ROOT));
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
