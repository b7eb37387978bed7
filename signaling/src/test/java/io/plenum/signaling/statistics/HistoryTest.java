package io.plenum.signaling.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HistoryTest {
    private final History history = new History();

    private void ticks(int count) {
        for (int i = 0; i < count; i++) {
            history.begin(1_000L * i);
        }
    }

    @Test
    void theNewestNumberStandsLast() {
        history.begin(1_000);
        history.put("a", 1);
        history.begin(6_000);
        history.put("a", 2);
        float[] values = history.values("a");
        assertThat(values).hasSize(History.TICKS).endsWith(1, 2);
        assertThat(values[History.TICKS - 3]).isNaN();
        assertThat(history.lastTickMillis()).isEqualTo(6_000);
    }

    @Test
    void aTickWithoutANumberIsAGap() {
        history.begin(1);
        history.put("a", 1);
        ticks(2);
        history.put("a", 4);
        assertThat(history.values("a")).endsWith(1, Float.NaN, 4);
        ticks(1);
        assertThat(history.values("a")).endsWith(1, Float.NaN, 4, Float.NaN);
    }

    @Test
    void whatIsOlderThanAQuarterOfAnHourIsForgotten() {
        history.begin(1);
        history.put("a", 1);
        ticks(History.TICKS - 1);
        assertThat(history.values("a")).startsWith(1);
        ticks(1);
        assertThat(history.values("a")).containsOnly(Float.NaN);
        history.put("a", 7);
        assertThat(history.values("a")).endsWith(Float.NaN, 7);
    }

    @Test
    void thereIsRoomForSoManySeriesAndNoMore() {
        history.begin(1);
        for (int i = 0; i <= History.MAX_SERIES; i++) {
            history.put("s" + i, i);
        }
        assertThat(history.values("s" + (History.MAX_SERIES - 1)))
                .endsWith(History.MAX_SERIES - 1f);
        assertThat(history.values("s" + History.MAX_SERIES)).containsOnly(Float.NaN);
    }
}
