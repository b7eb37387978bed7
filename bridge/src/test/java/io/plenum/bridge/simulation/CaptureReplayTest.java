package io.plenum.bridge.simulation;

import static io.plenum.bridge.simulation.Simulation.MS;
import static io.plenum.bridge.simulation.Simulation.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.plenum.bridge.counts.Count;
import io.plenum.bridge.net.simulated.LinkConditions;
import io.plenum.bridge.net.simulated.LossModel;
import io.plenum.bridge.parameters.CodecParameters;
import io.plenum.bridge.parameters.EncodingParameters;
import io.plenum.bridge.parameters.HeaderExtension;
import io.plenum.bridge.parameters.LayerTarget;
import io.plenum.bridge.rtp.HeaderExtensions;
import io.plenum.bridge.rtp.RtpHeader;
import io.plenum.bridge.rtp.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What real browsers sent, through the real loop: what comes out is what a decoder can take. */
class CaptureReplayTest {
    private static final int SSRC = 0x7000;

    /** Each found a fault once. More of them: {@code -Dplenum.replays=100}, half a minute. */
    private static final int[] SEEDS = {33, 35, 40, 43, 48, 57, 73};

    private static final int MORE_SEEDS = Integer.getInteger("plenum.replays", 0);

    private static final LinkConditions LOSSY =
            LinkConditions.PERFECT.withDelay(10 * MS, 2 * MS).withLoss(new LossModel.Random(0.05));
    private static final LayerTarget[] UP_AND_DOWN = {
        new LayerTarget(0, 0, 0),
        LayerTarget.ALL,
        new LayerTarget(1, 1, 1),
        new LayerTarget(LayerTarget.HIGHEST, LayerTarget.HIGHEST, 0)
    };

    /** Media loops that each room spans. */
    int loops() {
        return 1;
    }

    private void play(long seed, String name, Simulation.Scene scene) {
        Simulation.play(seed, name, loops(), scene);
    }

    static List<String> captures() throws Exception {
        return CaptureFile.names();
    }

    private static CapturedViewer replay(
            Simulation simulation, CaptureFile capture, LinkConditions up, LayerTarget... targets) {
        SimulatedParticipant bob = simulation.join("room", "bob");
        CapturedViewer viewer = new CapturedViewer(bob, capture, SSRC);
        bob.view(viewer.parameters("s"), viewer);
        simulation.run(200 * MS);
        SimulatedParticipant alice = simulation.join("room", "alice");
        alice.link(up, LinkConditions.PERFECT.withDelay(10 * MS, 0));
        CapturedSource source = new CapturedSource(alice, capture);
        alice.publish(source);
        simulation.bridge.assign("bob", "s", source.id());
        int turn = 0;
        while (!source.done()) {
            simulation.run(700 * MS);
            if (targets.length > 0) {
                simulation.bridge.setLayers("bob", "s", targets[turn++ % targets.length]);
            }
        }
        simulation.run(2 * SECOND);
        return viewer;
    }

    /** The media packets of the highest encoding, in the order of their numbers. */
    private static List<String> highestSent(CaptureFile capture) {
        EncodingParameters highest = capture.encodings().getLast();
        List<Integer> repairs =
                capture.codecs().stream().map(CodecParameters::rtxPayloadType).toList();
        RtpHeader header = new RtpHeader();
        HeaderExtensions extensions = new HeaderExtensions();
        Integer ridId = capture.extensions().get(HeaderExtension.RID);
        int ssrc = (int) highest.ssrc();
        List<String> heads = new ArrayList<>();
        for (CaptureFile.Packet packet : capture.packets()) {
            header.wrap(packet.bytes(), 0, packet.bytes().length);
            if (repairs.contains(header.payloadType()) || header.payloadLength() == 0) {
                continue; // repeats, or measures the bandwidth
            }
            if (highest.rid() != null
                    && extensions.wrap(header) == Verdict.OK
                    && extensions.find(ridId)
                    && text(extensions).equals(highest.rid())) {
                ssrc = header.ssrc();
            }
            if (header.ssrc() == ssrc) {
                heads.add(PayloadHeads.of(packet.bytes(), header.headerLength()));
            }
        }
        return heads;
    }

    /** Whether lower spatial layers are of no use to who sees the highest, past key frames. */
    private static boolean layersAreLeftOut(String name) {
        return name.endsWith("-key") || name.contains("-s2t3") || name.contains("-s3t3");
    }

    private static String text(HeaderExtensions extensions) {
        return new String(
                extensions.buffer(),
                extensions.elementOffset(),
                extensions.elementLength(),
                StandardCharsets.US_ASCII);
    }

    /** Nothing is chosen and nothing lost: the highest encoding arrives whole. */
    @ParameterizedTest
    @MethodSource("captures")
    void theHighestEncodingArrivesWhole(String name) throws Exception {
        CaptureFile capture = CaptureFile.load(name);
        play(
                31,
                "capture-" + name,
                simulation -> {
                    CapturedViewer viewer =
                            replay(simulation, capture, LinkConditions.PERFECT.withDelay(MS, 0));
                    new WireChecks(capture, viewer).all();
                    List<String> sent = highestSent(capture);
                    List<String> got =
                            viewer.packets.values().stream()
                                    .map(
                                            each ->
                                                    PayloadHeads.of(
                                                            each.bytes(), each.payloadOffset()))
                                    .toList();
                    int begin = sent.indexOf(got.stream().filter(sent::contains).findFirst().get());
                    // With the first key frame after its rate is known; a recording has few.
                    assertThat(begin).isBetween(0, sent.size() * 3 / 5);
                    List<String> rest = sent.subList(begin, sent.size());
                    if (layersAreLeftOut(name)) {
                        assertThat(rest).containsSubsequence(got);
                    } else {
                        assertThat(got.size()).isGreaterThanOrEqualTo(rest.size());
                        assertThat(got.subList(got.size() - rest.size(), got.size()))
                                .isEqualTo(rest);
                    }
                    assertThat(simulation.count(Count.DROPPED_RTP_MALFORMED)).isZero();
                    assertThat(simulation.count(Count.DROPPED_RTP_UNKNOWN_SSRC)).isZero();
                    assertThat(simulation.count(Count.DROPPED_RTP_UNKNOWN_PAYLOAD_TYPE)).isZero();
                });
    }

    /** The viewer goes up and down, and one packet of twenty is lost on its way to us. */
    @ParameterizedTest
    @MethodSource("captures")
    void switchesAndLossLeaveTheWireUnbroken(String name) throws Exception {
        CaptureFile capture = CaptureFile.load(name);
        int[] seeds =
                IntStream.concat(IntStream.of(SEEDS), IntStream.range(100, 100 + MORE_SEEDS))
                        .toArray();
        int played = 0;
        for (int seed : seeds) {
            played += playLossy(seed, capture) ? 1 : 0;
        }
        assertThat(played).isGreaterThanOrEqualTo(seeds.length / 2);
    }

    /** Answers whether anything passed: the recorded browser makes no key frame for us. */
    private boolean playLossy(int seed, CaptureFile capture) {
        boolean[] passed = {false};
        play(
                seed,
                "lossy-capture-" + capture.name(),
                simulation -> {
                    CapturedViewer viewer = replay(simulation, capture, LOSSY, UP_AND_DOWN);
                    passed[0] = !viewer.packets.isEmpty();
                    if (passed[0]) {
                        assertThat(viewer.packets).hasSizeGreaterThan(50);
                        new WireChecks(capture, viewer).all();
                    } else {
                        assertThat(simulation.count(Count.KEY_FRAME_REQUESTS_SENT)).isPositive();
                    }
                });
        return passed[0];
    }
}
