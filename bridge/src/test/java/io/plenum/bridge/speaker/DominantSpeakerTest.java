package io.plenum.bridge.speaker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DominantSpeakerTest {
    private static final long MS = 1_000_000L;
    private static final int SPEECH = 35;
    private static final int NOISE = 70;
    private static final int SILENCE = 127;

    private final DominantSpeaker speakers = new DominantSpeaker();
    private final SplittableRandom random = new SplittableRandom(5);
    private final List<String> changes = new ArrayList<>();
    private long nowNanos;

    /** By how much each source's packets are told later than those of the one before. */
    private long lateNanos;

    /** Everybody sends packets of 20 ms for a while; syllables rise and fall, words have pauses. */
    private void talk(long millis, int... levels) {
        for (long end = nowNanos + millis * MS; nowNanos < end; nowNanos += 20 * MS) {
            for (int source = 0; source < levels.length; source++) {
                int level = levels[source];
                if (level == SPEECH) {
                    boolean pause = nowNanos / MS % 700 > 550;
                    level = pause ? NOISE : SPEECH + random.nextInt(12);
                }
                if (speakers.onLevel(source, level, nowNanos - source * lateNanos)) {
                    changes.add(speakers.speaker() + " at " + nowNanos / MS);
                }
            }
        }
    }

    private void register(int count) {
        for (int i = 0; i < count; i++) {
            assertThat(speakers.register()).isEqualTo(i);
        }
    }

    @Test
    void nobodySpeaksInSilence() {
        register(3);
        talk(5_000, SILENCE, NOISE, SILENCE);
        assertThat(speakers.speaker()).isEqualTo(DominantSpeaker.NOBODY);
    }

    @Test
    void findsTheFirstSpeakerWithinHalfASecond() {
        register(3);
        talk(1_000, NOISE, NOISE, NOISE);
        talk(500, NOISE, SPEECH, NOISE);
        assertThat(speakers.speaker()).isEqualTo(1);
    }

    /** Other loops' packets have the time at which they came there. */
    @Test
    void timeMayGoBackALittleFromSourceToSource() {
        register(3);
        lateNanos = 3 * MS;
        talk(1_000, NOISE, NOISE, NOISE);
        talk(500, NOISE, SPEECH, NOISE);
        assertThat(speakers.speaker()).isEqualTo(1);
        talk(4_000, NOISE, NOISE, SPEECH);
        assertThat(speakers.speaker()).isEqualTo(2);
    }

    @Test
    void followsTheConversationWithinASecondAndAHalf() {
        register(3);
        talk(3_000, SPEECH, NOISE, NOISE);
        assertThat(speakers.speaker()).isZero();
        talk(1_500, NOISE, NOISE, SPEECH);
        assertThat(speakers.speaker()).isEqualTo(2);
        talk(1_500, NOISE, SPEECH, NOISE);
        assertThat(speakers.speaker()).isEqualTo(1);
    }

    @Test
    void staysWithTheSpeakerWhenSomeoneCoughs() {
        register(2);
        talk(3_000, SPEECH, NOISE);
        changes.clear();
        for (int i = 0; i < 20; i++) {
            talk(160, SPEECH, 15);
            talk(1_500, SPEECH, NOISE);
        }
        assertThat(changes).isEmpty();
    }

    @Test
    void keepsTheLastSpeakerInSilenceAndThroughDiscontinuousTransmission() {
        register(2);
        talk(3_000, SPEECH, NOISE);
        nowNanos += 10_000 * MS; // nobody sends anything
        talk(1_000, SILENCE, NOISE);
        assertThat(speakers.speaker()).isZero();
    }

    @Test
    void changesAtMostOnceASecondWhenAllTalkAtOnce() {
        register(4);
        long last = -10_000;
        talk(60_000, SPEECH, SPEECH, SPEECH, SPEECH);
        for (String change : changes) {
            long at = Long.parseLong(change.substring(change.indexOf("at ") + 3));
            assertThat(at - last).isGreaterThanOrEqualTo(1_000);
            last = at;
        }
        assertThat(changes.size()).as("changes in a minute").isLessThan(30);
    }

    @Test
    void forgetsASpeakerWhoLeaves() {
        register(2);
        talk(3_000, SPEECH, NOISE);
        speakers.unregister(0);
        assertThat(speakers.speaker()).isEqualTo(DominantSpeaker.NOBODY);
        assertThat(speakers.onLevel(0, 0, nowNanos)).isFalse();
        assertThat(speakers.register()).isZero();
    }
}
