package io.plenum.loadtests.roofline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class CipherProvidersTest {
    @Test
    void thePlatformIsNoProviderInParticular() {
        assertThat(CipherProviders.named("platform")).isNull();
    }

    @Test
    void findsProvidersThatAreInstalledOrOnTheClassPath() {
        assertThat(CipherProviders.named("SunJCE")).isNotNull();
        assertThat(CipherProviders.named("BC")).isNotNull();
    }

    @Test
    void saysWhatToDoAboutAnUnknownName() {
        assertThatThrownBy(() -> CipherProviders.named("Nobody"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Nobody");
    }
}
