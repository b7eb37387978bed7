package io.plenum.signaling.sdp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CandidateTest {

    @Test
    void readsEveryPart() throws SdpException {
        assertThat(
                        Candidate.parse(
                                "candidate:842163049 1 UDP 1677729535 2001:db8::7 61764 typ srflx"
                                        + " raddr 192.0.2.7 rport 49203 generation 0 network-cost 999"))
                .isEqualTo(
                        new Candidate(
                                "842163049",
                                1,
                                "udp",
                                1_677_729_535L,
                                "2001:db8::7",
                                61_764,
                                "srflx",
                                "192.0.2.7",
                                49_203,
                                null,
                                List.of(
                                        new Candidate.Extension("generation", "0"),
                                        new Candidate.Extension("network-cost", "999"))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "candidate:1 1 udp 2130706431 192.0.2.1 10000 typ host",
                "candidate:2 1 tcp 1518214911 192.0.2.1 9 typ host tcptype active generation 0",
                "candidate:a+/ 256 udp 0 c316e455-a416-442c-9648-dba3f7b2be65.local 0 typ host",
                "candidate:3 1 udp 4294967295 192.0.2.1 1 typ relay raddr 0.0.0.0 rport 0 ufrag"
                        + " abcd",
            })
    void writesWhatItRead(String text) throws SdpException {
        assertThat(Candidate.parse(text).toAttribute()).isEqualTo(text);
        assertThat(Candidate.parse("a=" + text)).isEqualTo(Candidate.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "candidate:1 1 udp 1 192.0.2.1 1 type host",
                "candidate:1 0 udp 1 192.0.2.1 1 typ host",
                "candidate:1 1 udp 4294967296 192.0.2.1 1 typ host",
                "candidate:1 1 udp 1 192.0.2.1 65536 typ host",
                "candidate:1 1 udp -1 192.0.2.1 1 typ host",
                "candidate:1 1 udp 1 192.0.2.1 1 typ host generation",
                "candidate:1 1 udp 1 192.0.2.1 1 typ srflx raddr 192.0.2.1 rport x",
                "candidate:~ 1 udp 1 192.0.2.1 1 typ host",
            })
    void refusesTheRest(String text) {
        assertThatThrownBy(() -> Candidate.parse(text)).isInstanceOf(SdpException.class);
    }

    @Test
    void fragmentOfATricklingClient() throws SdpException {
        final SdpFragment fragment =
                SdpFragment.parse(
                        """
                        a=ice-ufrag:EsAw
                        a=ice-pwd:P2uYro0UCOQ4zxjKXaWCBui1
                        m=audio 9 RTP/AVP 0
                        a=mid:0
                        a=candidate:1387637174 1 udp 2122260223 192.0.2.1 61764 typ host generation 0
                        a=candidate:3471623853 1 udp 2122194687 198.51.100.2 61765 typ host generation 0
                        a=end-of-candidates
                        """);
        assertThat(fragment.usernameFragment()).isEqualTo("EsAw");
        assertThat(fragment.password()).isEqualTo("P2uYro0UCOQ4zxjKXaWCBui1");
        assertThat(fragment.candidates().stream().map(Candidate::port))
                .containsExactly(61_764, 61_765);
        assertThat(fragment.endOfCandidates()).isTrue();
        assertThat(fragment.toString()).doesNotContain("P2uYro");
        assertThatThrownBy(() -> SdpFragment.parse("v=0\r\n"))
                .hasMessage("SDP line 1 (v=0): a fragment has a-lines and m-lines only");
    }
}
