package io.plenum.bridge.ice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.plenum.bridge.bytes.TransportAddress;
import io.plenum.bridge.parameters.IceCandidate;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HostCandidatesTest {
    private static final TransportAddress IPV4 = TransportAddress.ofIpv4(0xC000_0201, 10_000);
    private static final TransportAddress IPV6 =
            new TransportAddress(0x2001_0DB8_0000_0000L, 1, 10_001);

    @Test
    void carryAddressAndPortOfEitherFamily() {
        List<IceCandidate> candidates = HostCandidates.of(List.of(IPV4, IPV6));
        assertThat(candidates).extracting(IceCandidate::protocol).containsOnly("udp");
        assertThat(candidates)
                .extracting(IceCandidate::address)
                .containsExactly("192.0.2.1", "2001:db8:0:0:0:0:0:1");
        assertThat(candidates).extracting(IceCandidate::port).containsExactly(10_000, 10_001);
    }

    @Test
    void priorityIsThatOfRfc8445() {
        // 2^24 * 126 + 2^8 * 65535 + (256 - 1), section 5.1.2.1: what browsers show for a host.
        assertThat(HostCandidates.of(List.of(IPV4)).getFirst().priority())
                .isEqualTo(2_130_706_431L);
        assertThat(CandidatePriority.of(126, 0, 1)).isEqualTo(126L * (1 << 24) + 255);
    }

    @Test
    void theEarlierAddressIsPreferred() {
        List<IceCandidate> candidates = many();
        for (int i = 1; i < candidates.size(); i++) {
            assertThat(candidates.get(i).priority())
                    .isLessThan(candidates.get(i - 1).priority())
                    .isBetween(1L, Integer.toUnsignedLong(Integer.MAX_VALUE));
        }
    }

    @Test
    void everyAddressHasItsOwnFoundation() {
        assertThat(many())
                .extracting(IceCandidate::foundation)
                .doesNotHaveDuplicates()
                .allMatch(foundation -> foundation.matches("[A-Za-z0-9+/]{1,32}"));
    }

    @Test
    void portsOfOneHostShareTheirFoundation() {
        TransportAddress otherPort = TransportAddress.ofIpv4(0xC000_0201, 10_001);
        assertThat(HostCandidates.of(List.of(IPV4, IPV6, otherPort)))
                .extracting(IceCandidate::foundation)
                .containsExactly("udp1", "udp2", "udp1");
    }

    @Test
    void priorityHasItsRange() {
        assertThat(CandidatePriority.of(0, 0, 256)).isZero();
        int[][] outside = {
            {127, 0, 1}, {-1, 0, 1}, {0, 65_536, 1}, {0, -1, 1}, {0, 0, 0}, {0, 0, 257}
        };
        for (int[] each : outside) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> CandidatePriority.of(each[0], each[1], each[2]));
        }
    }

    @Test
    void noAddressMakesNoCandidate() {
        assertThat(HostCandidates.of(List.of())).isEmpty();
    }

    private static List<IceCandidate> many() {
        return HostCandidates.of(
                IntStream.range(0, 40).mapToObj(i -> TransportAddress.ofIpv4(i, 10_000)).toList());
    }
}
