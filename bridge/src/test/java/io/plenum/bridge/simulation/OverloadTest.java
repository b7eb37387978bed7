package io.plenum.bridge.simulation;

import static io.plenum.bridge.simulation.Simulation.MS;
import static io.plenum.bridge.simulation.Simulation.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.plenum.bridge.counts.Count;
import org.junit.jupiter.api.Test;

/** A loop that gets behind drops what is old instead of delaying everything. */
class OverloadTest {
    private static final int PACKETS_PER_SECOND = 30 * 4;

    private static final class Call {
        final VideoViewer picture;
        final AudioViewer sound;

        Call(Simulation simulation) {
            SimulatedParticipant alice = simulation.join("room", "alice");
            VideoSource camera = new VideoSource(alice, "v", 30, 1_000_000, 1, false);
            alice.publish(camera);
            AudioSource microphone = new AudioSource(alice, "a");
            alice.publish(microphone);
            SimulatedParticipant bert = simulation.join("room", "bert");
            picture = new VideoViewer(bert, 0x5000, 40 * MS);
            bert.view(picture.parameters("v"), picture);
            sound = new AudioViewer(0x6000);
            bert.view(sound.parameters("a"), sound);
            simulation.bridge.assign("bert", "v", camera.id());
            simulation.bridge.assign("bert", "a", microphone.id());
            simulation.run(3 * SECOND);
        }
    }

    @Test
    void aShortStallDropsNothing() {
        Simulation.play(
                1,
                "short-stall",
                simulation -> {
                    new Call(simulation);
                    simulation.stall(50 * MS);
                    simulation.run(SECOND);
                    assertThat(simulation.count(Count.DROPPED_RTP_TOO_OLD)).isZero();
                });
    }

    @Test
    void aLongStallDropsTheVideoOfItsTimeAndOnlyAudioThatIsTooLate() {
        Simulation.play(
                2,
                "long-stall",
                simulation -> {
                    Call call = new Call(simulation);
                    simulation.stall(400 * MS);
                    simulation.run(2 * SECOND);
                    long video = 400 * PACKETS_PER_SECOND / 1_000;
                    long audio = (400 - 80) / 20;
                    assertThat(simulation.count(Count.DROPPED_RTP_TOO_OLD))
                            .isBetween(video + audio - 15, video + audio + 15);
                    int shown = call.picture.all.size();
                    simulation.run(SECOND);
                    assertThat(call.picture.all.size() - shown).isGreaterThan(27);
                });
    }

    @Test
    void whatWasDroppedIsNotAskedForAgainAndAKeyFrameComesInstead() {
        Simulation.play(
                3,
                "shed",
                simulation -> {
                    new Call(simulation);
                    long asked = simulation.count(Count.NACKS_SENT);
                    long keyFrames = simulation.count(Count.KEY_FRAME_REQUESTS_SENT);
                    simulation.stall(400 * MS);
                    simulation.run(SECOND);
                    assertThat(simulation.count(Count.DROPPED_RTP_TOO_OLD)).isGreaterThan(10);
                    assertThat(simulation.count(Count.NACKS_SENT) - asked).isZero();
                    assertThat(simulation.count(Count.RTX_PACKETS_RECEIVED)).isZero();
                    assertThat(simulation.count(Count.KEY_FRAME_REQUESTS_SENT) - keyFrames)
                            .isBetween(1L, 3L);
                });
    }
}
