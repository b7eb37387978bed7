package io.plenum.bridge.ice;

import static org.assertj.core.api.Assertions.assertThat;

import io.plenum.bridge.parameters.IceParameters;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class IceCredentialsTest {
    private final SplittableRandom random = new SplittableRandom(1);

    @Test
    void areIceCharsOfTheLengthsThatRfc8839Wants() {
        for (int i = 0; i < 1000; i++) {
            IceParameters credentials = IceCredentials.generate(random);
            assertThat(credentials.usernameFragment()).matches("[A-Za-z0-9+/]{4,256}");
            assertThat(credentials.password()).matches("[A-Za-z0-9+/]{22,256}");
        }
    }

    @Test
    void useEveryIceCharAtEveryPlace() {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 5000; i++) {
            IceParameters credentials = IceCredentials.generate(random);
            String both = credentials.usernameFragment() + credentials.password();
            for (int at = 0; at < both.length(); at++) {
                seen.add(at + "=" + both.charAt(at));
            }
        }
        assertThat(seen).hasSize(64 * (12 + 24));
    }

    @Test
    void differEachTime() {
        Set<IceParameters> all = new HashSet<>();
        Set<String> fragments = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            IceParameters credentials = IceCredentials.generate(random);
            all.add(credentials);
            fragments.add(credentials.usernameFragment());
        }
        assertThat(all).hasSize(10_000);
        assertThat(fragments).hasSize(10_000);
    }

    @Test
    void comeFromTheGivenRandomnessAlone() {
        assertThat(IceCredentials.generate(new SplittableRandom(9)))
                .isEqualTo(IceCredentials.generate(new SplittableRandom(9)))
                .isNotEqualTo(IceCredentials.generate(new SplittableRandom(10)));
    }
}
