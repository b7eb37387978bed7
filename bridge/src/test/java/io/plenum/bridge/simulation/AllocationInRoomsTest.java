package io.plenum.bridge.simulation;

import static io.plenum.bridge.simulation.Simulation.MS;
import static io.plenum.bridge.simulation.Simulation.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.plenum.bridge.api.BridgeEvent;
import io.plenum.bridge.net.simulated.LinkConditions;
import io.plenum.bridge.parameters.AllocationReason;
import io.plenum.bridge.parameters.DownlinkReport;
import io.plenum.bridge.parameters.SlotAllocation;
import io.plenum.bridge.parameters.Tile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What viewers show decides what they are sent, and what publishers need to send. */
class AllocationInRoomsTest {
    private static final LinkConditions DSL = LinkConditions.PERFECT.withDelay(20 * MS, 3 * MS);

    private final Map<String, VideoSource> cameras = new HashMap<>();
    private int eventsSeen;

    /** Media loops that each room spans. */
    int loops() {
        return 1;
    }

    private void play(long seed, String name, Simulation.Scene scene) {
        Simulation.play(
                seed,
                name,
                loops(),
                simulation -> {
                    simulation.links(DSL);
                    scene.play(simulation);
                });
    }

    private VideoSource film(SimulatedParticipant who) {
        return film(who, 800_000);
    }

    private VideoSource film(SimulatedParticipant who, int bps) {
        VideoSource camera = new VideoSource(who, "v", 30, bps, 3, true);
        who.publish(camera);
        cameras.put(camera.id(), camera);
        return camera;
    }

    private static VideoViewer view(SimulatedParticipant viewer, String mid, int ssrc) {
        VideoViewer slot = new VideoViewer(viewer, ssrc, 40 * MS);
        return (VideoViewer) viewer.view(slot.parameters(mid), slot);
    }

    /** Lets time pass; publishers do as they are told, as browsers do. */
    private void run(Simulation simulation, long nanos) {
        for (long passed = 0; passed < nanos; passed += 20 * MS) {
            simulation.run(20 * MS);
            List<BridgeEvent> events = simulation.bridge.events();
            while (eventsSeen < events.size()) {
                if (events.get(eventsSeen++)
                        instanceof
                        BridgeEvent.EncodingsWanted(
                                String peer,
                                String publication,
                                List<Boolean> active)) {
                    assertThat(publication).startsWith(peer);
                    for (int i = 0; i < active.size(); i++) {
                        cameras.get(publication).enable(i, active.get(i));
                    }
                }
            }
        }
    }

    private static Tile tile(int width, int height) {
        return new Tile("s", width, height, true, false);
    }

    private static int encodingShown(VideoViewer slot) {
        return slot.all.getLast().encoding;
    }

    @Test
    void aTileIsSentWhatItShows() {
        play(
                1,
                "tiles",
                simulation -> {
                    VideoSource camera = film(simulation.join("room", "alice"));
                    SimulatedParticipant bob = simulation.join("room", "bob");
                    VideoViewer slot = view(bob, "s", 0x5000);
                    simulation.bridge.assign("bob", "s", camera.id());
                    run(simulation, 2 * SECOND);
                    assertThat(encodingShown(slot)).as("before the first view").isEqualTo(2);
                    simulation.bridge.setView("bob", List.of(tile(300, 170)), false);
                    run(simulation, SECOND);
                    assertThat(encodingShown(slot)).isZero();
                    assertThat(last(simulation, "bob").reason())
                            .isEqualTo(AllocationReason.TILE_SIZE);
                    simulation.bridge.setView("bob", List.of(tile(600, 340)), false);
                    run(simulation, SECOND);
                    assertThat(encodingShown(slot)).isEqualTo(1);
                    assertThat(slot.pictureGap()).isNull();
                    assertThat(slot.keyFramesAsked).isZero();
                });
    }

    private static SlotAllocation last(Simulation simulation, String viewer) {
        DownlinkReport report = simulation.bridge.shares(viewer);
        assertThat(report.slots()).hasSize(1);
        return report.slots().getFirst();
    }

    @Test
    void whatIsHiddenIsNotSentAndComesBackWithAKeyFrame() {
        play(
                2,
                "hidden",
                simulation -> {
                    VideoSource camera = film(simulation.join("room", "alice"));
                    SimulatedParticipant bob = simulation.join("room", "bob");
                    VideoViewer slot = view(bob, "s", 0x5000);
                    simulation.bridge.assign("bob", "s", camera.id());
                    run(simulation, 2 * SECOND);
                    for (boolean wholePage : new boolean[] {true, false}) {
                        simulation.bridge.setView(
                                "bob", wholePage ? List.of(tile(1, 1)) : List.of(), wholePage);
                        run(simulation, 200 * MS);
                        int frames = slot.all.size();
                        run(simulation, 3 * SECOND);
                        assertThat(slot.all).hasSize(frames);
                        assertThat(last(simulation, "bob").reason())
                                .isEqualTo(AllocationReason.NOT_VISIBLE);
                        long shown = simulation.now();
                        simulation.bridge.setView("bob", List.of(tile(0, 0)), false);
                        run(simulation, 500 * MS);
                        VideoViewer.Frame first = slot.all.get(frames);
                        assertThat(first.key).isTrue();
                        // A wish on its way, at most 300 ms between key frames, and the way here.
                        assertThat((first.wholeNanos - shown) / MS).isLessThan(400);
                        run(simulation, 3 * SECOND);
                        assertThat(encodingShown(slot)).isEqualTo(2);
                    }
                    assertThat(slot.pictureGap()).isNull();
                });
    }

    @Test
    void anEncodingThatNobodyWatchesIsSwitchedOffWithinTwoSecondsAndBackWithinAKeyFrame() {
        play(
                3,
                "suspension",
                simulation -> {
                    VideoSource camera = film(simulation.join("room", "alice"));
                    SimulatedParticipant bob = simulation.join("room", "bob");
                    SimulatedParticipant carol = simulation.join("room", "carol");
                    VideoViewer slot = view(bob, "s", 0x5000);
                    view(carol, "s", 0x6000);
                    simulation.bridge.assign("bob", "s", camera.id());
                    simulation.bridge.assign("carol", "s", camera.id());
                    run(simulation, 3 * SECOND);
                    assertThat(camera.enabled()).containsExactly(true, false, true);
                    simulation.bridge.setView("bob", List.of(tile(300, 170)), false);
                    simulation.bridge.setView("carol", List.of(tile(600, 340)), false);
                    run(simulation, 3 * SECOND);
                    assertThat(camera.enabled()).containsExactly(true, true, false);
                    simulation.bridge.setView("carol", List.of(), true);
                    run(simulation, 2 * SECOND);
                    assertThat(camera.enabled()).containsExactly(true, false, false);
                    run(simulation, SECOND);

                    long wanted = simulation.now();
                    simulation.bridge.setView("bob", List.of(tile(1_280, 720)), false);
                    while (encodingShown(slot) != 2 && simulation.now() - wanted < 5 * SECOND) {
                        run(simulation, 20 * MS);
                    }
                    assertThat(camera.enabled()).containsExactly(true, false, true);
                    // The message, a frame interval and the ways: no key frame is waited for.
                    assertThat((simulation.now() - wanted) / MS).isLessThan(200);
                    assertThat(slot.pictureGap()).isNull();
                });
    }

    @Test
    void aPublisherAloneSendsTheLowestOnly() {
        play(
                4,
                "alone",
                simulation -> {
                    VideoSource camera = film(simulation.join("room", "alice"));
                    run(simulation, 2_500 * MS);
                    assertThat(camera.enabled()).containsExactly(true, false, false);
                    SimulatedParticipant bob = simulation.join("room", "bob");
                    VideoViewer slot = view(bob, "s", 0x5000);
                    simulation.bridge.assign("bob", "s", camera.id());
                    run(simulation, 1_500 * MS);
                    assertThat(encodingShown(slot)).isEqualTo(2);
                    simulation.leave(bob);
                    run(simulation, 2_500 * MS);
                    assertThat(camera.enabled()).containsExactly(true, false, false);
                });
    }

    @Test
    void aPublisherThatDoesNotSendWhatIsWantedIsNotAskedInTurns() {
        play(
                5,
                "stubborn",
                simulation -> {
                    VideoSource camera = film(simulation.join("room", "alice"));
                    SimulatedParticipant bob = simulation.join("room", "bob");
                    VideoViewer slot = view(bob, "s", 0x5000);
                    simulation.bridge.assign("bob", "s", camera.id());
                    camera.enable(2, false);
                    simulation.run(20 * SECOND);
                    assertThat(encodingShown(slot)).isEqualTo(1);
                    assertThat(last(simulation, "bob").reason())
                            .isEqualTo(AllocationReason.PUBLISHER_SENDS_LESS);
                    assertThat(simulation.bridge.events())
                            .filteredOn(event -> event instanceof BridgeEvent.EncodingsWanted)
                            .hasSizeLessThan(3);
                });
    }

    /**
     * Nine show each other; one of them has two megabits, and each of the others says what it is.
     */
    @Test
    void nineInAGalleryOnTwoMegabitsAllMoveAndTheSpeakerIsTheSharpest() {
        play(
                7,
                "gallery",
                simulation -> {
                    SimulatedParticipant viewer = simulation.join("room", "viewer").feedBack();
                    LinkConditions way = LinkConditions.PERFECT.withDelay(25 * MS, 0);
                    viewer.link(way, way.withRate(2_000_000, 2_000_000 / 8 * 3 / 10));
                    List<VideoSource> sources = new ArrayList<>();
                    List<AudioSource> voices = new ArrayList<>();
                    List<VideoViewer> slots = new ArrayList<>();
                    List<Tile> tiles = new ArrayList<>();
                    for (int i = 0; i < 9; i++) {
                        SimulatedParticipant who = simulation.join("room", "p" + i);
                        sources.add(film(who, 1_600_000));
                        AudioSource voice = new AudioSource(who, "a");
                        who.publish(voice);
                        voices.add(voice);
                        String mid = "s" + i;
                        slots.add(view(viewer, mid, 0x5000 + 16 * i));
                        simulation.bridge.assign("viewer", mid, sources.get(i).id());
                        tiles.add(new Tile(mid, 640, 360, true, false));
                    }
                    simulation.bridge.setView("viewer", tiles, false);
                    voices.get(4).level = 20;
                    run(simulation, 10 * SECOND);
                    long from = simulation.now();
                    run(simulation, 20 * SECOND);

                    DownlinkReport report = simulation.bridge.shares("viewer");
                    // What is sent fits, so it may grow to half as much again as what arrives.
                    assertThat(report.estimateBps()).isBetween(600_000L, 3_000_000L);
                    assertThat(report.slots()).hasSize(9);
                    SlotAllocation speaker = report.slots().get(4);
                    assertThat(report.slots())
                            .allMatch(share -> share.encoding() >= 0)
                            .allMatch(share -> rank(share) <= rank(speaker))
                            .filteredOn(share -> !share.mid().equals(speaker.mid()))
                            .allMatch(
                                    share ->
                                            share.reason()
                                                    == (rank(share) == rank(speaker)
                                                            ? AllocationReason.TILE_SIZE
                                                            : AllocationReason.BANDWIDTH));
                    for (int i = 0; i < 9; i++) {
                        VideoViewer slot = slots.get(i);
                        // A quarter of thirty a second is the least.
                        assertThat(slot.inTime(from, simulation.now() - SECOND, 500 * MS))
                                .as("frames of %d in time", i)
                                .isGreaterThan(19 * 7 * 95 / 100);
                        assertThat(longestPause(slot, from) / MS).isLessThan(600);
                    }
                });
    }

    private static int rank(SlotAllocation share) {
        return 8 * share.encoding() + share.temporal();
    }

    private static long longestPause(VideoViewer slot, long fromNanos) {
        long longest = 0;
        long last = 0;
        for (VideoViewer.Frame frame : slot.all) {
            if (frame.captureNanos >= fromNanos && frame.wholeNanos >= 0) {
                longest = Math.max(longest, last == 0 ? 0 : frame.wholeNanos - last);
                last = frame.wholeNanos;
            }
        }
        return longest;
    }

    @Test
    void changesAreToldAtMostOnceASecondAndTheHistoryHoldsThem() {
        play(
                6,
                "told",
                simulation -> {
                    VideoSource camera = film(simulation.join("room", "alice"));
                    SimulatedParticipant bob = simulation.join("room", "bob");
                    view(bob, "s", 0x5000);
                    simulation.bridge.assign("bob", "s", camera.id());
                    for (int i = 0; i < 50; i++) {
                        int width = i % 2 == 0 ? 300 : 1_280;
                        simulation.bridge.setView("bob", List.of(tile(width, width / 2)), false);
                        run(simulation, 200 * MS);
                    }
                    List<BridgeEvent> told =
                            simulation.bridge.events().stream()
                                    .filter(event -> event instanceof BridgeEvent.Allocated)
                                    .filter(event -> event.peer().equals("bob"))
                                    .toList();
                    assertThat(told).hasSizeBetween(5, 11);
                    DownlinkReport report = simulation.bridge.shares("bob");
                    assertThat(report.history()).hasSizeBetween(8, 10);
                    assertThat(report.history())
                            .flatExtracting(DownlinkReport.Moment::slots)
                            .anyMatch(slot -> slot.reason() == AllocationReason.TILE_SIZE);
                });
    }
}
