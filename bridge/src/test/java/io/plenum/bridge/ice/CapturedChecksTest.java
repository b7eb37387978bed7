package io.plenum.bridge.ice;

import static org.assertj.core.api.Assertions.assertThat;

import io.plenum.bridge.bytes.TransportAddress;
import io.plenum.bridge.counts.Count;
import io.plenum.bridge.counts.Counters;
import io.plenum.bridge.parameters.IceParameters;
import java.io.IOException;
import java.io.InputStream;
import java.util.HexFormat;
import java.util.Properties;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What real browsers send; see bridge/src/test/captures/ice. */
class CapturedChecksTest {
    @ParameterizedTest
    @ValueSource(strings = {"chromium-156", "firefox-153"})
    void checksOfABrowserAreAnsweredAndFollowed(String browser) throws IOException {
        Properties capture = new Properties();
        try (InputStream file =
                CapturedChecksTest.class.getResourceAsStream(browser + "-checks.properties")) {
            capture.load(file);
        }
        IceExchange output = new IceExchange();
        Counters counters = new Counters();
        String password = capture.getProperty("local.password");
        IceLite ice =
                new IceLite(
                        new IceParameters(capture.getProperty("local.usernameFragment"), password),
                        0,
                        counters);
        ice.setRemote(
                new IceParameters(capture.getProperty("remote.usernameFragment"), "x".repeat(24)),
                0,
                output);
        long atNanos = 0;
        for (String name : new String[] {"first", "nominating", "consent"}) {
            byte[] check = HexFormat.of().parseHex(capture.getProperty(name));
            assertThat(StunRouting.localUsernameFragment(check, 0, check.length))
                    .isEqualTo(capture.getProperty("local.usernameFragment"));
            atNanos += 5_000_000_000L;
            ice.onStun(
                    check,
                    0,
                    check.length,
                    0,
                    TransportAddress.ofIpv4(0x7F000001, 9),
                    atNanos,
                    output);
        }

        assertThat(counters.get(Count.STUN_REQUESTS)).isEqualTo(3);
        assertThat(output.events()).containsExactly("selected 0 127.0.0.1:9");
        assertThat(output.lastSent().isSignedWith(password)).isTrue();
        assertThat(ice.deadlineNanos()).isEqualTo(45_000_000_000L);
    }
}
