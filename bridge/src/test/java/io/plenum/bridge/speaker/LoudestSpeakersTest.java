package io.plenum.bridge.speaker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LoudestSpeakersTest {
    private static final long MS = 1_000_000L;

    private final LoudestSpeakers loudest = new LoudestSpeakers(3);
    private long nowNanos;

    private void register(int count) {
        for (int i = 0; i < count; i++) {
            assertThat(loudest.register()).isEqualTo(i);
        }
    }

    /** A packet of each source every 20 ms. */
    private int talk(long millis, int... levels) {
        int changes = 0;
        for (long end = nowNanos + millis * MS; nowNanos < end; nowNanos += 20 * MS) {
            for (int source = 0; source < levels.length; source++) {
                changes += loudest.onLevel(source, levels[source], nowNanos) ? 1 : 0;
            }
        }
        return changes;
    }

    @Test
    void everybodyHasAPlaceWhileThereAreEnough() {
        register(3);
        assertThat(loudest.place(0)).isZero();
        assertThat(loudest.place(1)).isEqualTo(1);
        assertThat(loudest.place(2)).isEqualTo(2);
        assertThat(talk(5_000, 30, 100, 50)).isZero();
    }

    @Test
    void letsASpeakerInWithTheFirstPacketWhenAnotherIsSilent() {
        register(5);
        talk(3_000, 35, 127, 127, 127, 127);
        assertThat(loudest.onLevel(4, 40, nowNanos)).isTrue();
        assertThat(loudest.place(4)).isPositive();
        assertThat(loudest.place(0)).isZero();
    }

    @Test
    void keepsThePlaceOverAPauseBetweenSentences() {
        register(4);
        talk(2_000, 35, 35, 35, 127);
        talk(1_000, 127, 35, 35, 127);
        assertThat(talk(300, 127, 35, 35, 40)).as("as loud as the others").isZero();
        assertThat(talk(500, 127, 35, 35, 40)).as("after the pause has grown long").isEqualTo(1);
        assertThat(loudest.place(3)).isZero();
    }

    @Test
    void doesNotSwapSpeakersOfAboutTheSameLoudness() {
        register(6);
        SplittableRandom random = new SplittableRandom(1);
        int changes = 0;
        for (int i = 0; i < 3_000; i++) {
            int[] levels = new int[6];
            for (int source = 0; source < 6; source++) {
                levels[source] = 38 + random.nextInt(5);
            }
            changes += talk(20, levels);
        }
        assertThat(changes).as("changes in a minute").isLessThanOrEqualTo(3);
    }

    @Test
    void letsInWhoIsClearlyLouderForAMoment() {
        register(4);
        talk(2_000, 30, 30, 50, 127);
        assertThat(talk(180, 30, 30, 50, 35)).isZero();
        assertThat(talk(100, 30, 30, 50, 35)).isEqualTo(1);
        assertThat(loudest.place(3)).as("of the quietest").isEqualTo(2);
    }

    @Test
    void ignoresNoiseOfThoseWhoAreNotIn() {
        register(5);
        talk(2_000, 35, 127, 127, 127, 127);
        assertThat(talk(5_000, 35, 127, 127, 75, 70)).isZero();
    }

    @Test
    void freesThePlaceOfWhoeverLeaves() {
        register(4);
        loudest.unregister(1);
        assertThat(loudest.source(1)).isEqualTo(-1);
        assertThat(loudest.onLevel(3, 30, nowNanos)).isTrue();
        assertThat(loudest.place(3)).isEqualTo(1);
    }

    @Test
    void holdsFiveHundredSources() {
        register(500);
        int[] levels = new int[500];
        Arrays.fill(levels, 127);
        talk(100, levels);
        for (int source = 490; source < 493; source++) {
            assertThat(loudest.onLevel(source, 30, nowNanos)).isTrue();
        }
        assertThat(loudest.onLevel(3, 30, nowNanos)).isFalse();
    }
}
