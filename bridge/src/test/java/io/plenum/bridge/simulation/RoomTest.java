package io.plenum.bridge.simulation;

import static io.plenum.bridge.simulation.Simulation.MS;
import static io.plenum.bridge.simulation.Simulation.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.plenum.bridge.counts.Count;
import io.plenum.bridge.net.simulated.LinkConditions;
import io.plenum.bridge.net.simulated.LossModel;
import io.plenum.bridge.parameters.LayerTarget;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Rooms through the real loop. The viewers themselves refuse a wire that is not unbroken. */
class RoomTest {
    private static final LinkConditions DSL =
            LinkConditions.PERFECT.withDelay(20 * MS, 3 * MS).withLoss(new LossModel.Random(0.01));

    /** Media loops that each room spans. */
    int loops() {
        return 1;
    }

    private void play(long seed, String name, Simulation.Scene scene) {
        Simulation.play(seed, name, loops(), scene);
    }

    private static VideoViewer view(SimulatedParticipant viewer, String mid, int ssrc) {
        VideoViewer slot = new VideoViewer(viewer, ssrc, 40 * MS);
        return (VideoViewer) viewer.view(slot.parameters(mid), slot);
    }

    private static VideoSource film(SimulatedParticipant who, int encodings, boolean temporal) {
        VideoSource camera = new VideoSource(who, "v", 30, 800_000, encodings, temporal);
        who.publish(camera);
        return camera;
    }

    @Test
    void everyoneSeesEveryone() {
        play(
                1,
                "room",
                simulation -> {
                    simulation.links(DSL);
                    List<VideoSource> cameras = new ArrayList<>();
                    List<VideoViewer> viewers = new ArrayList<>();
                    for (int i = 0; i < 4; i++) {
                        cameras.add(film(simulation.join("room", "p" + i), 1, false));
                    }
                    for (int i = 0; i < 4; i++) {
                        SimulatedParticipant who = simulation.participants().get(i);
                        for (int j = 0; j < 4; j++) {
                            if (i != j) {
                                viewers.add(view(who, "s" + j, 0x5000 + 16 * j));
                                simulation.bridge.assign(who.name(), "s" + j, cameras.get(j).id());
                            }
                        }
                    }
                    simulation.run(10 * SECOND);
                    for (VideoViewer viewer : viewers) {
                        assertThat(viewer.all.size()).isGreaterThan(280);
                        assertThat(viewer.shown).hasSize(1);
                        assertThat(viewer.pictureGap()).isNull();
                    }
                });
    }

    /** A slot shows one, then another, again and again, over a lossy link. */
    @Test
    void aSwitchOfSourceLeavesTheWireUnbrokenAndShowsAPictureWithinAKeyFramesTime() {
        play(
                2,
                "switch",
                simulation -> {
                    simulation.links(DSL);
                    VideoSource alice = film(simulation.join("room", "alice"), 1, false);
                    VideoSource carol = film(simulation.join("room", "carol"), 1, false);
                    SimulatedParticipant bob = simulation.join("room", "bob");
                    VideoViewer slot = view(bob, "s", 0x5000);
                    simulation.bridge.assign("bob", "s", alice.id());
                    simulation.run(3 * SECOND);
                    for (int i = 0; i < 20; i++) {
                        VideoSource next = i % 2 == 0 ? carol : alice;
                        int before = slot.shown.size();
                        long switched = simulation.now();
                        simulation.bridge.assign("bob", "s", next.id());
                        while (slot.shown.size() == before
                                && simulation.now() - switched < 2 * SECOND) {
                            simulation.run(5 * MS);
                        }
                        // PLI there, at most 300 ms between key frames, frame interval, way here.
                        assertThat((simulation.now() - switched) / MS)
                                .as("ms to the first packet of switch %d", i)
                                .isLessThan(300 + 300);
                        simulation.run(SECOND);
                    }
                    assertThat(slot.shown).hasSize(21);
                    assertThat(slot.pictureGap()).isNull();
                    assertThat(slot.stillMissing()).isLessThan(3);
                });
    }

    /** A moderator stops somebody's video, who goes on sending; later it may be seen again. */
    @Test
    void whatIsWithheldReachesNobodyAndComesBackUnbroken() {
        play(
                9,
                "withheld",
                simulation -> {
                    simulation.links(DSL);
                    VideoSource alice = film(simulation.join("room", "alice"), 1, false);
                    VideoViewer slot = view(simulation.join("room", "bob"), "s", 0x5000);
                    simulation.bridge.assign("bob", "s", alice.id());
                    simulation.run(3 * SECOND);
                    simulation.bridge.setWithheld("alice", alice.id(), true);
                    simulation.run(SECOND);
                    int before = slot.all.size();
                    VideoViewer late = view(simulation.join("room", "carol"), "s", 0x6000);
                    simulation.bridge.assign("carol", "s", alice.id());
                    simulation.run(3 * SECOND);
                    assertThat(slot.all).hasSize(before);
                    assertThat(late.all).isEmpty();
                    simulation.bridge.setWithheld("alice", alice.id(), false);
                    simulation.run(3 * SECOND);
                    assertThat(slot.all.size()).isGreaterThan(before + 60);
                    assertThat(late.all.size()).isGreaterThan(60);
                    assertThat(slot.stillMissing()).isLessThan(3);
                });
    }

    @Test
    void aSwitchOfEncodingLeavesTheWireUnbroken() {
        play(
                3,
                "simulcast",
                simulation -> {
                    simulation.links(DSL);
                    VideoSource alice = film(simulation.join("room", "alice"), 3, true);
                    SimulatedParticipant bob = simulation.join("room", "bob");
                    VideoViewer slot = view(bob, "s", 0x5000);
                    simulation.bridge.assign("bob", "s", alice.id());
                    simulation.run(2 * SECOND);
                    assertThat(slot.all.getLast().encoding).isEqualTo(2);
                    for (int i = 0; i < 30; i++) {
                        int wanted = simulation.random.nextInt(3);
                        int temporal = simulation.random.nextInt(3);
                        simulation.bridge.setLayers(
                                "bob", "s", new LayerTarget(wanted, 0, temporal));
                        simulation.run(1_500 * MS);
                        assertThat(slot.all.getLast().encoding).isEqualTo(wanted);
                        List<VideoViewer.Frame> last =
                                slot.all.subList(slot.all.size() - 5, slot.all.size());
                        // What publisher and viewer both lost may be repeated whatever its layer:
                        // that leaves the wire without a hole.
                        assertThat(last).filteredOn(f -> f.layer > temporal).hasSizeLessThan(2);
                        assertThat(last).anyMatch(f -> f.layer == temporal);
                    }
                    simulation.run(SECOND);
                    assertThat(slot.pictureGap()).isNull();
                    assertThat(slot.keyFramesAsked).isZero();
                    long whole = slot.all.stream().filter(f -> f.wholeNanos >= 0).count();
                    assertThat(slot.all.size() - whole).as("frames never whole").isLessThan(40);
                });
    }

    @Test
    void fallsBackToALowerEncodingWhenThePublisherSwitchesTheHigherOff() {
        play(
                4,
                "suspended",
                simulation -> {
                    simulation.links(DSL);
                    VideoSource alice = film(simulation.join("room", "alice"), 3, false);
                    SimulatedParticipant bob = simulation.join("room", "bob");
                    VideoViewer slot = view(bob, "s", 0x5000);
                    simulation.bridge.assign("bob", "s", alice.id());
                    simulation.run(2 * SECOND);
                    alice.enable(2, false);
                    simulation.run(3 * SECOND);
                    assertThat(slot.all.getLast().encoding).isEqualTo(1);
                    alice.enable(2, true);
                    simulation.run(2 * SECOND);
                    assertThat(slot.all.getLast().encoding).isEqualTo(2);
                    assertThat(slot.pictureGap()).isNull();
                });
    }

    @Test
    void mediaFollowsAParticipantToAnotherNetworkWithinASecond() {
        play(
                5,
                "migration",
                simulation -> {
                    simulation.links(DSL);
                    VideoSource alice = film(simulation.join("room", "alice"), 1, false);
                    SimulatedParticipant bob = simulation.join("room", "bob");
                    VideoViewer slot = view(bob, "s", 0x5000);
                    simulation.bridge.assign("bob", "s", alice.id());
                    simulation.run(5 * SECOND);
                    for (int i = 0; i < 5; i++) {
                        long moved = simulation.now();
                        bob.move();
                        simulation.run(SECOND);
                        assertThat(slot.all.getLast().captureNanos)
                                .as("move %d", i)
                                .isGreaterThan(moved + 500 * MS);
                        simulation.run(3 * SECOND);
                    }
                    assertThat(slot.pictureGap()).isNull();
                });
    }

    @Test
    void mediaGoesOnThroughAnIceRestartOfPublisherAndViewer() {
        play(
                6,
                "restart",
                simulation -> {
                    simulation.links(DSL);
                    SimulatedParticipant alice = simulation.join("room", "alice");
                    VideoSource camera = film(alice, 1, false);
                    SimulatedParticipant bob = simulation.join("room", "bob");
                    VideoViewer slot = view(bob, "s", 0x5000);
                    simulation.bridge.assign("bob", "s", camera.id());
                    simulation.run(5 * SECOND);
                    bob.restartIce();
                    alice.restartIce();
                    bob.move();
                    simulation.run(40 * SECOND);
                    assertThat(slot.all.getLast().captureNanos)
                            .isGreaterThan(simulation.now() - 200 * MS);
                    assertThat(slot.pictureGap()).isNull();
                });
    }

    @Test
    void reorderingAndDuplicationHarmNobody() {
        play(
                7,
                "reordering",
                simulation -> {
                    simulation.links(
                            LinkConditions.PERFECT
                                    .withDelay(20 * MS, 2 * MS)
                                    .withReordering(0.05, 12 * MS)
                                    .withDuplicates(0.05));
                    VideoSource alice = film(simulation.join("room", "alice"), 1, true);
                    SimulatedParticipant bob = simulation.join("room", "bob");
                    VideoViewer slot = view(bob, "s", 0x5000);
                    simulation.bridge.assign("bob", "s", alice.id());
                    simulation.run(20 * SECOND);
                    long whole = slot.all.stream().filter(f -> f.wholeNanos >= 0).count();
                    assertThat(slot.all.size() - whole).isLessThan(5);
                    assertThat(slot.pictureGap()).isNull();
                    assertThat(simulation.count(Count.NACKS_SENT))
                            .as("asked for what had only been overtaken")
                            .isLessThan(alice.packetsSent() / 50);
                });
    }

    /** Publishers learn the round trip from reports on them; who only listens has no other way. */
    @Test
    void whoOnlyReceivesLearnsTheRoundTripAndTellsIt() {
        play(
                9,
                "roundtrip",
                simulation -> {
                    simulation.links(LinkConditions.PERFECT.withDelay(40 * MS, 0));
                    SimulatedParticipant listener = simulation.join("room", "listener");
                    simulation.run(5 * SECOND);
                    assertThat(listener.roundTripNanos()).isBetween(79 * MS, 82 * MS);
                    assertThat(simulation.bridge.roundTripNanos("listener"))
                            .isBetween(79 * MS, 82 * MS);
                });
    }

    /** More is lost than could be repaired: the bridge itself asks for a key frame, and once. */
    @Test
    void afterAStallThePictureIsBackWithinAKeyFramesTime() {
        play(
                10,
                "stall",
                simulation -> {
                    simulation.links(LinkConditions.PERFECT.withDelay(20 * MS, 0));
                    SimulatedParticipant alice = simulation.join("room", "alice");
                    VideoSource camera = film(alice, 1, false);
                    VideoViewer slot = view(simulation.join("room", "bob"), "s", 0x5000);
                    simulation.bridge.assign("bob", "s", camera.id());
                    simulation.run(3 * SECOND);
                    long asked = simulation.count(Count.KEY_FRAME_REQUESTS_SENT);
                    LinkConditions dead = LinkConditions.PERFECT.withLoss(new LossModel.Random(1));
                    alice.link(dead, dead);
                    simulation.run(4 * SECOND);
                    LinkConditions back = LinkConditions.PERFECT.withDelay(20 * MS, 0);
                    alice.link(back, back);
                    long since = simulation.now();
                    simulation.run(SECOND);
                    VideoViewer.Frame key =
                            slot.all.stream()
                                    .filter(frame -> frame.key && frame.captureNanos > since)
                                    .findFirst()
                                    .orElseThrow();
                    // The first packet tells of the stall: 20 ms here, 20 ms back, a frame's 33 ms.
                    assertThat((key.captureNanos - since) / MS).isLessThan(33 + 40 + 33);
                    assertThat(simulation.count(Count.KEY_FRAME_REQUESTS_SENT))
                            .isEqualTo(asked + 1);
                });
    }

    @Test
    void theLoudestAreHeard() {
        play(
                8,
                "loudest",
                simulation -> {
                    simulation.links(DSL);
                    List<AudioSource> microphones = new ArrayList<>();
                    for (int i = 0; i < 12; i++) {
                        SimulatedParticipant who = simulation.join("room", "p" + i);
                        AudioSource microphone = new AudioSource(who, "a");
                        who.publish(microphone);
                        microphones.add(microphone);
                    }
                    SimulatedParticipant viewer = simulation.join("room", "viewer");
                    List<AudioViewer> heard = new ArrayList<>();
                    for (int i = 0; i < 3; i++) {
                        AudioViewer slot = new AudioViewer(0x6000 + i);
                        viewer.view(slot.parameters("s" + i), slot);
                        simulation.bridge.followLoudest("viewer", "s" + i);
                        heard.add(slot);
                    }
                    simulation.run(3 * SECOND);
                    for (int speaker : new int[] {7, 11, 4, 9}) {
                        microphones.get(speaker).level = 30;
                        simulation.run(300 * MS);
                        int number = simulation.participants().get(speaker).number();
                        assertThat(heard.stream().map(slot -> slot.speaker)).contains(number);
                        simulation.run(2 * SECOND);
                        microphones.get(speaker).level = 127;
                        simulation.run(SECOND);
                    }
                    assertThat(simulation.bridge.events().toString())
                            .contains("SpeakerChanged[peer=p7")
                            .contains("SpeakerChanged[peer=p9");
                    assertThat(heard.stream().map(slot -> slot.speaker).distinct()).hasSize(3);
                });
    }
}
