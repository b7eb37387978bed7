package io.plenum.bridge.layers;

import static org.assertj.core.api.Assertions.assertThat;

import io.plenum.bridge.layers.Scalability.Kind;
import io.plenum.bridge.receive.PayloadFormat;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class LayerSelectorTest {
    private static final int SEEDS = 10;
    private static final int SWITCHES = 40;

    /** A publication as a browser sends it. */
    record Sender(
            PayloadFormat format,
            Scalability mode,
            int encodings,
            boolean described,
            boolean flexible) {
        Call call(double loss, long seed) {
            return new Call(format, mode, encodings, described, flexible, loss, seed);
        }

        @Override
        public String toString() {
            return "%s %d x %s%dT%d %s%s%s"
                    .formatted(
                            format,
                            encodings,
                            mode.kind(),
                            mode.spatials(),
                            mode.temporals(),
                            mode.temporalSync() > 1 ? "rare sync " : "",
                            described ? "described" : "",
                            flexible ? "flexible" : "");
        }
    }

    static Stream<Arguments> senders() {
        Stream.Builder<Sender> senders = Stream.builder();
        for (int temporals = 1; temporals <= 3; temporals++) {
            for (int sync = 1; sync <= (temporals == 1 ? 1 : 4); sync += 3) {
                Scalability mode = new Scalability(1, temporals, Kind.FULL, sync);
                for (int encodings = 1; encodings <= 3; encodings += 2) {
                    senders.add(new Sender(PayloadFormat.VP8, mode, encodings, false, false));
                    senders.add(new Sender(PayloadFormat.VP8, mode, encodings, true, false));
                    senders.add(new Sender(PayloadFormat.VP9, mode, encodings, false, false));
                    senders.add(new Sender(PayloadFormat.VP9, mode, encodings, false, true));
                    senders.add(new Sender(PayloadFormat.H265, mode, encodings, false, false));
                    senders.add(new Sender(PayloadFormat.H264, mode, encodings, true, false));
                    senders.add(new Sender(PayloadFormat.AV1, mode, encodings, true, false));
                }
            }
        }
        for (int encodings = 1; encodings <= 3; encodings += 2) {
            Scalability flat = Scalability.of(1, 1, Kind.FULL);
            senders.add(new Sender(PayloadFormat.H264, flat, encodings, false, false));
            senders.add(new Sender(PayloadFormat.AV1, flat, encodings, false, false));
        }
        for (Kind kind : Kind.values()) {
            for (int spatials = 2; spatials <= 3; spatials++) {
                for (int temporals = 1; temporals <= 3; temporals++) {
                    Scalability mode = Scalability.of(spatials, temporals, kind);
                    if (kind == Kind.KEY_SHIFT && temporals != 2) {
                        continue;
                    }
                    senders.add(new Sender(PayloadFormat.AV1, mode, 1, true, false));
                    senders.add(new Sender(PayloadFormat.VP9, mode, 1, true, true));
                    if (kind != Kind.KEY_SHIFT) {
                        senders.add(new Sender(PayloadFormat.VP9, mode, 1, false, false));
                        senders.add(new Sender(PayloadFormat.VP9, mode, 1, false, true));
                    }
                }
            }
        }
        return senders.build().map(Arguments::of);
    }

    /** As seen with Chromium: without descriptors it cannot put two layers of AV1 together. */
    @ParameterizedTest
    @EnumSource(Kind.class)
    void withoutADescriptorAnAv1ViewerGetsPicturesOfOneLayer(Kind kind) {
        Sender sender = new Sender(PayloadFormat.AV1, Scalability.of(3, 2, kind), 1, true, false);
        Call call = sender.call(0, 5);
        call.selector.setDescribed(false);
        call.run(8);
        call.setTarget(0, 2, 1);
        call.run(30);
        int spatial = kind == Kind.INDEPENDENT ? 2 : 0;
        assertThat(call.passedLayers).containsOnly("S" + spatial + "T0", "S" + spatial + "T1");
        assertThat(call.selector.spatial()).isEqualTo(spatial);
        assertThat(call.selector.awaitedEncoding()).isEqualTo(-1);
        call.setTarget(0, 1, 0);
        call.run(30);
        assertThat(call.selector.spatial()).isEqualTo(Math.min(spatial, 1));
        call.judge();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("senders")
    void reachesEveryTargetAndPassesNothingThatCannotBeDecoded(Sender sender) {
        for (long seed = 0; seed < SEEDS; seed++) {
            Call call = sender.call(0, seed);
            Random random = new Random(seed);
            call.run(12);
            for (int i = 0; i < SWITCHES; i++) {
                int encoding = random.nextInt(sender.encodings());
                int spatial = random.nextInt(sender.mode().spatials());
                int temporal = random.nextInt(sender.mode().temporals());
                call.setTarget(encoding, spatial, temporal);
                call.run(random.nextInt(8));
                call.setTarget(encoding, spatial, temporal);
                call.run(30);
                String what =
                        "seed %d, switch %d to %d S%dT%d"
                                .formatted(seed, i, encoding, spatial, temporal);
                assertThat(call.selector.encoding()).as(what).isEqualTo(encoding);
                assertThat(call.selector.spatial()).as(what).isEqualTo(spatial);
                assertThat(call.selector.temporal()).as(what).isEqualTo(temporal);
                assertThat(call.selector.awaitedEncoding()).as(what).isEqualTo(-1);
                call.passedLayers.clear();
                int keyFrames = call.keyFrames;
                call.run(12);
                assertThat(call.keyFrames).as("%s: no more key frames", what).isEqualTo(keyFrames);
                assertThat(call.passedLayers).as(what).contains("S" + spatial + "T" + temporal);
                assertThat(call.passedLayers)
                        .as(what)
                        .allMatch(layer -> layer.charAt(1) - '0' <= spatial)
                        .allMatch(layer -> layer.charAt(3) - '0' <= temporal);
            }
            call.judge();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("senders")
    void survivesLossAndLateRecovery(Sender sender) {
        for (long seed = 0; seed < SEEDS; seed++) {
            Call call = sender.call(0.08, seed);
            Random random = new Random(seed);
            int reached = 0;
            for (int i = 0; i < SWITCHES; i++) {
                int encoding = random.nextInt(sender.encodings());
                int spatial = random.nextInt(sender.mode().spatials());
                int temporal = random.nextInt(sender.mode().temporals());
                call.setTarget(encoding, spatial, temporal);
                for (int pictures = 0; pictures < 150; pictures++) {
                    call.run(1);
                    if (call.selector.encoding() == encoding
                            && call.selector.spatial() == spatial
                            && call.selector.temporal() == temporal) {
                        reached++;
                        break;
                    }
                }
            }
            call.run(20);
            assertThat(reached).as("seed %d", seed).isEqualTo(SWITCHES);
            call.judge();
        }
    }

    @Test
    void fallsBackWhenAnEncodingGoesSilentAndReturnsWithItsKeyFrame() {
        Scalability mode = Scalability.of(1, 2, Kind.FULL);
        Call call = new Sender(PayloadFormat.VP8, mode, 3, false, false).call(0, 1);
        call.run(10);
        assertThat(call.selector.encoding()).isEqualTo(2);

        call.setAvailable(0b011);
        assertThat(call.selector.awaitedEncoding()).as("the next lower").isEqualTo(1);
        call.run(10);
        assertThat(call.selector.encoding()).isEqualTo(1);

        call.setTarget(0, 0, 1);
        call.setAvailable(0b100);
        assertThat(call.selector.awaitedEncoding()).as("nothing lower is left").isEqualTo(2);
        call.run(10);
        assertThat(call.selector.encoding()).isEqualTo(2);

        call.setAvailable(0b111);
        call.run(10);
        assertThat(call.selector.encoding()).isZero();
        call.judge();
    }

    @Test
    void beginsAnewWithAKeyFrameAfterRestart() {
        Call call =
                new Sender(PayloadFormat.AV1, Scalability.of(2, 1, Kind.FULL), 1, true, false)
                        .call(0, 1);
        call.run(10);

        call.selector.restart();

        assertThat(call.selector.encoding()).isEqualTo(-1);
        assertThat(call.selector.awaitedEncoding()).isZero();
        call.run(3);
        assertThat(call.selector.spatial()).as("no key frame yet").isEqualTo(-1);
        call.run(7);
        assertThat(call.selector.spatial()).isEqualTo(1);
        assertThat(call.selector.activeDecodeTargets()).isEqualTo(0b11);
        call.judge();
    }
}
