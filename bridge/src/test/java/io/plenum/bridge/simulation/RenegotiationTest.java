package io.plenum.bridge.simulation;

import static io.plenum.bridge.simulation.Simulation.MS;
import static io.plenum.bridge.simulation.Simulation.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.plenum.bridge.counts.Count;
import io.plenum.bridge.net.simulated.LinkConditions;
import io.plenum.bridge.net.simulated.LossModel;
import org.junit.jupiter.api.Test;

/** What offers change in mid-call, through the real loop. The viewers refuse a broken wire. */
class RenegotiationTest {
    private static final int SLOT = 0x5000;
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

    private static VideoSource film(SimulatedParticipant who, String id, String mid, int ssrcBase) {
        VideoSource camera = new VideoSource(who, id, mid, ssrcBase, 30, 800_000, 1, false);
        who.publish(camera);
        return camera;
    }

    private static long seen(VideoViewer viewer, VideoSource camera) {
        String source = camera.id().hashCode() + "/";
        return viewer.shown.stream().filter(each -> each.startsWith(source)).count();
    }

    /** The section becomes inactive and sends again later, in the same stream. */
    @Test
    void aPausedSectionComesBack() {
        play(
                21,
                "paused",
                simulation -> {
                    simulation.links(DSL);
                    SimulatedParticipant alice = simulation.join("room", "alice");
                    SimulatedParticipant bob = simulation.join("room", "bob");
                    VideoSource camera = film(alice, "camera", "v", 0x1000);
                    VideoViewer slot = view(bob, "s", SLOT);
                    simulation.bridge.assign("bob", "s", "camera");
                    simulation.run(2 * SECOND);
                    camera.stop();
                    alice.unpublish(camera);
                    simulation.run(SECOND);
                    int before = slot.all.size();
                    alice.publish(camera);
                    camera.start();
                    simulation.bridge.assign("bob", "s", "camera");
                    simulation.run(2 * SECOND);
                    assertThat(slot.all.size() - before).isGreaterThan(50);
                    assertThat(slot.pictureGap()).isNull();
                });
    }

    /** One camera ends; another one, in other SSRCs, takes over its mid. */
    @Test
    void aMidIsUsedAgain() {
        play(
                22,
                "mid",
                simulation -> {
                    simulation.links(DSL);
                    SimulatedParticipant alice = simulation.join("room", "alice");
                    SimulatedParticipant bob = simulation.join("room", "bob");
                    VideoSource first = film(alice, "camera", "v", 0x1000);
                    VideoViewer slot = view(bob, "s", SLOT);
                    simulation.bridge.assign("bob", "s", "camera");
                    simulation.run(2 * SECOND);
                    first.stop();
                    alice.unpublish(first);
                    VideoSource second = film(alice, "screen", "v", 0x2000);
                    second.start();
                    simulation.bridge.assign("bob", "s", "screen");
                    simulation.run(2 * SECOND);
                    assertThat(seen(slot, first)).isEqualTo(1);
                    assertThat(seen(slot, second)).isEqualTo(1);
                    assertThat(slot.pictureGap()).isNull();
                });
    }

    /** RFC 3550 section 8.2: here each SSRC is its transport's own. */
    @Test
    void publishersOfOneSsrcDoNotMeet() {
        play(
                23,
                "collision",
                simulation -> {
                    simulation.links(DSL);
                    SimulatedParticipant alice = simulation.join("room", "alice");
                    SimulatedParticipant carol = simulation.join("room", "carol");
                    SimulatedParticipant bob = simulation.join("room", "bob");
                    VideoSource one = film(alice, "one", "v", SLOT - 1);
                    VideoSource two = film(carol, "two", "v", SLOT - 1);
                    VideoViewer left = view(bob, "left", SLOT);
                    VideoViewer right = view(bob, "right", SLOT + 0x100);
                    simulation.bridge.assign("bob", "left", "one");
                    simulation.bridge.assign("bob", "right", "two");
                    simulation.run(3 * SECOND);
                    simulation.bridge.assign("bob", "left", "two");
                    simulation.bridge.assign("bob", "right", "one");
                    simulation.run(3 * SECOND);
                    for (VideoViewer slot : new VideoViewer[] {left, right}) {
                        assertThat(seen(slot, one)).isEqualTo(1);
                        assertThat(seen(slot, two)).isEqualTo(1);
                        assertThat(slot.all.size()).isGreaterThan(150);
                        assertThat(slot.pictureGap()).isNull();
                    }
                    assertThat(simulation.count(Count.DROPPED_RTP_UNKNOWN_SSRC)).isZero();
                });
    }

    /** RFC 8843 section 9.2: the MID in a packet wins over what is known of its SSRC. */
    @Test
    void aStreamMovesToAnotherSection() {
        play(
                24,
                "moved",
                simulation -> {
                    simulation.links(DSL);
                    SimulatedParticipant alice = simulation.join("room", "alice");
                    SimulatedParticipant bob = simulation.join("room", "bob");
                    VideoSource camera = film(alice, "camera", "v", 0x1000);
                    VideoViewer slot = view(bob, "s", SLOT);
                    simulation.bridge.assign("bob", "s", "camera");
                    simulation.run(2 * SECOND);
                    camera.moveTo("w");
                    VideoSource other = film(alice, "other", "v", 0x2000);
                    other.start();
                    simulation.run(2 * SECOND);
                    assertThat(seen(slot, camera)).isEqualTo(1);
                    assertThat(seen(slot, other)).isZero();
                    simulation.bridge.assign("bob", "s", "other");
                    simulation.run(2 * SECOND);
                    assertThat(seen(slot, other)).isEqualTo(1);
                    assertThat(slot.all.size()).isGreaterThan(150);
                    assertThat(slot.pictureGap()).isNull();
                });
    }

    @Test
    void soundIsAskedForAgainWhereThatWasNegotiated() {
        play(25, "sound", simulation -> assertThat(lostSound(simulation, true)).isZero());
    }

    @Test
    void soundIsLeftAloneWhereNothingWasNegotiated() {
        play(
                26,
                "sound-without-nack",
                simulation -> assertThat(lostSound(simulation, false)).isBetween(30L, 80L));
    }

    /** How many packets of ten seconds of sound were lost for good at 10 % loss. */
    private static long lostSound(Simulation simulation, boolean nack) {
        SimulatedParticipant alice = simulation.join("room", "alice");
        SimulatedParticipant bob = simulation.join("room", "bob");
        AudioSource microphone = new AudioSource(alice, "a");
        microphone.nack = nack;
        alice.publish(microphone);
        AudioViewer slot = new AudioViewer(0x6000);
        bob.view(slot.parameters("s"), slot);
        simulation.bridge.assign("bob", "s", microphone.id());
        LinkConditions link = LinkConditions.PERFECT.withDelay(20 * MS, 0);
        alice.link(link, link);
        simulation.run(SECOND);
        alice.link(link.withLoss(new LossModel.Random(0.1)), link);
        long before = slot.packets;
        simulation.run(10 * SECOND);
        alice.link(link, link);
        simulation.run(SECOND);
        assertThat(microphone.packetsAskedFor > 0).isEqualTo(nack);
        return 550 - (slot.packets - before);
    }
}
