package io.plenum.loadtests.roofline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class RunLengthsTest {
    @Test
    void countsDatagramsAndTheirMeanOverMessages() {
        RunLengths runs = new RunLengths(new long[] {0, 2, 0, 4});

        assertThat(runs.datagrams()).isEqualTo(14);
        assertThat(runs.mean()).isCloseTo(14 / 6.0, within(1e-9));
        assertThat(runs.byLength()).containsExactlyEntriesOf(new TreeMap<>(Map.of(1, 2L, 3, 4L)));
    }

    @Test
    void takesOffWhatWasThereBefore() {
        RunLengths before = new RunLengths(new long[] {0, 2, 5});
        RunLengths after = new RunLengths(new long[] {0, 3, 5});

        assertThat(after.since(before).byLength()).isEqualTo(Map.of(1, 1L));
    }

    @Test
    void hasNoMeanWithoutMessages() {
        RunLengths none = new RunLengths(new long[2]);

        assertThat(none.mean()).isZero();
        assertThat(none.byLength()).isEmpty();
    }

    @Test
    void keepsItsOwnCopy() {
        long[] live = {0, 1};
        RunLengths runs = new RunLengths(live);
        live[1] = 9;
        runs.messages()[1] = 9;

        assertThat(runs.datagrams()).isEqualTo(1);
    }
}
