package io.plenum.loadtests.sdp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnswerTextTest {
    private static final String ANSWER =
            """
            v=0
            a=ice-lite
            m=audio 9 UDP/TLS/RTP/SAVPF 111
            a=ice-ufrag:abcd
            a=ice-pwd:0123456789012345678901
            a=fingerprint:SHA-256 AA:BB:0c
            a=candidate:1 1 UDP 2130706431 192.0.2.1 10000 typ host
            a=candidate:2 1 udp 2130706175 2001:db8::1 10000 typ host
            a=candidate:3 1 tcp 2130706175 192.0.2.1 10000 typ host tcptype passive
            m=video 9 UDP/TLS/RTP/SAVPF 96
            a=ice-ufrag:abcd
            a=candidate:1 1 UDP 2130706431 192.0.2.1 10000 typ host
            """;

    @Test
    void readsTheTransport() {
        AnswerText answer = AnswerText.parse(ANSWER.replace("\n", "\r\n"));
        assertThat(answer.ufrag()).isEqualTo("abcd");
        assertThat(answer.password()).isEqualTo("0123456789012345678901");
        assertThat(answer.fingerprint()).isEqualTo("AA:BB:0c");
        assertThat(answer.candidates())
                .isEqualTo(
                        List.of(
                                new InetSocketAddress("192.0.2.1", 10_000),
                                new InetSocketAddress("2001:db8::1", 10_000)));
    }

    @Test
    void saysWhatIsMissing() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AnswerText.parse(ANSWER.replace("a=ice-pwd", "a=x")))
                .withMessage("The answer has no a=ice-pwd.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AnswerText.parse(ANSWER.replace("a=candidate", "a=x")))
                .withMessage("The answer has no host candidate over UDP.");
    }
}
