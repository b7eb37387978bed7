package io.plenum.bridge.speaker;

import static org.assertj.core.api.Assertions.assertThat;

import io.plenum.bridge.speaker.Voice.Sound;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Both detectors on synthetic meetings: how soon they notice, and how often they are fooled. */
class SpeakerTracesTest {
    private static final int SEEDS = 20;
    private static final int TURNS = 20;

    /** How soon both noticed each of the turns of many conversations, in milliseconds. */
    private static final class Delays {
        final List<Long> dominant = new ArrayList<>();
        final List<Long> heard = new ArrayList<>();
        int wrongSpeakers;

        static long percentile(List<Long> delays, int percent) {
            Collections.sort(delays);
            return delays.get((delays.size() - 1) * percent / 100);
        }
    }

    /** Six people take turns of 3 to 8 s with up to 0.6 s between them. */
    private static Delays converse(Sound quiet, int packetMillis, double loss, int jitterMillis) {
        Delays delays = new Delays();
        for (int seed = 1; seed <= SEEDS; seed++) {
            Meeting meeting = new Meeting(seed, 6, packetMillis, loss, jitterMillis);
            meeting.allMake(quiet);
            meeting.run(1_000);
            int last = 0;
            for (int turn = 0; turn < TURNS; turn++) {
                int next = (last + 1 + meeting.random.nextInt(5)) % 6;
                takeTurn(meeting, next, delays);
                meeting.makes(next, quiet);
                meeting.run(meeting.random.nextLong(0, 600));
                last = next;
            }
        }
        return delays;
    }

    private static void takeTurn(Meeting meeting, int next, Delays delays) {
        long turnMillis = meeting.random.nextLong(3_000, 8_000);
        meeting.makes(next, Sound.SPEECH);
        long heard = meeting.runUntil(turnMillis, () -> meeting.loudest.place(next) >= 0);
        long more = meeting.runUntil(turnMillis - heard, () -> meeting.dominant.speaker() == next);
        delays.heard.add(heard);
        delays.dominant.add(heard + more);
        int changes = meeting.speakerChangesNanos.size();
        meeting.run(turnMillis - heard - more);
        delays.wrongSpeakers += meeting.speakerChangesNanos.size() - changes;
    }

    @ParameterizedTest(name = "{0} between turns, packets of {1} ms, loss {2}, jitter {3} ms")
    @CsvSource({
        "ROOM, 20, 0, 0",
        "NO_PACKETS, 20, 0, 0",
        "ROOM, 60, 0, 0",
        "ROOM, 20, 0.1, 60",
        "ROOM, 20, 0.3, 100",
    })
    void noticesEveryTurnInTimeAndNobodyElse(
            Sound quiet, int packetMillis, double loss, int jitterMillis) {
        Delays delays = converse(quiet, packetMillis, loss, jitterMillis);
        assertThat(Delays.percentile(delays.heard, 100)).as("heard").isLessThanOrEqualTo(200);
        assertThat(Delays.percentile(delays.dominant, 50)).as("median").isLessThan(1_000);
        assertThat(Delays.percentile(delays.dominant, 95)).as("95 %").isLessThan(1_200);
        assertThat(Delays.percentile(delays.dominant, 100)).as("last").isLessThan(1_700);
        assertThat(delays.wrongSpeakers).isZero();
    }

    @Test
    void findsASpeakerWhosePacketsAreTheLongestOfOpus() {
        Delays delays = converse(Sound.ROOM, 120, 0, 0);
        assertThat(Delays.percentile(delays.heard, 100)).as("heard").isLessThanOrEqualTo(200);
        assertThat(Delays.percentile(delays.dominant, 95)).as("95 %").isLessThan(4_000);
        assertThat(delays.wrongSpeakers).isZero();
    }

    /** Twenty times in each of twenty meetings someone else makes a noise for a while. */
    @ParameterizedTest(name = "{0} of {1} ms every {2} ms while the speaker makes {3}")
    @CsvSource({
        "COUGH, 160, 1500, SPEECH",
        "COUGH, 300, 1500, SPEECH",
        "COUGH, 500, 1500, SPEECH",
        "SPEECH, 400, 3000, SPEECH",
        "TYPING, 2000, 0, SPEECH",
        "FAN, 2000, 0, SPEECH",
        "FAN, 4000, 4000, SPEECH",
        "COUGH, 160, 1500, ROOM",
        "COUGH, 300, 1500, ROOM",
        "COUGH, 500, 1500, ROOM",
        "SPEECH, 400, 3000, ROOM",
        "TYPING, 2000, 0, ROOM",
        "FAN, 2000, 0, ROOM",
        "FAN, 4000, 4000, ROOM",
        "COUGH, 500, 1500, NO_PACKETS",
        "FAN, 4000, 4000, NO_PACKETS",
    })
    void isNotFooledInFourHundredDisturbances(
            Sound disturbance, long onMillis, long offMillis, Sound speaker) {
        for (int seed = 1; seed <= SEEDS; seed++) {
            Meeting meeting = new Meeting(seed, 6);
            meeting.allMake(Sound.ROOM);
            meeting.makes(0, Sound.SPEECH);
            meeting.run(4_000);
            assertThat(meeting.dominant.speaker()).isZero();
            meeting.makes(0, speaker);
            meeting.run(1_500);
            for (int i = 0; i < TURNS; i++) {
                meeting.makes(4, disturbance);
                meeting.run(onMillis);
                if (offMillis > 0) {
                    meeting.makes(4, Sound.ROOM);
                    meeting.run(offMillis + meeting.random.nextLong(500));
                }
            }
            assertThat(meeting.speakerChangesNanos).as("seed %d", seed).hasSize(1);
            assertThat(meeting.dominant.speaker()).as("seed %d", seed).isZero();
        }
    }

    @Test
    void fansDoNotKeepThePlacesOfThreeWhoTalk() {
        Meeting meeting = new Meeting(3, 8);
        meeting.allMake(Sound.FAN);
        for (int quiet = 5; quiet < 8; quiet++) {
            meeting.makes(quiet, Sound.ROOM);
        }
        meeting.run(5_000);
        int before = meeting.loudestChanges;
        for (int turn = 0; turn < 40; turn++) {
            int speaker = 5 + turn % 3;
            meeting.makes(speaker, Sound.SPEECH);
            meeting.run(3_000);
            assertThat(meeting.loudest.place(speaker)).isNotNegative();
            meeting.makes(speaker, Sound.ROOM);
            meeting.run(300);
        }
        assertThat(meeting.loudestChanges - before).as("changes in two minutes").isEqualTo(3);
    }

    /** An oscillator is not speech, but whoever plays one wants it heard and shown. */
    @Test
    void aSteadyToneIsHeardAndShown() {
        Meeting meeting = new Meeting(5, 6);
        meeting.allMake(Sound.ROOM);
        meeting.makes(0, Sound.SPEECH);
        meeting.run(4_000);
        meeting.makes(0, Sound.ROOM);
        meeting.makes(3, Sound.TONE);
        meeting.run(2_000);
        assertThat(meeting.dominant.speaker()).isEqualTo(3);
        meeting.run(20_000);
        assertThat(meeting.dominant.speaker()).isEqualTo(3);
        assertThat(meeting.loudest.place(3)).isNotNegative();
    }

    @Test
    void fiveHundredOfWhomThirtyTalkAtOnceChangeAtMostOnceASecond() {
        Meeting meeting = new Meeting(7, 500);
        meeting.allMake(Sound.ROOM);
        for (int speaker = 100; speaker < 130; speaker++) {
            meeting.makes(speaker, Sound.SPEECH);
        }
        meeting.run(20_000);
        assertThat(meeting.speakerChangesNanos).isNotEmpty();
        for (int i = 1; i < meeting.speakerChangesNanos.size(); i++) {
            long sinceNanos =
                    meeting.speakerChangesNanos.get(i) - meeting.speakerChangesNanos.get(i - 1);
            assertThat(sinceNanos).isGreaterThanOrEqualTo(1_000 * Meeting.MILLIS);
        }
        assertThat(meeting.dominant.speaker()).isBetween(100, 129);
        for (int place = 0; place < 3; place++) {
            assertThat(meeting.loudest.source(place)).isBetween(100, 129);
        }
    }

    @Test
    void theSamePacketsGiveTheSameChanges() {
        List<List<Long>> runs = new ArrayList<>();
        for (int run = 0; run < 2; run++) {
            Meeting meeting = new Meeting(42, 20, 20, 0.05, 60);
            meeting.allMake(Sound.SPEECH);
            meeting.run(30_000);
            runs.add(meeting.speakerChangesNanos);
        }
        assertThat(runs.get(0)).isNotEmpty().isEqualTo(runs.get(1));
    }
}
