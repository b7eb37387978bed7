package io.plenum.loadtests.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class DelayHistogramTest {
    @Test
    void anEmptyOneHasNoDelays() {
        DelayHistogram histogram = new DelayHistogram();
        assertThat(histogram.percentileNanos(0.99)).isZero();
        assertThat(histogram.highestNanos()).isZero();
    }

    @Test
    void percentilesAreThoseOfTheSortedListWithinThreePercent() {
        DelayHistogram histogram = new DelayHistogram();
        SplittableRandom random = new SplittableRandom(3);
        long[] all = new long[100_000];
        for (int i = 0; i < all.length; i++) {
            all[i] = (long) Math.exp(random.nextDouble(0, 22));
            histogram.add(all[i]);
        }
        Arrays.sort(all);
        for (double share : new double[] {0.001, 0.5, 0.9, 0.99, 0.999}) {
            long exact = all[(int) Math.ceil(share * all.length) - 1];
            assertThat((double) histogram.percentileNanos(share))
                    .isCloseTo((double) exact, Percentage.withPercentage(3.2));
        }
        assertThat(histogram.percentileNanos(1)).isEqualTo(all[all.length - 1]);
    }

    @Test
    void takesTheLongestAndTheShortest() {
        DelayHistogram histogram = new DelayHistogram();
        histogram.add(-5);
        histogram.add(Long.MAX_VALUE);
        assertThat(histogram.count()).isEqualTo(2);
        assertThat(histogram.percentileNanos(0.5)).isCloseTo(0L, within(0L));
        assertThat(histogram.percentileNanos(1)).isEqualTo(Long.MAX_VALUE);
    }
}
