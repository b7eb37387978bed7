package io.plenum.loadtests.sockets;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class SocketDropsTest {
    @Test
    void countsWhatConnectedSocketsDropped() {
        assertThat(
                        SocketDrops.ofConnected(
                                "  sl  local_address rem_address   st tx_queue rx_queue drops"))
                .isZero();
        String rest = " 01 00000000:00000000 00:00000000 00000000     0        0 1234 2 0 ";
        assertThat(SocketDrops.ofConnected(" 2107: 0100007F:8D61 0100007F:2710" + rest + "17"))
                .isEqualTo(17);
        assertThat(SocketDrops.ofConnected(" 2108: 0100007F:2710 00000000:0000" + rest + "99"))
                .isZero();
    }
}
