package io.plenum.loadtests.roofline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plenum.bridge.net.DatagramPorts;
import io.plenum.bridge.srtp.SrtpProfile;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.ParameterException;

final class RooflineOptionsTest {
    @Test
    void measuresFiftyViewersForTenSecondsUnlessToldOtherwise() {
        RooflineOptions options = parse();

        assertThat(options.io()).isEqualTo(DatagramPorts.Kind.AUTO);
        assertThat(options.gso()).isEqualTo(RooflineOptions.Gso.ON);
        assertThat(options.protection().profile()).isEqualTo(SrtpProfile.AEAD_AES_128_GCM);
        assertThat(options.provider()).isNull();
        assertThat(options.providerName()).isEqualTo("platform");
        assertThat(options.shape()).isEqualTo(FrameShape.EQUAL);
        assertThat(options.reading()).isEqualTo(RooflineOptions.Reading.FULL);
        assertThat(options.loopCore()).isNull();
        assertThat(options.viewers()).isEqualTo(50);
        assertThat(options.batch()).isEqualTo(256);
        assertThat(options.seconds()).isEqualTo(10);
        assertThat(options.warmupSeconds()).isEqualTo(5);
        assertThat(options.json()).isNull();
    }

    @Test
    void takesEveryOption() {
        RooflineOptions options =
                parse(
                        "--io=nio --gso=off --profile=cm --provider=BC --shape=chromium --viewers=3"
                                .split(" "));

        assertThat(options.io()).isEqualTo(DatagramPorts.Kind.NIO);
        assertThat(options.gso()).isEqualTo(RooflineOptions.Gso.OFF);
        assertThat(options.protection().profile()).isEqualTo(SrtpProfile.AES128_CM_HMAC_SHA1_80);
        assertThat(options.provider()).isNotNull();
        assertThat(options.providerName()).isEqualTo("BC");
        assertThat(options.shape()).isEqualTo(FrameShape.CHROMIUM);
        assertThat(options.viewers()).isEqualTo(3);

        RooflineOptions others =
                parse("--batch", "8", "--seconds", "2", "--warmup", "0", "--json", "f.json");
        RooflineOptions readers = parse("--sinks=read", "--loop-core=1");
        assertThat(readers.reading()).isEqualTo(RooflineOptions.Reading.READ);
        assertThat(readers.loopCore()).isEqualTo(1);
        assertThat(others.batch()).isEqualTo(8);
        assertThat(others.seconds()).isEqualTo(2);
        assertThat(others.warmupSeconds()).isZero();
        assertThat(others.json()).isEqualTo(Path.of("f.json"));
    }

    @Test
    void saysWhatIsWrong() {
        assertThatThrownBy(() -> parse("--viewers", "0"))
                .isInstanceOf(ParameterException.class)
                .hasMessageContaining("--viewers is 0; give a number from 1 to 1000");
        assertThatThrownBy(() -> parse("--batch=257")).isInstanceOf(ParameterException.class);
        assertThatThrownBy(() -> parse("--provider=X"))
                .isInstanceOf(ParameterException.class)
                .hasMessageContaining("no provider of ciphers is called X");
        assertThatThrownBy(() -> parse("--io=epoll")).isInstanceOf(ParameterException.class);
    }

    private static RooflineOptions parse(String... args) {
        RooflineOptions options = new RooflineOptions();
        RooflineOptions.parser(options).parseArgs(args);
        return options;
    }
}
