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
            ring.put(sequence, header, 0, 12, new byte[] {(byte) sequence}, 0, 1);
        }
        assertThat(ring.contains(65_537)).isFalse();
        for (long sequence = 65_538; sequence < 65_546; sequence++) {
            assertThat(ring.contains(sequence)).isTrue();
            assertThat(ring.slab()[ring.payloadOffset(sequence)]).isEqualTo((byte) sequence);
        }
    }

    @Test
    void keepsTheNewerOfTwoThatShareASlot() {
        byte[] header = new byte[12];
        assertThat(ring.put(108, header, 0, 12, new byte[] {1}, 0, 1)).isTrue();
        assertThat(ring.put(100, header, 0, 12, new byte[] {2}, 0, 1)).as("too old").isFalse();
        assertThat(ring.put(108, header, 0, 12, new byte[] {3}, 0, 1)).as("again").isFalse();
        assertThat(ring.slab()[ring.payloadOffset(108)]).isEqualTo((byte) 1);
        assertThat(ring.lacks(100)).isFalse();
        assertThat(ring.lacks(109)).isTrue();
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
