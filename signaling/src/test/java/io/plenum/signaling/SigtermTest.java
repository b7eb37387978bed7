package io.plenum.signaling;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The server as a process: it says when it is ready and ends when it is told to. */
class SigtermTest {
    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void endsWithinFiveSecondsOfSigterm() throws Exception {
        Process process =
                new ProcessBuilder(
                                JAVA,
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                "io.plenum.signaling.Main",
                                "serve",
                                "--http-port",
                                "0",
                                "--media-port",
                                "0",
                                "--media-bind",
                                "127.0.0.1")
                        .redirectErrorStream(true)
                        .start();
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            String told =
                    CompletableFuture.supplyAsync(() -> untilReady(out)).get(60, TimeUnit.SECONDS);
            assertThat(told)
                    .contains(
                            "rooms are open to anyone who knows their name; no keys are configured");
            assertThat(told.lines().toList().getLast())
                    .matches(
                            "Plenum is ready: http://localhost:\\d+/ \\(media udp \\d+(-\\d+)?\\)");

            process.destroy();

            assertThat(process.waitFor(5, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(128 + 15);
        } finally {
            process.destroyForcibly();
        }
    }

    /** Everything up to the ready line. */
    private static String untilReady(BufferedReader out) {
        StringBuilder before = new StringBuilder();
        try {
            String line = out.readLine();
            while (line != null && !line.startsWith("Plenum is ready")) {
                before.append(line).append('\n');
                line = out.readLine();
            }
            return line == null ? "it ended: " + before : before.append(line).toString();
        } catch (IOException e) {
            return "its output broke off: " + before;
        }
    }
}
