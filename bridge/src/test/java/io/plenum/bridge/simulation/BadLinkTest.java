package io.plenum.bridge.simulation;

import static io.plenum.bridge.simulation.Simulation.MS;
import static io.plenum.bridge.simulation.Simulation.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.plenum.bridge.net.simulated.LinkConditions;
import io.plenum.bridge.net.simulated.LossModel;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Three viewers of one encoding, one of them behind a link that loses a fifth in bursts: what it
 * asks for costs the others next to nothing, and it still sees something.
 */
class BadLinkTest {
    private static final LinkConditions UP = LinkConditions.PERFECT.withDelay(25 * MS, 0);
    private static final int OTHERS = 2;
    private static final long SEEDS = 8;
    private static final long SECONDS = 20;
    private static final long FRAMES = 30 * SECONDS;

    private static LinkConditions down(long bps) {
        return UP.withRate(bps, (int) (bps / 8 * 3 / 10));
    }

    private static LinkConditions bad(long bps) {
        return down(bps).withLoss(LossModel.Gilbert.ofBursts(0.2, 4));
    }

    /**
     * What the viewer behind the bad link does, every 200 ms; it asks for whatever it misses too.
     */
    private enum Asks {
        /** For a key frame when it stands still, as browsers do. */
        WHEN_STUCK,
        /** For a key frame and for packets that it has long had, whatever it is sent. */
        ALWAYS
    }

    /** What was received in twenty seconds: by each of the others, and by the one. */
    private record Received(List<Long> bytes, List<Long> frames, long framesOfTheOne) {}

    /** One viewer behind its link. */
    private static VideoViewer view(
            Simulation simulation, String name, LinkConditions down, VideoSource source) {
        SimulatedParticipant viewer = simulation.join("room", name).feedBack();
        viewer.link(UP, down);
        VideoViewer slot = new VideoViewer(viewer, 0x5000, 50 * MS);
        viewer.view(slot.parameters("s"), slot);
        simulation.bridge.assign(name, "s", source.id());
        return slot;
    }

    /**
     * @param link of the one; null if it is not there
     */
    private static Received play(long seed, int others, int bps, LinkConditions link, Asks asks) {
        Received[] result = new Received[1];
        Simulation.play(
                seed,
                "bad-link",
                simulation -> {
                    SimulatedParticipant alice = simulation.join("room", "alice");
                    alice.link(UP, UP);
                    VideoSource camera = new VideoSource(alice, "v", 30, bps, 1, false);
                    alice.publish(camera);
                    List<VideoViewer> viewers = new ArrayList<>();
                    for (int i = 0; i < others; i++) {
                        viewers.add(view(simulation, "other" + i, down(10_000_000), camera));
                    }
                    VideoViewer one = link == null ? null : view(simulation, "one", link, camera);
                    simulation.run(4 * SECOND);
                    long[] bytes = viewers.stream().mapToLong(VideoViewer::bytesReceived).toArray();
                    long[] frames =
                            viewers.stream().mapToLong(each -> each.framesDecoded).toArray();
                    long framesBefore = one == null ? 0 : one.framesDecoded;
                    for (int i = 0; i < 5 * SECONDS; i++) {
                        if (one != null) {
                            ask(one, asks);
                        }
                        simulation.run(SECOND / 5);
                    }
                    List<Long> more = new ArrayList<>();
                    List<Long> decoded = new ArrayList<>();
                    for (int i = 0; i < others; i++) {
                        more.add(viewers.get(i).bytesReceived() - bytes[i]);
                        decoded.add(viewers.get(i).framesDecoded - frames[i]);
                    }
                    long framesOfTheOne = one == null ? 0 : one.framesDecoded - framesBefore;
                    result[0] = new Received(more, decoded, framesOfTheOne);
                });
        return result[0];
    }

    private static void ask(VideoViewer one, Asks asks) {
        if (asks == Asks.ALWAYS) {
            one.askAgain(20);
        }
        if (asks == Asks.ALWAYS || one.standsStillNanos() > 200 * MS) {
            one.askForKeyFrame();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void theOthersReceiveTheSameWhateverTheOneAsksFor(long seed) {
        Received without = play(seed, OTHERS, 60_000, null, Asks.WHEN_STUCK);
        for (Asks asks : Asks.values()) {
            Received with = play(seed, OTHERS, 60_000, bad(200_000), asks);
            for (int i = 0; i < OTHERS; i++) {
                assertThat(with.bytes.get(i))
                        .as("bytes, %s", asks)
                        .isCloseTo(without.bytes.get(i), Percentage.withPercentage(3));
            }
            assertThat(without.frames).allMatch(frames -> frames >= FRAMES - 1);
            assertThat(with.frames).as("frames, %s", asks).isEqualTo(without.frames);
        }
    }

    /** Alone it may ask as often as it likes: what it then decodes is the measure. */
    @Test
    void theOneDecodesAsMuchAsIfItWereAlone() {
        long alone = decodedByTheOne(0, 60_000, 200_000);
        long among = decodedByTheOne(OTHERS, 60_000, 200_000);
        assertThat(among).isGreaterThan(alone * 8 / 10).isGreaterThan(SEEDS * FRAMES * 6 / 10);
    }

    /** What is lost without a queue is sent again, and not given up for a key frame. */
    @Test
    void aFasterLinkThatLosesAFifthShowsMostFrames() {
        assertThat(decodedByTheOne(OTHERS, 400_000, 2_000_000))
                .isGreaterThan(SEEDS * FRAMES * 7 / 10);
    }

    /** Over all seeds; in each of them at least a tenth. */
    private static long decodedByTheOne(int others, int bps, long linkBps) {
        return LongStream.rangeClosed(1, SEEDS)
                .map(
                        seed -> {
                            Received got = play(seed, others, bps, bad(linkBps), Asks.WHEN_STUCK);
                            assertThat(got.framesOfTheOne)
                                    .as("frames, seed %d", seed)
                                    .isGreaterThan(FRAMES / 10);
                            return got.framesOfTheOne;
                        })
                .sum();
    }
}
