package io.plenum.bridge.srtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReplayWindowTest {
    private final ReplayWindow window = new ReplayWindow(64);

    @Test
    void anIndexIsNewOnce() {
        assertThat(window.isNew(0)).isTrue();
        window.accept(0);
        assertThat(window.isNew(0)).isFalse();
        assertThat(window.isNew(1)).isTrue();
    }

    @Test
    void theWindowIsAsLongAsAsked() {
        window.accept(1000);
        assertThat(window.isNew(1000 - 63)).isTrue();
        assertThat(window.isNew(1000 - 64)).isFalse();
    }

    @Test
    void aJumpAheadForgetsWhatLiesBehindTheWindow() {
        window.accept(10);
        window.accept(10 + 64);
        assertThat(window.isNew(11)).isTrue();
        assertThat(window.isNew(10)).isFalse();
        window.accept(10 + 64 * 1_000_003L);
        assertThat(window.isNew(64 * 1_000_003L)).isTrue();
    }

    /** Against a set that never forgets: jumps of all sizes, seen from everywhere. */
    @Test
    void agreesWithASetOfAllAcceptedIndices() {
        for (int seed = 0; seed < 50; seed++) {
            var random = new Random(seed);
            var tested = new ReplayWindow(128);
            Set<Long> accepted = new HashSet<>();
            long highest = -1;
            for (int step = 0; step < 2_000; step++) {
                int reach = random.nextInt(10) == 0 ? 300 : 10;
                long index = Math.max(0, highest + random.nextInt(-2 * reach, reach));
                boolean expected = index > highest - 128 && !accepted.contains(index);
                assertThat(tested.isNew(index))
                        .as("seed %d, step %d, index %d after %d", seed, step, index, highest)
                        .isEqualTo(expected);
                if (expected) {
                    tested.accept(index);
                    accepted.add(index);
                    highest = Math.max(highest, index);
                }
            }
        }
    }
}
