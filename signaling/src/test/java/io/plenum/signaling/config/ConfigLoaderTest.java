package io.plenum.signaling.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plenum.signaling.config.ServerConfig.MediaCrypto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigLoaderTest {
    @TempDir private Path folder;

    @Test
    void needsNoFile() throws Exception {
        ServerConfig config = ConfigLoader.load(Map.of(), Map.of(), null);
        assertThat(config.http().port()).isEqualTo(8080);
        assertThat(config.media().port()).isEqualTo(10_000);
        assertThat(config.media().loops()).isPositive();
    }

    @Test
    void keysAreAMapOrAListAndTheirSecretsAreNotRepeated() throws Exception {
        String secret = "0123456789abcdef0123456789abcdef";
        for (String text :
                List.of(
                        "auth:\n  keys:\n    a: " + secret,
                        "auth:\n  keys: [\"a:" + secret + "\"]")) {
            ServerConfig config = ConfigLoader.load(Map.of(), Map.of(), file(text));
            assertThat(config.auth().keys()).isEqualTo(Map.of("a", secret));
            assertThat(config.toString()).doesNotContain(secret);
        }
        assertThatThrownBy(
                        () ->
                                ConfigLoader.load(
                                        Map.of(), Map.of("PLENUM_AUTH_KEYS", "a:tooshort"), null))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("shorter than 32 bytes")
                .hasMessageNotContaining("tooshort");
    }

    @Test
    void flagWinsOverEnvironmentOverFile() throws Exception {
        Path file = file("http:\n  port: 1\nmedia:\n  port: 2\n  loops: 3\n");
        ServerConfig config =
                ConfigLoader.load(
                        Map.of(Setting.HTTP_PORT, List.of("4")),
                        Map.of("PLENUM_HTTP_PORT", "5", "PLENUM_MEDIA_PORT", "6"),
                        file);
        assertThat(config.http().port()).isEqualTo(4);
        assertThat(config.media().port()).isEqualTo(6);
        assertThat(config.media().loops()).isEqualTo(3);
    }

    @Test
    void theCryptoProviderIsTheServersChoiceUnlessNamed() throws Exception {
        assertThat(ConfigLoader.load(Map.of(), Map.of(), null).media().crypto())
                .isEqualTo(MediaCrypto.AUTO);
        assertThat(
                        ConfigLoader.load(Map.of(), Map.of("PLENUM_MEDIA_CRYPTO", "accp"), null)
                                .media()
                                .crypto())
                .isEqualTo(MediaCrypto.ACCP);
        assertThat(
                        ConfigLoader.load(Map.of(), Map.of(), file("media:\n  crypto: jdk\n"))
                                .media()
                                .crypto())
                .isEqualTo(MediaCrypto.JDK);
    }

    @Test
    void repeatableSettingsTakeListsAndCommas() throws Exception {
        Path file = file("media:\n  bind: [192.0.2.1, \"2001:db8::1\"]\n");
        ServerConfig config =
                ConfigLoader.load(
                        Map.of(),
                        Map.of("PLENUM_MEDIA_ADVERTISE", "203.0.113.1, 203.0.113.2"),
                        file);
        assertThat(config.media().bind()).containsExactly("192.0.2.1", "2001:db8::1");
        assertThat(config.media().advertise()).containsExactly("203.0.113.1", "203.0.113.2");
    }

    @Test
    void namesTheNearestSettingForAnUnknownOne() throws IOException {
        Path file = file("media:\n  prot: 10000\n");
        assertRefused(file, "no setting \"media.prot\". Did you mean \"media.port\"?");
    }

    @Test
    void saysWhatIsWrongInTheWordsOfTheFile() throws IOException {
        assertRefused(
                file("http:\n  port: many\n"), "http.port is \"many\", but must be a whole number");
        assertRefused(
                file("media:\n  bind: example.org\n"),
                "\"example.org\", which is not an IP address");
        assertRefused(file("media:\n  io: epoll\n"), "must be auto, linux or nio");
        assertRefused(file("media:\n  gso: on\n"), "must be auto or off");
        assertRefused(file("media:\n  dscp: 64\n"), "media.dscp is \"64\"");
        assertRefused(file("media:\n  crypto: aes\n"), "must be auto, jdk or accp");
        assertRefused(
                file("http:\n  tls-key: key.pem\n"),
                "http.tls-certificate and http.tls-key come together");
        assertRefused(file("http:\n  cors-origins: [https://example.org/]\n"), "without a path");
        assertRefused(file("webhooks:\n  urls: example.org\n"), "https://example.org/hook");
        assertRefused(file("webhooks:\n  urls: https://example.org/hook\n"), "no key to sign them");
        assertRefused(file("ice:\n  servers: example.org\n"), "turn:host:3478");
        assertRefused(file("http: [\n"), "not valid YAML");
        assertRefused(file("http:\n  port: 1\n  port: 2\n"), "not valid YAML");
        assertRefused(
                file("media:\n  port: 65535\n  loops: 2\n"),
                "Set media.port to 65534 or less, or media.loops to 1 or less");
    }

    private void assertRefused(Path file, String message) {
        assertThatThrownBy(() -> ConfigLoader.load(Map.of(), Map.of(), file))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(message);
    }

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("plenum.yaml"), text);
    }
}
