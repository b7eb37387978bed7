package io.plenum.bridge.simulation;

import static io.plenum.bridge.simulation.Simulation.MS;
import static io.plenum.bridge.simulation.Simulation.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.plenum.bridge.api.BridgeEvent;
import io.plenum.bridge.counts.Count;
import io.plenum.bridge.net.simulated.LinkConditions;
import io.plenum.bridge.net.simulated.LossModel;
import io.plenum.bridge.rtcp.NtpTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What is particular to rooms that span loops; everything else {@link SpanningRoomTest} repeats.
 */
class SpanningTest {
    private static final int SLOT = 0x5000;
    private static final LinkConditions LINK = LinkConditions.PERFECT.withDelay(20 * MS, 0);

    private static VideoViewer view(SimulatedParticipant viewer, String mid, int ssrc) {
        VideoViewer slot = new VideoViewer(viewer, ssrc, 40 * MS);
        return (VideoViewer) viewer.view(slot.parameters(mid), slot);
    }

    private static VideoSource film(SimulatedParticipant who, int ssrcBase, int encodings) {
        VideoSource camera =
                new VideoSource(
                        who, who.name() + "-v", "v", ssrcBase, 30, 800_000, encodings, false);
        who.publish(camera);
        return camera;
    }

    private static void everythingHandedOverIsAccountedFor(Simulation simulation) {
        assertThat(
                        simulation.count(Count.RTP_PACKETS_MIRRORED)
                                + simulation.count(Count.DROPPED_MIRRORED))
                .isEqualTo(simulation.count(Count.RTP_PACKETS_PIPED));
        assertThat(simulation.count(Count.DROPPED_PIPE_FULL)).isZero();
    }

    /** Alice is on the first loop, Bob on the second. */
    @Test
    void videoGoesToTheOtherLoopWhileItIsWatchedThere() {
        Simulation.play(
                51,
                "watched",
                2,
                simulation -> {
                    simulation.links(LINK);
                    VideoSource camera = film(simulation.join("room", "alice"), 0x1000, 1);
                    VideoViewer slot = view(simulation.join("room", "bob"), "s", SLOT);
                    simulation.run(2 * SECOND);
                    assertThat(simulation.count(Count.RTP_PACKETS_PIPED)).isZero();
                    simulation.bridge.assign("bob", "s", camera.id());
                    simulation.run(2 * SECOND);
                    long piped = simulation.count(Count.RTP_PACKETS_PIPED);
                    assertThat(piped).isGreaterThan(190);
                    assertThat(slot.all).hasSizeGreaterThan(55).allMatch(f -> f.wholeNanos >= 0);
                    simulation.bridge.assign("bob", "s", null);
                    simulation.run(2 * SECOND);
                    assertThat(simulation.count(Count.RTP_PACKETS_PIPED) - piped).isLessThan(5);
                    everythingHandedOverIsAccountedFor(simulation);
                });
    }

    @Test
    void whatTheViewerLosesIsRepeatedByItsOwnLoop() {
        Simulation.play(
                52,
                "viewers-loss",
                2,
                simulation -> {
                    simulation.links(LINK);
                    VideoSource camera = film(simulation.join("room", "alice"), 0x1000, 1);
                    SimulatedParticipant bob = simulation.join("room", "bob");
                    VideoViewer slot = view(bob, "s", SLOT);
                    simulation.bridge.assign("bob", "s", camera.id());
                    bob.link(LINK, LINK.withLoss(new LossModel.Random(0.05)));
                    simulation.run(20 * SECOND);
                    assertThat(simulation.count(Count.RETRANSMISSIONS_SENT)).isGreaterThan(50);
                    assertThat(simulation.count(Count.RETRANSMISSIONS_IMPOSSIBLE)).isZero();
                    assertThat(simulation.count(Count.NACKS_SENT)).as("to Alice").isZero();
                    long whole = slot.all.stream().filter(f -> f.wholeNanos >= 0).count();
                    assertThat(slot.all.size() - whole).isLessThan(4);
                });
    }

    @Test
    void keyFramesWantedOnAllLoopsAtOnceAreAskedForOnce() {
        Simulation.play(
                53,
                "key-frames",
                3,
                simulation -> {
                    simulation.links(LINK);
                    VideoSource camera = film(simulation.join("room", "alice"), 0x1000, 1);
                    List<VideoViewer> viewers = new ArrayList<>();
                    for (int i = 0; i < 8; i++) {
                        viewers.add(view(simulation.join("room", "v" + i), "s", SLOT));
                        simulation.bridge.assign("v" + i, "s", camera.id());
                    }
                    simulation.run(3 * SECOND);
                    long before = camera.keyFramesWanted;
                    viewers.forEach(VideoViewer::askForKeyFrame);
                    simulation.run(2 * SECOND);
                    assertThat(camera.keyFramesWanted).isEqualTo(before + 1);
                    assertThat(viewers)
                            .allMatch(
                                    viewer ->
                                            viewer.all.stream()
                                                    .anyMatch(
                                                            frame ->
                                                                    frame.key
                                                                            && simulation.now()
                                                                                            - frame.captureNanos
                                                                                    < 2 * SECOND));
                });
    }

    @Test
    void senderReportsTellTheClockOfTheViewersSlot() {
        Simulation.play(
                54,
                "reports",
                2,
                simulation -> {
                    simulation.links(LINK);
                    VideoSource camera = film(simulation.join("room", "alice"), 0x1000, 1);
                    VideoViewer slot = view(simulation.join("room", "bob"), "s", SLOT);
                    simulation.bridge.assign("bob", "s", camera.id());
                    simulation.run(5 * SECOND);
                    VideoViewer.Report report = slot.senderReport();
                    assertThat(report).isNotNull();
                    VideoViewer.Frame frame = slot.all.getLast();
                    long sinceReport =
                            NtpTime.ofUnixNanos(frame.captureNanos) - report.ntpTimestamp();
                    int expected =
                            report.rtpTimestamp() + (int) NtpTime.toClock(sinceReport, 90_000);
                    assertThat(Math.abs(frame.timestamp - expected)).isLessThan(90);
                });
    }

    /** All loops hear the same, and one of them says it; the next goes on when that one ends. */
    @Test
    void oneLoopSaysWhoSpeaks() {
        Simulation.play(
                55,
                "speaker",
                3,
                simulation -> {
                    simulation.links(LINK);
                    List<AudioSource> microphones = new ArrayList<>();
                    for (int i = 0; i < 5; i++) {
                        AudioSource microphone =
                                new AudioSource(simulation.join("room", "p" + i), "a");
                        microphone.owner().publish(microphone);
                        microphones.add(microphone);
                    }
                    List<AudioViewer> heard = new ArrayList<>();
                    for (SimulatedParticipant viewer : simulation.participants()) {
                        AudioViewer slot = new AudioViewer(0x6000);
                        viewer.view(slot.parameters("s"), slot);
                        simulation.bridge.followLoudest(viewer.name(), "s");
                        heard.add(slot);
                    }
                    simulation.run(3 * SECOND);
                    for (int speaker : new int[] {4, 2, 1}) {
                        simulation.bridge.events().clear();
                        speaks(simulation, microphones, speaker);
                        assertThat(speakers(simulation)).containsExactly("p" + speaker);
                        assertThat(heard.get((speaker + 1) % 5).speaker)
                                .isEqualTo(microphones.get(speaker).owner().number());
                        assertThat(heard.get((speaker + 3) % 5).speaker)
                                .isEqualTo(microphones.get(speaker).owner().number());
                    }
                    // Of five on three loops the first and the fourth are on the first.
                    simulation.leave(microphones.get(0).owner());
                    simulation.leave(microphones.get(3).owner());
                    simulation.run(SECOND);
                    simulation.bridge.events().clear();
                    speaks(simulation, microphones, 4);
                    assertThat(speakers(simulation)).containsExactly("p4");
                    everythingHandedOverIsAccountedFor(simulation);
                });
    }

    private static void speaks(Simulation simulation, List<AudioSource> microphones, int who) {
        microphones.get(who).level = 30;
        simulation.run(3 * SECOND);
        microphones.get(who).level = 127;
    }

    private static List<String> speakers(Simulation simulation) {
        return simulation.bridge.events().stream()
                .filter(BridgeEvent.SpeakerChanged.class::isInstance)
                .map(BridgeEvent::peer)
                .toList();
    }

    /** The publisher leaves and is back at once under the same name, on whichever loop. */
    @Test
    void aPublicationOfTheSameNameIsNotTakenForTheOneBefore() {
        Simulation.play(
                56,
                "again",
                2,
                simulation -> {
                    simulation.links(LINK);
                    List<VideoViewer> viewers = new ArrayList<>();
                    for (int i = 0; i < 4; i++) {
                        viewers.add(view(simulation.join("room", "v" + i), "s", SLOT));
                        simulation.bridge.assign("v" + i, "s", "camera");
                    }
                    SimulatedParticipant before = null;
                    for (int i = 0; i < 6; i++) {
                        SimulatedParticipant alice = simulation.join("room", "alice" + i);
                        alice.publish(
                                new VideoSource(
                                        alice,
                                        "camera",
                                        "v",
                                        0x1000 * (i + 1),
                                        30,
                                        800_000,
                                        1,
                                        false));
                        if (before != null) {
                            // Joins before the other leaves, so they are on different loops.
                            simulation.leave(before);
                        }
                        before = alice;
                        int[] seen = viewers.stream().mapToInt(each -> each.all.size()).toArray();
                        simulation.run(2 * SECOND);
                        for (int j = 0; j < 4; j++) {
                            assertThat(viewers.get(j).all.size() - seen[j])
                                    .as("frames of camera %d at viewer %d", i, j)
                                    .isGreaterThan(45);
                            assertThat(viewers.get(j).pictureGap()).isNull();
                        }
                    }
                    simulation.leave(before);
                    simulation.run(SECOND);
                    assertThat(simulation.bridge.mirrorEnds()).isZero();
                });
    }

    @Test
    void theSsrcChangesInMidCall() {
        Simulation.play(
                57,
                "ssrc",
                2,
                simulation -> {
                    simulation.links(LINK);
                    SimulatedParticipant alice = simulation.join("room", "alice");
                    VideoSource camera = film(alice, 0x1000, 1);
                    VideoViewer slot = view(simulation.join("room", "bob"), "s", SLOT);
                    simulation.bridge.assign("bob", "s", camera.id());
                    simulation.run(2 * SECOND);
                    camera.stop();
                    VideoSource other =
                            new VideoSource(alice, camera.id(), "v", 0x3000, 30, 800_000, 1, false);
                    alice.replace(camera, other);
                    other.start();
                    int before = slot.all.size();
                    simulation.run(2 * SECOND);
                    assertThat(slot.all.size() - before).isGreaterThan(50);
                    assertThat(slot.pictureGap()).isNull();
                });
    }

    @Test
    void aPartEndsWithItsLastPeer() {
        Simulation.play(
                58,
                "parts",
                2,
                simulation -> {
                    simulation.links(LINK);
                    VideoSource camera = film(simulation.join("room", "alice"), 0x1000, 3);
                    for (int i = 0; i < 3; i++) {
                        SimulatedParticipant bob = simulation.join("room", "bob" + i);
                        VideoViewer slot = view(bob, "s", SLOT);
                        simulation.bridge.assign(bob.name(), "s", camera.id());
                        simulation.run(3 * SECOND);
                        assertThat(simulation.bridge.rooms()).isEqualTo(2);
                        assertThat(simulation.bridge.mirrorEnds()).isEqualTo(2);
                        assertThat(slot.all.getLast().encoding).isEqualTo(2);
                        simulation.leave(bob);
                        simulation.run(SECOND);
                        assertThat(simulation.bridge.rooms()).isEqualTo(1);
                        assertThat(simulation.bridge.mirrorEnds()).isZero();
                    }
                    everythingHandedOverIsAccountedFor(simulation);
                });
    }
}
