package io.plenum.signaling.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.plenum.bridge.counts.Count;
import io.plenum.signaling.counts.SignallingCount;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The catalogue's own rules. */
class MetricTest {
    @ParameterizedTest
    @EnumSource
    void isNamedAsPrometheusAdvises(Metric metric) {
        assertThat(metric.metricName()).matches("plenum_[a-z]+(_[a-z]+)*");
        assertThat(metric.metricName().endsWith("_total"))
                .isEqualTo(metric.type() == Metric.Type.COUNTER);
        assertThat(metric.help()).isNotBlank().doesNotEndWith(".");
        assertThat(metric.labels())
                .doesNotHaveDuplicates()
                .doesNotContain("room", "participant", "session", "address", "le");
    }

    @Test
    void namesAreUnique() {
        assertThat(Arrays.stream(Metric.values()).map(Metric::metricName)).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @EnumSource
    void everyCountHasItsPlace(Count count) {
        Series series = Series.of(count);
        assertThat(series.labels()).hasSameSizeAs(series.metric().labels());
    }

    @ParameterizedTest
    @EnumSource
    void everySignallingCountHasItsPlace(SignallingCount count) {
        Series series = Series.of(count);
        assertThat(series.labels()).hasSameSizeAs(series.metric().labels());
    }

    @Test
    void noTwoCountsShareOneSeries() {
        assertThat(Arrays.stream(Count.values()).map(Series::of)).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @EnumSource
    void isInTheOperatorsManual(Metric metric) {
        assertThat(Path.of("../docs/operations.md"))
                .content()
                .contains(
                        "| `%s` | %s | %s | %s |"
                                .formatted(
                                        metric.metricName(),
                                        metric.type().name().toLowerCase(Locale.ROOT),
                                        String.join(", ", metric.labels()),
                                        metric.help()));
    }
}
