package io.plenum.bridge.ice;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** ice4j as a codec brings nothing of its stack along. */
class StunLibraryTest {
    /** Answers one check, then says what is there that was not there before. */
    static final class Answerer {
        private Answerer() {}

        public static void main(String[] arguments) {
            IceExchange exchange = IceExchange.begun();
            boolean answered = exchange.nominate(IceExchange.WIFI).type() == 0x0101;
            boolean refused = exchange.receive(exchange.check().fingerprinted()) != null;
            System.out.println(answered && refused ? "answered" : "silent");
            for (Thread thread : Thread.getAllStackTraces().keySet()) {
                System.out.println("thread " + thread.getName());
            }
        }
    }

    @Test
    void noThreadNoStackNoConfigurationNoLogLine() throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xlog:class+load:stdout:none",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Answerer.class.getName())
                        .redirectErrorStream(true)
                        .start();
        List<String> lines =
                new String(process.getInputStream().readAllBytes(), UTF_8).lines().toList();
        assertThat(process.waitFor()).isZero();

        List<String> loaded =
                lines.stream()
                        .filter(line -> line.startsWith("org.ice4j.") || line.startsWith("kotlin."))
                        .map(line -> line.substring(0, line.indexOf(' ')))
                        .toList();
        assertThat(loaded).contains("org.ice4j.attribute.UsernameAttribute");
        assertThat(loaded)
                .allMatch(
                        name ->
                                name.matches(
                                        "org\\.ice4j\\.(attribute|message)\\..*|"
                                                + "org\\.ice4j\\.(StunException|Transport|TransportAddress)"));
        assertThat(lines).contains("answered");
        assertThat(lines.stream().filter(line -> line.startsWith("thread ")))
                .allMatch(
                        line ->
                                line.matches(
                                        "thread (main|Reference Handler|Finalizer|Signal Dispatcher"
                                                + "|Common-Cleaner|Notification Thread"
                                                + "|Attach Listener)"));
        assertThat(lines).noneMatch(line -> line.matches("(INFO|WARN|SEVERE|Nov|\\d\\d:).*"));
    }
}
