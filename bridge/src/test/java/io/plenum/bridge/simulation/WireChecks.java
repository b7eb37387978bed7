package io.plenum.bridge.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.plenum.bridge.parameters.CodecParameters;
import io.plenum.bridge.parameters.HeaderExtension;
import io.plenum.bridge.parameters.MediaKind;
import io.plenum.bridge.rtp.HeaderExtensions;
import io.plenum.bridge.rtp.RtpHeader;
import io.plenum.bridge.rtp.Verdict;
import io.plenum.bridge.rtp.payload.DependencyDescriptor;
import io.plenum.bridge.rtp.payload.TemplateStructure;
import io.plenum.bridge.rtp.payload.Vp8Descriptor;
import io.plenum.bridge.rtp.payload.Vp9Descriptor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a decoder relies on, in everything that one slot was sent. */
final class WireChecks {
    private final CaptureFile capture;
    private final CapturedViewer viewer;
    private final DependencyDescriptor descriptor = new DependencyDescriptor();
    private final RtpHeader header = new RtpHeader();
    private final HeaderExtensions extensions = new HeaderExtensions();

    /**
     * Timestamps of pictures that the browser did not send to the end, or of which something came
     * again, or would have come, after the slot had begun another encoding, with a key frame that
     * needs none of it.
     */
    private final Set<Integer> torn = new HashSet<>();

    /** Packets of one timestamp, in the order of their numbers. */
    private final List<List<CapturedViewer.Got>> pictures = new ArrayList<>();

    WireChecks(CaptureFile capture, CapturedViewer viewer) {
        this.capture = capture;
        this.viewer = viewer;
        PayloadHeads sent = new PayloadHeads(capture);
        CapturedViewer.Got before = viewer.packets.firstEntry().getValue();
        for (CapturedViewer.Got got : viewer.packets.values()) {
            if (got.isPadding()) {
                continue;
            }
            if (got.again() || !sent.wasWhole(got)) {
                torn.add(got.timestamp());
            }
            if (sent.ssrc(got) != sent.ssrc(before)) {
                torn.add(before.timestamp());
            }
            before = got;
        }
    }

    void all() {
        numbersAreUnbroken();
        timestampsRise();
        if (capture.kind() == MediaKind.VIDEO) {
            everyPictureEnds();
            pictureIdentifiersRise();
            dependenciesAreThere();
        }
    }

    private void numbersAreUnbroken() {
        long first = viewer.packets.firstKey();
        assertThat(viewer.packets.lastKey() - first + 1)
                .as("numbers given, of which some never came")
                .isEqualTo(viewer.packets.size());
    }

    private void timestampsRise() {
        int last = viewer.packets.firstEntry().getValue().timestamp();
        for (Map.Entry<Long, CapturedViewer.Got> entry : viewer.packets.entrySet()) {
            if (entry.getValue().isPadding() || entry.getValue().again()) {
                continue; // stands where something was lost that is not wanted
            }
            int timestamp = entry.getValue().timestamp();
            assertThat(timestamp - last).as("step before %d", entry.getKey()).isNotNegative();
            if (pictures.isEmpty() || timestamp != last) {
                pictures.add(new ArrayList<>());
            }
            pictures.getLast().add(entry.getValue());
            last = timestamp;
        }
    }

    /**
     * But for the last, of which nothing tells that its end was lost. A frame that came late may
     * follow the end of a picture that had become smaller meanwhile.
     */
    private void everyPictureEnds() {
        for (int i = 0; i < pictures.size() - 1; i++) {
            List<CapturedViewer.Got> picture = pictures.get(i);
            if (!torn.contains(picture.getFirst().timestamp())
                    && !beginsAnew(pictures.get(i + 1))) {
                assertThat(picture.getLast().marker())
                        .as("end of picture %d of %d", i, pictures.size())
                        .isTrue();
            }
        }
    }

    /** Whether a picture needs nothing of what came before: its first frame has a structure. */
    private boolean beginsAnew(List<CapturedViewer.Got> picture) {
        Integer id = capture.extensions().get(HeaderExtension.DEPENDENCY_DESCRIPTOR);
        CapturedViewer.Got first = picture.getFirst();
        header.wrap(first.bytes(), 0, first.bytes().length);
        return id != null
                && extensions.wrap(header) == Verdict.OK
                && extensions.find(id)
                && describe(new TemplateStructure()) == Verdict.OK
                && descriptor.hasStructure();
    }

    private Verdict describe(TemplateStructure known) {
        return descriptor.wrap(
                extensions.buffer(), extensions.elementOffset(), extensions.elementLength(), known);
    }

    private String codec(CapturedViewer.Got got) {
        for (CodecParameters codec : capture.codecs()) {
            if (codec.payloadType() == got.payloadType()) {
                return codec.encodingName();
            }
        }
        throw new AssertionError("payload type %d of no codec".formatted(got.payloadType()));
    }

    /** VP8's have no gap; VP9's may, for its references are counted in pictures of the source. */
    private void pictureIdentifiersRise() {
        int last = -1;
        for (List<CapturedViewer.Got> picture : pictures) {
            int given = -1;
            for (CapturedViewer.Got got : picture) {
                int identifier = pictureIdentifier(got);
                assertThat(given < 0 || given == identifier).as("one identifier").isTrue();
                given = identifier;
            }
            if (last >= 0) {
                int step = (given - last) & 0x7FFF;
                boolean isVp8 = codec(picture.getFirst()).equals("vp8");
                assertThat(step).isBetween(1, isVp8 ? 1 : 30);
            }
            last = given;
        }
    }

    /** Or -1 if the codec has none. */
    private int pictureIdentifier(CapturedViewer.Got got) {
        return switch (codec(got)) {
            case "vp8" -> {
                Vp8Descriptor vp8 = new Vp8Descriptor();
                assertThat(vp8.wrap(got.bytes(), got.payloadOffset(), got.payloadLength()))
                        .isEqualTo(Verdict.OK);
                yield vp8.hasPictureId() ? vp8.pictureId() : -1;
            }
            case "vp9" -> {
                Vp9Descriptor vp9 = new Vp9Descriptor();
                assertThat(vp9.wrap(got.bytes(), got.payloadOffset(), got.payloadLength()))
                        .isEqualTo(Verdict.OK);
                yield vp9.hasPictureId() ? vp9.pictureId() : -1;
            }
            default -> -1;
        };
    }

    /** Every frame that a frame was predicted from came before it, back to a key frame. */
    private void dependenciesAreThere() {
        Integer id = capture.extensions().get(HeaderExtension.DEPENDENCY_DESCRIPTOR);
        if (id == null) {
            return;
        }
        TemplateStructure known = new TemplateStructure();
        Set<Integer> here = new HashSet<>();
        int last = -1;
        boolean ended = true;
        for (CapturedViewer.Got got : viewer.packets.values()) {
            assertThat(header.wrap(got.bytes(), 0, got.bytes().length)).isEqualTo(Verdict.OK);
            if (extensions.wrap(header) != Verdict.OK || !extensions.find(id)) {
                continue;
            }
            assertThat(describe(known)).isEqualTo(Verdict.OK);
            if (descriptor.hasStructure()) {
                known.copyFrom(descriptor.structure());
                ended |= descriptor.isStartOfFrame(); // whatever was not finished is of no use now
            }
            int frame = descriptor.frameNumber();
            if (torn.contains(got.timestamp())) {
                here.add(frame);
                last = frame;
                ended = true;
                continue;
            }
            assertThat(descriptor.isStartOfFrame()).as("a frame begins").isEqualTo(ended);
            assertThat(frame == last).as("frame %d goes on", frame).isEqualTo(!ended);
            for (int i = 0; i < descriptor.frameDependencyCount(); i++) {
                assertThat(here)
                        .as("frames before %d", frame)
                        .contains((frame - descriptor.frameDifference(i)) & 0xFFFF);
            }
            here.add(frame);
            last = frame;
            ended = descriptor.isEndOfFrame();
        }
    }
}
