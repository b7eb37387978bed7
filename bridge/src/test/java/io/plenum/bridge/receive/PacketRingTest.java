package io.plenum.bridge.receive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PacketRingTest {
    private final PacketRing ring = new PacketRing(8);

    @Test
    void keepsThePacketsOfOneRound() {
        byte[] header = new byte[12];
        for (long sequence = 65_530; sequence < 65_546; sequence++) {
            ring.put(sequence, header, 0, 12, new byte[] {(byte) sequence}, 1);
        }
        assertThat(ring.contains(65_537)).isFalse();
        for (long sequence = 65_538; sequence < 65_546; sequence++) {
            assertThat(ring.contains(sequence)).isTrue();
            assertThat(ring.slab()[ring.payloadOffset(sequence)]).isEqualTo((byte) sequence);
        }
    }

    @Test
    void findsTheSlotFromSixteenBitsAlone() {
        assertThat(ring.payloadOffset(65_536 + 5)).isEqualTo(ring.payloadOffset(5));
    }

    @Test
    void refusesACapacityThatIsNoPowerOfTwo() {
        assertThatThrownBy(() -> new PacketRing(6)).isInstanceOf(IllegalArgumentException.class);
    }
}
