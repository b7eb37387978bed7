package io.plenum.loadtests.roofline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class ProviderNamesTest {
    @Test
    void thePlatformIsNoProviderInParticular() {
        assertThat(ProviderNames.named("platform")).isNull();
    }

    @Test
    void findsProvidersThatAreInstalledOrOnTheClassPath() {
        assertThat(ProviderNames.named("SunJCE")).isNotNull();
        assertThat(ProviderNames.named("BC")).isNotNull();
    }

    @Test
    void saysWhatToDoAboutAnUnknownName() {
        assertThatThrownBy(() -> ProviderNames.named("Nobody"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Nobody");
    }
}
