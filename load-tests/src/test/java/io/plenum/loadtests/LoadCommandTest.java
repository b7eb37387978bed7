package io.plenum.loadtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class LoadCommandTest {
    private static String refused(String... arguments) {
        StringWriter errors = new StringWriter();
        int status =
                new CommandLine(new LoadCommand())
                        .setErr(new PrintWriter(errors))
                        .execute(arguments);
        assertThat(status).isEqualTo(CommandLine.ExitCode.USAGE);
        return errors.toString();
    }

    @ParameterizedTest
    @CsvSource({"800K, 800000", "2.5m, 2500000", "1000, 1000", "0, 0"})
    void readsBitRates(String text, int bits) {
        assertThat(new BitRateConverter().convert(text)).isEqualTo(bits);
    }

    @Test
    void saysWhatIsWrong() {
        assertThat(refused("--video-bitrate", "fast"))
                .contains("'fast' is no bitrate: wanted is a number up to 100M, like 800K or 2.5M");
        assertThat(refused("--video-bitrate", "-1")).contains("'-1' is no bitrate");
        assertThat(refused("--subscribers", "0")).contains("Nobody receives");
        assertThat(refused("--loss", "1")).contains("--loss must be at least 0 and below 1.");
        assertThat(refused("--no-audio", "--video-bitrate", "0")).contains("nothing to send");
    }
}
