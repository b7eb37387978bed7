package io.plenum.bridge.layers;

import static org.assertj.core.api.Assertions.assertThat;

import io.plenum.bridge.parameters.LayerTarget;
import io.plenum.bridge.receive.MediaPacket;
import io.plenum.bridge.receive.PayloadFormat;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A publisher, a network that loses, repeats late and reorders, and one viewer's selector. Knows
 * what every frame really refers to, and by that judges what the selector let pass: nothing may
 * pass that refers to what was left out on purpose.
 */
final class Call {
    /** Pictures from a key frame request to the key frame. */
    private static final int REQUEST_PICTURES = 4;

    private final List<Publisher> publishers = new ArrayList<>();
    private final int[] keyFrameIn;
    private final long[] passedBefore;
    private final long[] highestPassed;
    private final Random random;
    private final long seed;
    private final double loss;
    private final boolean independent;
    private final MediaPacket packet = new MediaPacket();
    private final Map<Integer, List<Late>> late = new HashMap<>();
    private final List<Set<Frame>> frames = new ArrayList<>();
    private final Set<Frame> judged = new HashSet<>();
    final LayerSelector selector = new LayerSelector();
    private int sending;
    private int picture;
    private int spans;
    private int spanEncoding = -1;
    private long spanStart;
    int keyFrames;
    private @Nullable Frame lastPassed;
    private boolean markerOfLastPassed;
    final Set<String> passedLayers = new LinkedHashSet<>();

    private record Late(int encoding, Publisher.Sent sent) {}

    Call(
            PayloadFormat format,
            Scalability mode,
            int encodings,
            boolean described,
            boolean flexible,
            double loss,
            long seed) {
        this.seed = seed;
        random = new Random(seed);
        this.loss = loss;
        independent = mode.kind() == Scalability.Kind.INDEPENDENT;
        keyFrameIn = new int[encodings];
        passedBefore = new long[encodings];
        highestPassed = new long[encodings];
        for (int i = 0; i < encodings; i++) {
            publishers.add(new Publisher(format, mode, described, flexible, i, random));
            keyFrameIn[i] = -1;
            frames.add(new LinkedHashSet<>());
        }
        setAvailable((1 << encodings) - 1);
    }

    void setTarget(int encoding, int spatial, int temporal) {
        selector.setTarget(new LayerTarget(encoding, spatial, temporal));
        passedLayers.clear();
    }

    /** The publisher sends these encodings alone, the lowest in the lowest bit. */
    void setAvailable(int encodings) {
        sending = encodings;
        selector.setAvailable(encodings);
    }

    void run(int pictures) {
        for (int i = 0; i < pictures; i++) {
            runPicture();
        }
    }

    private void runPicture() {
        int awaited = selector.awaitedEncoding();
        if (awaited >= 0 && keyFrameIn[awaited] < 0) {
            keyFrameIn[awaited] = REQUEST_PICTURES;
        }
        for (int encoding = 0; encoding < publishers.size(); encoding++) {
            boolean key = picture == 0 || keyFrameIn[encoding] == 0;
            keyFrameIn[encoding] = Math.max(-1, keyFrameIn[encoding] - 1);
            keyFrames += key ? 1 : 0;
            for (Publisher.Sent sent : publishers.get(encoding).picture(key)) {
                frames.get(encoding).add(sent.frame());
                if ((sending >>> encoding & 1) != 0) {
                    transmit(encoding, sent);
                }
            }
        }
        for (Late each : late.getOrDefault(picture, List.of())) {
            arrive(each.encoding(), each.sent());
        }
        late.remove(picture);
        picture++;
    }

    /** On time, late (reordered, or recovered by a retransmission), or never. */
    private void transmit(int encoding, Publisher.Sent sent) {
        double fate = random.nextDouble();
        if (fate < loss / 4) {
            return;
        }
        if (fate < loss) {
            late.computeIfAbsent(picture + random.nextInt(12), any -> new ArrayList<>())
                    .add(new Late(encoding, sent));
            return;
        }
        arrive(encoding, sent);
    }

    private void arrive(int encoding, Publisher.Sent sent) {
        publishers.get(encoding).receive(sent, packet);
        int verdict = selector.select(packet);
        Frame frame = sent.frame();
        if (verdict == LayerSelector.START) {
            spans++;
            for (int i = 0; i < passedBefore.length; i++) {
                passedBefore[i] = highestPassed[i];
            }
            spanEncoding = encoding;
            spanStart = sent.sequence();
            // What came before its key frame's first packet the viewer asks for and gets.
            for (Frame each : frames.get(encoding)) {
                each.leftOut.removeIf(sequence -> sequence > spanStart);
            }
        }
        if (verdict == LayerSelector.DROP) {
            // Of an earlier span, the viewer asks for what it misses and gets it from the history.
            boolean earlier = encoding != spanEncoding || sent.sequence() < spanStart;
            if (!earlier || sent.sequence() > passedBefore[encoding]) {
                frame.leftOut.add(sent.sequence());
            }
            return;
        }
        assertThat(encoding).as("encoding of %s", frame).isEqualTo(selector.encoding());
        frame.passed.add(sent.sequence());
        highestPassed[encoding] = Math.max(highestPassed[encoding], sent.sequence());
        frame.span = spans;
        frame.spanStart = spanStart;
        passedLayers.add("S" + frame.spatialId() + "T" + frame.temporalId());
        judged.add(frame);
        boolean marker = selector.marker(packet);
        if (loss == 0) {
            boolean samePicture =
                    lastPassed != null
                            && lastPassed.picture == frame.picture
                            && lastPassed != frame;
            assertThat(samePicture && markerOfLastPassed && verdict == LayerSelector.PASS)
                    .as("%s comes behind the marker of its picture", frame)
                    .isFalse();
            if (lastPassed != null
                    && lastPassed.picture != frame.picture
                    && !independent
                    && verdict == LayerSelector.PASS) {
                assertThat(markerOfLastPassed).as("%s ends with a marker", lastPassed).isTrue();
            }
            lastPassed = frame;
            markerOfLastPassed = marker;
        }
    }

    /** Judges everything that passed, now that whatever was late is here. */
    void judge() {
        for (Frame frame : judged) {
            String what = "seed %d: %s".formatted(seed, frame);
            assertThat(frame.leftOut.isEmpty() || frame.span < spans)
                    .as("%s is cut in two", what)
                    .isTrue();
            for (Frame reference : frame.references) {
                assertThat(reference.leftOut)
                        .as("%s passed and refers to %s, which was left out", what, reference)
                        .isEmpty();
                // Behind a key frame that came late the viewer asks for all it has not got.
                boolean again = reference.passed.stream().allMatch(each -> each >= frame.spanStart);
                assertThat(reference.span < 0 || reference.span == frame.span || again)
                        .as("%s refers to %s of an earlier source", what, reference)
                        .isTrue();
            }
        }
    }
}
