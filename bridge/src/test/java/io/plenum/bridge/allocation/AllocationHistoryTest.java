package io.plenum.bridge.allocation;

import static io.plenum.bridge.allocation.Viewer.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.plenum.bridge.parameters.AllocationReason;
import org.junit.jupiter.api.Test;

class AllocationHistoryTest {
    private final AllocationHistory history = new AllocationHistory();
    private final Viewer viewer = new Viewer();

    private void add(long estimateBps, int count) {
        viewer.nowNanos += SECOND;
        viewer.allocate(estimateBps < 0 ? Allocation.UNLIMITED_BPS : estimateBps);
        history.add(
                estimateBps, viewer.slots().toArray(AllocationSlot[]::new), count, viewer.nowNanos);
    }

    @Test
    void keepsFiveMinutes() {
        viewer.show(Viewer.publisher(Viewer.CAMERA));
        for (int i = 0; i < 1_000; i++) {
            assertThat(history.isDue(viewer.nowNanos + SECOND)).isTrue();
            add(1_000L * i, 1);
            assertThat(history.isDue(viewer.nowNanos + SECOND / 2)).isFalse();
        }
        assertThat(history.size()).isEqualTo(300);
        assertThat(history.estimateBps(0)).isEqualTo(700_000);
        assertThat(history.estimateBps(299)).isEqualTo(999_000);
        assertThat(history.nanos(299) - history.nanos(0)).isEqualTo(299 * SECOND);
    }

    @Test
    void saysWhatEverySlotWasGivenAndWhy() {
        AllocationSlot hidden = viewer.show(Viewer.publisher(Viewer.CAMERA));
        hidden.setTile(false, false, 0, 0);
        add(-1, 1);
        viewer.show(Viewer.publisher(Viewer.CAMERA));
        add(600_000, 2);
        assertThat(history.estimateBps(0)).isEqualTo(-1);
        assertThat(history.isUsed(0, 1)).as("it came later").isFalse();
        assertThat(history.encoding(1, 0)).isEqualTo(AllocationSlot.OFF);
        assertThat(history.reason(1, 0)).isEqualTo(AllocationReason.NOT_VISIBLE);
        assertThat(history.encoding(1, 1)).isEqualTo(1);
        assertThat(history.reason(1, 1)).isEqualTo(AllocationReason.BANDWIDTH);
        assertThat(history.targetBps(1)).isBetween(490_000L, 510_000L);
        history.forgetSlots();
        assertThat(history.isUsed(1, 1)).isFalse();
        assertThat(history.targetBps(1)).isPositive();
    }

    @Test
    void everyReasonFits() {
        for (AllocationReason reason : AllocationReason.values()) {
            assertThat(reason.ordinal()).isLessThan(8);
        }
    }
}
