package io.plenum.signaling;

import static org.assertj.core.api.Assertions.assertThat;

import io.plenum.signaling.config.Setting;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine;

class CommandsTest {
    @TempDir private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final CommandLine commands =
            Main.commands().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));

    @ParameterizedTest
    @EnumSource(Setting.class)
    void everySettingIsAFlag(Setting setting) {
        for (String command : new String[] {"serve", "check-config"}) {
            assertThat(
                            commands.getSubcommands()
                                    .get(command)
                                    .getCommandSpec()
                                    .findOption(setting.flag()))
                    .isNotNull();
        }
    }

    @ParameterizedTest
    @EnumSource(Setting.class)
    void checkConfigPrintsEverySetting(Setting setting) {
        assertThat(commands.execute("check-config")).isZero();
        String key = setting.key().substring(setting.key().indexOf('.') + 1);
        assertThat(out.toString()).containsPattern("(?m)^  " + key + ": ");
    }

    @Test
    void checkConfigTakesFlagsAndKeepsSecrets() throws Exception {
        Path secret = Files.writeString(folder.resolve("secret"), "north-by-northwest");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        int code =
                commands.execute(
                        "check-config",
                        "--http-port",
                        "9000",
                        "--webhooks-urls",
                        "https://user:north@hooks.example/x?token=north",
                        "--auth-keys",
                        "key:north-north-north-north-north-north",
                        "--ice-servers",
                        "stun:one.example",
                        "--ice-servers=turn:two.example",
                        "--ice-turn-secret-file",
                        secret.toString());
        assertThat(code).as(err.toString()).isZero();
        assertThat(out.toString())
                .contains(
                        "port: 9000",
                        "https://hooks.example/x",
                        "signed with key \"key\"",
                        "[\"stun:one.example\", \"turn:two.example\"]")
                .doesNotContain("north");
    }

    @Test
    void aSecretThatEverybodyMayReadIsRefused() throws Exception {
        Path secret = Files.writeString(folder.resolve("secret"), "north-by-northwest");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(commands.execute("check-config", "--ice-turn-secret-file", secret.toString()))
                .isEqualTo(2);
        assertThat(err.toString()).contains("everybody may read").doesNotContain("north");
    }
}
