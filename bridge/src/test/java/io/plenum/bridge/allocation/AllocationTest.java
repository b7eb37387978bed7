package io.plenum.bridge.allocation;

import static io.plenum.bridge.allocation.Viewer.CAMERA;
import static io.plenum.bridge.allocation.Viewer.publisher;
import static org.assertj.core.api.Assertions.assertThat;

import io.plenum.bridge.parameters.AllocationReason;
import io.plenum.bridge.parameters.LayerTarget;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.Test;

class AllocationTest {
    private final Viewer viewer = new Viewer();

    @Test
    void whoeverHasBandwidthGetsEverything() {
        viewer.gallery(3);
        viewer.allocate(Allocation.UNLIMITED_BPS);
        assertThat(viewer.all()).containsOnly("2.2");
        assertThat(viewer.wantedBps()).isBetween(5_000_000L, 5_200_000L);
    }

    @Test
    void oneCameraGoesThroughTheLayersAsTheEstimateRises() {
        AllocationSlot slot = viewer.show(publisher(CAMERA));
        assertThat(
                        List.of(95_000, 140_000, 200_000, 500_000, 700_000, 1_500_000).stream()
                                .map(
                                        estimate -> {
                                            viewer.allocate(estimate, 60);
                                            viewer.allocate(estimate, 2);
                                            return Viewer.of(slot);
                                        })
                                .toList())
                .containsExactly(
                        "0.0 bandwidth",
                        "0.1 bandwidth",
                        "0.2 bandwidth",
                        "0.2 bandwidth",
                        "1.2 bandwidth",
                        "1.2 bandwidth");
        viewer.allocate(2_000_000, 60);
        assertThat(Viewer.of(slot)).isEqualTo("2.2");
    }

    @Test
    void nineInAGalleryOnTwoMegabitsAllMoveAndTheSpeakerIsTheSharpest() {
        List<AllocationSlot> gallery = viewer.gallery(9);
        viewer.voices = 3;
        gallery.get(4).setSpeaking(true);
        for (AllocationSlot slot : gallery) {
            slot.setTile(true, false, 426, 240);
        }
        viewer.allocate(2_000_000);
        assertThat(Viewer.of(gallery.get(4))).isEqualTo("1.2 tile size");
        gallery.remove(gallery.get(4));
        assertThat(gallery).allMatch(slot -> Viewer.of(slot).matches("0.[12] bandwidth"));
    }

    @Test
    void everybodyHasTheLowestPictureBeforeAnybodyHasTheNext() {
        List<AllocationSlot> gallery = viewer.gallery(4);
        gallery.get(0).setTile(true, true, 1_280, 720);
        viewer.allocate(700_000);
        assertThat(viewer.all()).containsOnly("0.2 bandwidth");
        viewer.allocate(480_000);
        // By turns in their order when not even that is there for all.
        assertThat(viewer.all())
                .containsExactly(
                        "0.2 bandwidth", "0.1 bandwidth", "0.1 bandwidth", "0.1 bandwidth");
    }

    @Test
    void theOthersRiseByTurns() {
        viewer.gallery(4);
        viewer.settle(1_900_000);
        assertThat(viewer.all())
                .containsExactly(
                        "1.2 bandwidth", "1.2 bandwidth", "1.2 bandwidth", "0.2 bandwidth");
    }

    @Test
    void aScreenComesBeforeCamerasAndAPinnedCameraBeforeTheSpeaker() {
        List<AllocationSlot> cameras = List.copyOf(viewer.gallery(3));
        AllocationSlot screen = viewer.showScreen(publisher(400_000, 1_600_000));
        cameras.get(1).setSpeaking(true);
        cameras.get(2).setTile(true, true, 0, 0);
        viewer.allocate(2_500_000);
        assertThat(Viewer.of(screen)).isEqualTo("1.2");
        assertThat(Viewer.of(cameras.get(2))).isEqualTo("0.2 bandwidth");
        viewer.allocate(3_000_000, 20);
        assertThat(viewer.all())
                .containsExactly("0.2 bandwidth", "0.2 bandwidth", "1.2 bandwidth", "1.2");
        viewer.allocate(4_500_000, 20);
        assertThat(viewer.all()).containsExactly("0.2 bandwidth", "0.2 bandwidth", "2.2", "1.2");
    }

    @Test
    void aScreenGetsSharperBeforeItGetsFaster() {
        AllocationSlot screen = viewer.showScreen(publisher(400_000, 1_600_000));
        viewer.allocate(1_000_000);
        assertThat(Viewer.of(screen)).isEqualTo("1.0 bandwidth");
    }

    @Test
    void videoIsOffBeforeAudioSuffersAndComesBackByItself() {
        AllocationSlot slot = viewer.show(publisher(CAMERA));
        viewer.voices = 3;
        viewer.settle(400_000);
        assertThat(Viewer.of(slot)).isEqualTo("0.2 bandwidth");
        viewer.allocate(200_000, 1);
        assertThat(Viewer.of(slot)).as("for a moment").isEqualTo("0.0 bandwidth");
        viewer.allocate(200_000, 1.5);
        assertThat(Viewer.of(slot)).isEqualTo("off bandwidth");
        viewer.allocate(400_000, 0.5);
        assertThat(Viewer.of(slot)).as("not at once").isEqualTo("off bandwidth");
        viewer.allocate(400_000, 1);
        assertThat(Viewer.of(slot)).isEqualTo("0.2 bandwidth");
    }

    @Test
    void nobodyIsSentMorePixelsThanAreSeen() {
        AllocationSlot slot = viewer.show(publisher(CAMERA));
        slot.setTile(true, false, 320, 180);
        viewer.allocate(Allocation.UNLIMITED_BPS);
        assertThat(Viewer.of(slot)).isEqualTo("0.2 tile size");
        slot.setTile(true, false, 340, 191);
        viewer.allocate(Allocation.UNLIMITED_BPS);
        assertThat(Viewer.of(slot)).as("a little larger").isEqualTo("0.2 tile size");
        slot.setTile(true, false, 400, 225);
        viewer.allocate(Allocation.UNLIMITED_BPS);
        assertThat(Viewer.of(slot)).as("next size up").isEqualTo("1.2 tile size");
        slot.setTile(true, false, 360, 640);
        viewer.allocate(Allocation.UNLIMITED_BPS);
        assertThat(Viewer.of(slot)).as("upright").isEqualTo("1.2 tile size");
        slot.setTile(true, false, 1_920, 1_080);
        viewer.allocate(Allocation.UNLIMITED_BPS);
        assertThat(Viewer.of(slot)).isEqualTo("2.2");
    }

    @Test
    void whatIsNotSeenIsNotSent() {
        AllocationSlot slot = viewer.show(publisher(CAMERA));
        slot.setTile(false, false, 640, 360);
        viewer.allocate(Allocation.UNLIMITED_BPS);
        assertThat(Viewer.of(slot)).isEqualTo("off not visible");
        assertThat(viewer.wantedBps()).isZero();
        assertThat(slot.pictureWidth()).isZero();
    }

    @Test
    void theViewersOwnLimitHolds() {
        AllocationSlot slot = viewer.show(publisher(CAMERA));
        slot.setLimit(new LayerTarget(1, 0, 1));
        viewer.allocate(Allocation.UNLIMITED_BPS);
        assertThat(Viewer.of(slot)).isEqualTo("1.1 viewer asked");
        slot.setLimit(new LayerTarget(2, 0, 0));
        viewer.allocate(Allocation.UNLIMITED_BPS);
        assertThat(Viewer.of(slot)).isEqualTo("2.0 viewer asked");
        viewer.allocate(100_000, 1);
        assertThat(Viewer.of(slot)).isEqualTo("0.0 bandwidth");
        slot.setLimit(LayerTarget.ALL);
        viewer.allocate(Allocation.UNLIMITED_BPS, 30);
        assertThat(Viewer.of(slot)).isEqualTo("2.2");
    }

    @Test
    void aPublisherThatSendsOnlyWhatTheViewerDoesNotWantIsShownAllTheSame() {
        LayerTable table = publisher(CAMERA);
        table.setEncodings(0b100);
        AllocationSlot slot = viewer.show(table);
        slot.setLimit(Viewer.upTo(0));
        viewer.allocate(Allocation.UNLIMITED_BPS);
        assertThat(slot.encoding()).isEqualTo(2);
    }

    @Test
    void aPublisherThatSendsLessIsNamed() {
        LayerTable table = publisher(CAMERA);
        AllocationSlot slot = viewer.show(table);
        table.setEncodings(0b011);
        viewer.allocate(Allocation.UNLIMITED_BPS);
        assertThat(Viewer.of(slot)).isEqualTo("1.2 publisher sends less");
        table.setEncodings(0);
        viewer.allocate(Allocation.UNLIMITED_BPS);
        assertThat(Viewer.of(slot)).isEqualTo("off publisher sends less");
    }

    @Test
    void aLoadedServerSavesWhereItIsSeenLeast() {
        List<AllocationSlot> gallery = viewer.gallery(3);
        gallery.get(1).setSpeaking(true);
        viewer.loaded = true;
        viewer.allocate(Allocation.UNLIMITED_BPS);
        assertThat(viewer.all()).containsExactly("0.2 server load", "2.2", "0.2 server load");
    }

    @Test
    void downAtOnceAndUpOnlyWithHeadroomAndNotSoon() {
        AllocationSlot slot = viewer.show(publisher(CAMERA));
        viewer.settle(600_000);
        assertThat(Viewer.of(slot)).isEqualTo("1.2 bandwidth");
        viewer.allocate(505_000, 0.2);
        assertThat(Viewer.of(slot)).as("kept as long as it fits").isEqualTo("1.2 bandwidth");
        viewer.allocate(450_000, 0.2);
        assertThat(Viewer.of(slot)).isEqualTo("0.2 bandwidth");
        viewer.allocate(700_000, 0.2);
        assertThat(Viewer.of(slot)).as("too soon").isEqualTo("0.2 bandwidth");
        viewer.allocate(550_000, 2);
        assertThat(Viewer.of(slot)).as("not enough headroom").isEqualTo("0.2 bandwidth");
        viewer.allocate(600_000, 0.2);
        assertThat(Viewer.of(slot)).isEqualTo("1.2 bandwidth");
    }

    @Test
    void anEstimateThatDipsTurnsNothingOff() {
        AllocationSlot slot = viewer.show(publisher(1_000_000));
        slot.setLimit(new LayerTarget(0, 0, 2));
        viewer.settle(1_300_000);
        assertThat(Viewer.of(slot)).isEqualTo("0.2");
        viewer.allocate(300_000, 0.2);
        viewer.allocate(300_000, 1.4);
        assertThat(Viewer.of(slot)).isEqualTo("0.0 bandwidth");
        viewer.allocate(1_300_000, 0.05);
        viewer.allocate(300_000, 1.4);
        assertThat(Viewer.of(slot)).as("anew").isEqualTo("0.0 bandwidth");
        viewer.allocate(300_000, 0.2);
        assertThat(Viewer.of(slot)).isEqualTo("0.0 bandwidth");
        viewer.allocate(300_000, 1.5);
        assertThat(Viewer.of(slot)).isEqualTo("off bandwidth");
    }

    @Test
    void beforeAnythingIsKnownOfTheDownlinkEverybodyHasTheLeast() {
        viewer.gallery(9);
        viewer.estimateKnown = false;
        viewer.allocate(300_000);
        assertThat(viewer.all()).containsOnly("0.0 bandwidth");
    }

    /** A downlink that carries nothing tells nothing, so now and then it is tried. */
    @Test
    void ifEverybodyIsOffTheFirstIsTriedAgainEverMoreSeldom() {
        List<AllocationSlot> gallery = viewer.gallery(3);
        gallery.get(1).setSpeaking(true);
        viewer.allocate(30_000);
        int tries = 0;
        double on = 0;
        for (int i = 0; i < 300; i++) {
            boolean off = gallery.get(1).encoding() < 0;
            viewer.allocate(30_000, 0.2);
            tries += off && gallery.get(1).encoding() >= 0 ? 1 : 0;
            on += gallery.get(1).encoding() >= 0 ? 0.2 : 0;
            assertThat(gallery.get(0).encoding()).isEqualTo(AllocationSlot.OFF);
        }
        // After 3, 6, 12 and 24 s, for a second and a half each.
        assertThat(tries).isEqualTo(4);
        assertThat(on).isBetween(4.0, 8.0);
        viewer.settle(2_000_000);
        assertThat(gallery).allMatch(slot -> slot.encoding() >= 0);
    }

    @Test
    void whoFailsAgainAndAgainWaitsLongerEachTime() {
        AllocationSlot slot = viewer.show(publisher(CAMERA));
        viewer.settle(600_000);
        long raised = viewer.nowNanos;
        double longest = 0;
        for (int i = 0; i < 600; i++) {
            // The link carries less than what was risked.
            boolean up = Viewer.of(slot).equals("1.2 bandwidth");
            long before = viewer.nowNanos;
            viewer.allocate(up && before - raised > Viewer.SECOND ? 450_000 : 600_000, 0.2);
            if (!up && Viewer.of(slot).equals("1.2 bandwidth")) {
                longest = Math.max(longest, (viewer.nowNanos - raised) / 1e9);
                raised = viewer.nowNanos;
            }
        }
        assertThat(longest).isBetween(16.0, 20.0);
    }

    @Test
    void whoAsksForOtherLayersWasNotLoweredByTheBandwidth() {
        AllocationSlot slot = viewer.show(publisher(CAMERA));
        slot.setLimit(new LayerTarget(1, 3, 2));
        viewer.settle(1_000_000);
        assertThat(Viewer.of(slot)).isEqualTo("1.2 viewer asked");
        // Of the highest encoding at half its rate, which is more than there is for it yet.
        slot.setLimit(new LayerTarget(2, 3, 1));
        viewer.allocate(1_000_000);
        assertThat(Viewer.of(slot)).isEqualTo("1.1 bandwidth");
        viewer.allocate(2_000_000);
        assertThat(Viewer.of(slot)).isEqualTo("2.1 viewer asked");
    }

    @Test
    void anotherSourceBeginsWithoutThePastOfTheOneBefore() {
        AllocationSlot slot = viewer.show(publisher(CAMERA));
        viewer.settle(600_000);
        viewer.allocate(450_000, 0.2);
        slot.setSource(publisher(100_000, 400_000), false);
        viewer.allocate(600_000, 0.2);
        assertThat(Viewer.of(slot)).isEqualTo("1.2");
    }

    @Test
    void aSlotThatShowsNothingIsNothing() {
        AllocationSlot slot = viewer.show(publisher(CAMERA));
        slot.setSource(null, false);
        viewer.allocate(1_000_000);
        assertThat(slot.isUsed()).isFalse();
        assertThat(slot.encoding()).isEqualTo(AllocationSlot.OFF);
        assertThat(slot.reason()).isEqualTo(AllocationReason.NONE);
        assertThat(viewer.wantedBps()).isZero();
    }

    @Test
    void allocatingAllocatesNothing() {
        viewer.gallery(25);
        AllocationSlot[] slots = viewer.slots().toArray(AllocationSlot[]::new);
        Allocation allocation = new Allocation();
        com.sun.management.ThreadMXBean threads =
                (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        run(allocation, slots, 2_000);
        long before = threads.getCurrentThreadAllocatedBytes();
        run(allocation, slots, 2_000);
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(2_000);
    }

    private static void run(Allocation allocation, AllocationSlot[] slots, int times) {
        for (int i = 0; i < times; i++) {
            long estimate = 500_000L + i % 7 * 1_000_000L;
            allocation.allocate(slots, slots.length, estimate, true, 3, false, i * 200_000_000L);
        }
    }
}
