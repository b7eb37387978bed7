package io.plenum.bridge.allocation;

import static org.assertj.core.api.Assertions.assertThat;

import io.plenum.bridge.parameters.AllocationReason;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What holds whatever the publishers send and the viewer shows; every case from its own seed. */
class AllocationPropertiesTest {
    private static final int CASES = 2_000;

    private static int[] rates(SplittableRandom random) {
        int[] rates = new int[1 + random.nextInt(3)];
        int bps = 60_000 + random.nextInt(200_000);
        for (int i = 0; i < rates.length; i++) {
            rates[i] = bps;
            bps = (int) (bps * (2 + 2 * random.nextDouble()));
        }
        return rates;
    }

    private static Viewer viewer(SplittableRandom random) {
        Viewer viewer = new Viewer();
        viewer.voices = random.nextInt(4);
        for (int i = 1 + random.nextInt(12); i > 0; i--) {
            LayerTable table = Viewer.publisher(rates(random));
            AllocationSlot slot =
                    random.nextInt(8) == 0 ? viewer.showScreen(table) : viewer.show(table);
            if (random.nextBoolean()) {
                slot.setTile(
                        random.nextInt(5) > 0,
                        random.nextInt(6) == 0,
                        random.nextInt(1_500),
                        random.nextInt(900));
            }
            slot.setSpeaking(random.nextInt(5) == 0);
            if (random.nextInt(6) == 0) {
                slot.setLimit(Viewer.upTo(random.nextInt(3)));
            }
        }
        return viewer;
    }

    private static long estimate(SplittableRandom random) {
        return (long) (30_000 * Math.pow(2, 9 * random.nextDouble()));
    }

    @Test
    void theSumIsNeverMoreThanTheEstimateAndTheReasonIsTrue() {
        for (int seed = 0; seed < CASES; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Viewer viewer = viewer(random);
            for (int i = 0; i < 10; i++) {
                long estimate = estimate(random);
                for (int k = 0; k < 8; k++) {
                    viewer.allocate(estimate, 1.6);
                }
                viewer.allocate(estimate, 1.5);
                // Whoever lingers has had its time, but one may be tried because all are off.
                if (isTry(viewer)) {
                    continue;
                }
                assertThat(viewer.sum() + viewer.voices * Allocation.VOICE_BPS)
                        .as("seed %d", seed)
                        .isLessThanOrEqualTo(
                                Math.max(estimate, viewer.voices * Allocation.VOICE_BPS));
                for (AllocationSlot slot : viewer.slots()) {
                    assertThat(slot.reason() == AllocationReason.NOT_VISIBLE)
                            .isEqualTo(!slot.isVisible());
                    if (slot.encoding() < 0) {
                        assertThat(slot.reason())
                                .isIn(AllocationReason.NOT_VISIBLE, AllocationReason.BANDWIDTH);
                    }
                }
            }
        }
    }

    private static boolean isTry(Viewer viewer) {
        List<AllocationSlot> on =
                viewer.slots().stream().filter(slot -> slot.encoding() >= 0).toList();
        return on.size() == 1 && on.getFirst().step == 0;
    }

    /** Of two that send the same and may have the same, who has priority has not less. */
    @Test
    void prioritiesHold() {
        for (int seed = 0; seed < CASES; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Viewer viewer = viewer(random);
            LayerTable table = Viewer.publisher(rates(random));
            AllocationSlot other = viewer.show(table);
            AllocationSlot preferred = viewer.show(table);
            if (random.nextBoolean()) {
                preferred.setTile(true, true, 0, 0);
            } else {
                preferred.setSpeaking(true);
            }
            viewer.allocate(estimate(random));
            assertThat(preferred.targetBps())
                    .as("seed %d", seed)
                    .isGreaterThanOrEqualTo(other.targetBps());
        }
    }

    /** Nobody has a second picture while somebody visible could still have had the first. */
    @Test
    void theLeastOfEverybodyComesFirst() {
        for (int seed = 0; seed < CASES; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Viewer viewer = new Viewer();
            viewer.gallery(2 + random.nextInt(10));
            viewer.slots().getLast().setSpeaking(true);
            viewer.allocate(estimate(random));
            boolean somebodyWaits = viewer.slots().stream().anyMatch(slot -> slot.encoding() < 0);
            boolean somebodyHasMore = viewer.slots().stream().anyMatch(slot -> slot.encoding() > 0);
            assertThat(somebodyWaits && somebodyHasMore).as("seed %d", seed).isFalse();
        }
    }

    /** An estimate and rates that swing by a twentieth: what has settled stays. */
    @Test
    void noiseChangesNothing() {
        for (int seed = 0; seed < CASES / 10; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Viewer viewer = viewer(random);
            long estimate = estimate(random);
            viewer.settle(estimate * 19 / 20);
            if (viewer.sum() == 0 || isTry(viewer)) {
                continue; // all are off, and one is tried now and then
            }
            int changes = 0;
            List<String> before = List.of();
            for (int i = 0; i < 300; i++) {
                viewer.allocate((long) (estimate * (0.95 + 0.1 * random.nextDouble())), 0.2);
                if (i > 100 && !viewer.all().equals(before)) {
                    changes++;
                }
                before = viewer.all();
            }
            assertThat(changes).as("seed %d, after 20 s", seed).isLessThanOrEqualTo(2);
        }
    }
}
