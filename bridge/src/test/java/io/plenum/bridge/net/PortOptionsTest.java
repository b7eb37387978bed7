package io.plenum.bridge.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PortOptionsTest {
    @Test
    void theCodePointStandsAboveTheEcnBits() {
        assertThat(new PortOptions(true, 46).trafficClass()).isEqualTo(0xB8);
        assertThat(PortOptions.DEFAULT.trafficClass()).isZero();
    }

    @Test
    void aCodePointHasSixBits() {
        assertThatThrownBy(() -> new PortOptions(true, 64)).hasMessage("a DSCP is 0 to 63: 64");
        assertThatThrownBy(() -> new PortOptions(true, -1)).hasMessage("a DSCP is 0 to 63: -1");
    }
}
