package io.plenum.loadtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LoadPlanTest {
    private static int[] sampled(int sampled, int count) {
        return IntStream.range(0, count)
                .filter(number -> LoadPlan.isSampled(sampled, number, count))
                .toArray();
    }

    @Test
    void samplesAreSpreadOverThoseWhoJoin() {
        assertThat(sampled(1, 50)).containsExactly(25);
        assertThat(sampled(2, 40)).containsExactly(10, 30);
        assertThat(sampled(3, 10)).containsExactly(1, 5, 8);
    }

    @Test
    void noMoreAreSampledThanThereAre() {
        assertThat(sampled(5, 3)).containsExactly(0, 1, 2);
        assertThat(sampled(0, 3)).isEmpty();
        assertThat(sampled(2, 0)).isEmpty();
    }
}
