package io.plenum.bridge.loop;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PictureHoldTest {
    private static final long NEVER = Long.MAX_VALUE;
    private static final long MICRO = 1_000;

    private final PictureHold hold = new PictureHold();

    @Test
    void whatIsWholeLeavesAtOnce() {
        assertThat(hold.holds(false, 0)).isFalse();
        assertThat(hold.earlier(NEVER)).isEqualTo(NEVER);
    }

    @Test
    void aPictureLeavesWithItsLastPacket() {
        assertThat(hold.holds(true, 0)).isTrue();
        assertThat(hold.holds(true, 40 * MICRO)).isTrue();
        assertThat(hold.holds(false, 60 * MICRO)).isFalse();
        assertThat(hold.earlier(NEVER)).isEqualTo(NEVER);
    }

    @Test
    void aPictureThatDoesNotEndLeavesAtItsDeadline() {
        assertThat(hold.holds(true, 0)).isTrue();
        assertThat(hold.earlier(NEVER)).isEqualTo(PictureHold.LONGEST_NANOS);
        assertThat(hold.holds(true, PictureHold.LONGEST_NANOS - 1)).isTrue();
        assertThat(hold.holds(true, PictureHold.LONGEST_NANOS)).isFalse();
    }

    @Test
    void theNextPictureHasADeadlineOfItsOwn() {
        hold.holds(true, 0);
        hold.holds(true, PictureHold.LONGEST_NANOS);
        long later = 33_000 * MICRO;
        assertThat(hold.holds(true, later)).isTrue();
        assertThat(hold.earlier(NEVER)).isEqualTo(later + PictureHold.LONGEST_NANOS);
    }

    @Test
    void anEarlierDeadlineComesFirst() {
        hold.holds(true, 0);
        assertThat(hold.earlier(10 * MICRO)).isEqualTo(10 * MICRO);
    }
}
