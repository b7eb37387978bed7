package io.plenum.bridge.simulation;

import static io.plenum.bridge.simulation.Simulation.MS;
import static io.plenum.bridge.simulation.Simulation.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.plenum.bridge.counts.Count;
import io.plenum.bridge.net.simulated.LinkConditions;
import io.plenum.bridge.net.simulated.LossModel;
import io.plenum.bridge.parameters.BandwidthLimit;
import io.plenum.bridge.parameters.DownlinkReport;
import io.plenum.bridge.rtcp.RtcpWriter;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A viewer behind a bottleneck, in a room through the real loop. */
class DownlinkTest {
    private static final long ONE_WAY = 25 * MS;
    private static final LinkConditions UP = LinkConditions.PERFECT.withDelay(ONE_WAY, 0);

    /** A link that carries so much and lets 300 ms wait. */
    private static LinkConditions down(long bps) {
        return UP.withRate(bps, (int) (bps / 8 * 3 / 10));
    }

    private static VideoViewer view(SimulatedParticipant viewer, VideoSource source) {
        VideoViewer slot = new VideoViewer(viewer, 0x5000, 2 * ONE_WAY);
        viewer.view(slot.parameters("s"), slot);
        viewer.simulation().bridge.assign(viewer.name(), "s", source.id());
        return slot;
    }

    private static VideoSource film(Simulation simulation, int bps) {
        SimulatedParticipant alice = simulation.join("room", "alice");
        VideoSource camera = new VideoSource(alice, "v", 30, bps, 1, false);
        alice.publish(camera);
        return camera;
    }

    @Test
    void theEstimateFindsTheLinkWithinTwoSecondsAndWhatIsShownFollowsIt() {
        Simulation.play(
                20,
                "downlink",
                simulation -> {
                    SimulatedParticipant alice = simulation.join("room", "alice");
                    VideoSource camera = new VideoSource(alice, "v", 30, 1_600_000, 3, false);
                    alice.publish(camera);
                    SimulatedParticipant bob = simulation.join("room", "bob").feedBack();
                    bob.link(UP, down(3_000_000));
                    VideoViewer slot = view(bob, camera);
                    simulation.run(2 * SECOND + 200 * MS);
                    assertThat(report(simulation).estimateBps()).isBetween(1_900_000L, 3_600_000L);
                    simulation.run(3 * SECOND);
                    assertThat(encodingShown(slot)).isEqualTo(2);
                    DownlinkReport.Path path = report(simulation).path();
                    assertThat(path.roundTripNanos() / MS).isBetween(50L, 200L);
                    assertThat(path.acknowledgedBps()).isBetween(1_400_000L, 2_400_000L);
                    assertThat(path.loss()).isLessThan(0.02);
                    assertThat(path.limit()).isEqualTo(BandwidthLimit.WANTED);
                    assertThat(path.probes()).isPositive();
                    assertThat(simulation.count(Count.PROBE_PACKETS_SENT)).isPositive();

                    bob.link(UP, down(800_000));
                    simulation.run(3 * SECOND);
                    assertThat(encodingShown(slot)).isEqualTo(1);
                    simulation.run(3 * SECOND);
                    assertThat(encodingShown(slot)).isEqualTo(1);
                    assertThat(report(simulation).estimateBps()).isBetween(450_000L, 950_000L);
                    bob.link(UP, down(3_000_000));
                    simulation.run(8 * SECOND);
                    assertThat(encodingShown(slot)).isEqualTo(2);
                    assertThat(slot.pictureGap()).isNull();
                    assertThat(simulation.count(Count.DOWNLINK_CHANGES)).isBetween(5L, 100L);
                });
    }

    private static DownlinkReport report(Simulation simulation) {
        return simulation.bridge.shares("bob");
    }

    private static int encodingShown(VideoViewer slot) {
        return slot.all.getLast().encoding;
    }

    /**
     * Who was sent next to nothing so far is estimated far below the only encoding there is. That
     * the path carries no more has nobody said, so it is sent; a twentieth is lost, and a tenth of
     * what the viewer tells, so that probes fail.
     */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void theOnlyEncodingDoesNotStandStillUntilItIsProbed(long seed) {
        Simulation.play(
                seed,
                "single",
                simulation -> {
                    SimulatedParticipant alice = simulation.join("room", "alice");
                    SimulatedParticipant bob = simulation.join("room", "bob").feedBack();
                    bob.link(
                            UP.withLoss(new LossModel.Random(0.1)),
                            down(10_000_000).withLoss(new LossModel.Random(0.05)));
                    AudioSource microphone = new AudioSource(alice, "a");
                    alice.publish(microphone);
                    AudioViewer heard = new AudioViewer(0x6000, simulation::now);
                    bob.view(heard.parameters("h"), heard);
                    simulation.bridge.assign("bob", "h", microphone.id());
                    VideoSource camera = new VideoSource(alice, "v", 30, 1_500_000, 1, false);
                    VideoViewer slot = view(bob, camera);
                    simulation.run(3 * SECOND);
                    alice.publish(camera);
                    camera.start();
                    simulation.bridge.assign("bob", "s", camera.id());
                    simulation.run(5 * SECOND);
                    assertThat(slot.framesDecoded).isGreaterThan(140);
                    long last = slot.all.getFirst().captureNanos;
                    for (VideoViewer.Frame frame : slot.all) {
                        assertThat((frame.captureNanos - last) / MS)
                                .as("between frames that were sent")
                                .isLessThan(200);
                        last = frame.captureNanos;
                    }
                });
    }

    /** A path that has said so is believed: audio is not to suffer. */
    @Test
    void theOnlyEncodingIsOffWhereItDoesNotFit() {
        Simulation.play(
                28,
                "too-much",
                simulation -> {
                    VideoSource camera = film(simulation, 1_500_000);
                    SimulatedParticipant bob = simulation.join("room", "bob").feedBack();
                    bob.link(UP, down(300_000));
                    view(bob, camera);
                    simulation.run(8 * SECOND);
                    assertThat(report(simulation).slots().getFirst().encoding()).isNegative();
                });
    }

    @Test
    void whoWantsNoMoreIsNotProbed() {
        Simulation.play(
                21,
                "satisfied",
                simulation -> {
                    VideoSource camera = film(simulation, 150_000);
                    SimulatedParticipant bob = simulation.join("room", "bob").feedBack();
                    bob.link(UP, down(3_000_000));
                    view(bob, camera);
                    simulation.run(3 * SECOND);
                    long probed = simulation.count(Count.PROBE_PACKETS_SENT);
                    simulation.run(20 * SECOND);
                    assertThat(simulation.count(Count.PROBE_PACKETS_SENT)).isEqualTo(probed);
                    assertThat(report(simulation).path().limit()).isEqualTo(BandwidthLimit.WANTED);
                });
    }

    @Test
    void aViewerThatTellsNothingGetsEverything() {
        Simulation.play(
                22,
                "silent",
                simulation -> {
                    VideoSource camera = film(simulation, 2_000_000);
                    SimulatedParticipant bob = simulation.join("room", "bob");
                    bob.link(UP, UP);
                    VideoViewer slot = view(bob, camera);
                    simulation.run(5 * SECOND);
                    assertThat(report(simulation).estimateBps()).as("nothing limits").isEqualTo(-1);
                    assertThat(slot.all.size()).isGreaterThan(140);
                });
    }

    @Test
    void receiverReportsLimitWhoSendsNoFeedback() {
        Simulation.play(
                23,
                "reports",
                simulation -> {
                    SimulatedParticipant alice = simulation.join("room", "alice");
                    VideoSource camera = new VideoSource(alice, "v", 30, 1_600_000, 3, false);
                    alice.publish(camera);
                    SimulatedParticipant bob = simulation.join("room", "bob");
                    bob.link(UP, UP);
                    view(bob, camera);
                    simulation.run(5 * SECOND);
                    bob.link(UP, UP.withLoss(new LossModel.Random(0.4)));
                    simulation.run(10 * SECOND);
                    DownlinkReport report = report(simulation);
                    assertThat(report.estimateBps()).isBetween(30_000L, 1_500_000L);
                    assertThat(report.path().limit()).isEqualTo(BandwidthLimit.LOSS);
                    assertThat(report.path().loss()).isBetween(0.1, 0.55);
                });
    }

    @Test
    void theViewersOwnEstimateIsFollowed() {
        Simulation.play(
                24,
                "remb",
                simulation -> {
                    VideoSource camera = film(simulation, 500_000);
                    SimulatedParticipant bob = simulation.join("room", "bob");
                    bob.link(UP, UP);
                    view(bob, camera);
                    simulation.run(3 * SECOND);
                    RtcpWriter rtcp = bob.beginRtcp();
                    rtcp.remb(bob.number(), 777_000, new int[] {0x5000});
                    bob.sendRtcp();
                    simulation.run(SECOND / 2);
                    DownlinkReport report = report(simulation);
                    assertThat(report.estimateBps()).isBetween(770_000L, 777_000L);
                    assertThat(report.path().limit()).isEqualTo(BandwidthLimit.REMB);
                });
    }

    @Test
    void audioNeverWaitsBehindVideo() {
        Simulation.play(
                25,
                "audio",
                simulation -> {
                    SimulatedParticipant alice = simulation.join("room", "alice");
                    VideoSource camera = new VideoSource(alice, "v", 30, 1_600_000, 3, false);
                    alice.publish(camera);
                    AudioSource microphone = new AudioSource(alice, "a");
                    alice.publish(microphone);
                    SimulatedParticipant bob = simulation.join("room", "bob");
                    simulation.links(UP);
                    VideoViewer slot = view(bob, camera);
                    AudioViewer heard = new AudioViewer(0x6000, simulation::now);
                    bob.view(heard.parameters("h"), heard);
                    simulation.bridge.assign("bob", "h", microphone.id());
                    for (int i = 0; i < 10; i++) {
                        RtcpWriter rtcp = bob.beginRtcp();
                        rtcp.remb(bob.number(), 550_000, new int[] {0x5000});
                        bob.sendRtcp();
                        simulation.run(SECOND);
                    }
                    assertThat(simulation.count(Count.RTP_PACKETS_PACED)).isGreaterThan(20);
                    assertThat(simulation.count(Count.DROPPED_PACER)).isZero();
                    assertThat(slot.pictureGap()).isNull();
                    assertThat(slot.all)
                            .as("video does wait")
                            .anyMatch(frame -> frame.delayNanos() > 2 * ONE_WAY + 10 * MS);
                    assertThat(heard.packets).isGreaterThan(450);
                    assertThat(heard.longestNanos).isLessThan(2 * ONE_WAY + 5 * MS);
                });
    }

    /** What somebody else's link does is no concern of the others. */
    @Test
    void aViewerBehindABadLinkChangesNothingForTheOthers() {
        long[] good = received(down(20_000_000));
        long[] bad = received(down(300_000).withLoss(new LossModel.Random(0.05)));
        for (int i = 0; i < good.length; i++) {
            assertThat((double) bad[i]).isCloseTo((double) good[i], Percentage.withPercentage(3));
        }
    }

    /** What two viewers receive while the link of a third is as given. */
    private static long[] received(LinkConditions thirds) {
        long[] bytes = new long[2];
        Simulation.play(
                26,
                "isolation",
                simulation -> {
                    SimulatedParticipant alice = simulation.join("room", "alice");
                    VideoSource camera = new VideoSource(alice, "v", 30, 1_600_000, 3, true);
                    alice.publish(camera);
                    List<SimulatedParticipant> viewers = new ArrayList<>();
                    for (String name : List.of("carol", "dave", "bob")) {
                        SimulatedParticipant viewer = simulation.join("room", name).feedBack();
                        viewer.link(UP, name.equals("bob") ? thirds : down(10_000_000));
                        view(viewer, camera);
                        viewers.add(viewer);
                    }
                    simulation.run(4 * SECOND);
                    for (int i = 0; i < 2; i++) {
                        bytes[i] = -viewers.get(i).bytesReceived();
                    }
                    simulation.run(20 * SECOND);
                    for (int i = 0; i < 2; i++) {
                        bytes[i] += viewers.get(i).bytesReceived();
                    }
                });
        return bytes;
    }
}
