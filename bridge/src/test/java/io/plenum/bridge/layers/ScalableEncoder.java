package io.plenum.bridge.layers;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes pictures of layer frames that refer to each other as a real encoder's do. */
final class ScalableEncoder {
    private final Scalability mode;
    private final Frame[][] last;
    private long frames;
    private int sinceKey;
    private int pictures;

    ScalableEncoder(Scalability mode, long firstFrame) {
        this.mode = mode;
        this.frames = firstFrame;
        last = new Frame[mode.spatials()][mode.temporals()];
    }

    /** The next picture's frames, lowest spatial layer first. */
    List<Frame> encode(boolean key) {
        sinceKey = key ? 0 : sinceKey + 1;
        List<Frame> picture = new ArrayList<>();
        for (int spatial = 0; spatial < mode.spatials(); spatial++) {
            int temporal = mode.temporalId(sinceKey, spatial);
            boolean sync = sinceKey / mode.cycle() % mode.temporalSync() == 0 && isFirstOf(spatial);
            List<Frame> references = new ArrayList<>();
            if (!key) {
                refer(references, spatial, temporal, sync);
            }
            boolean interLayer = mode.kind() == Scalability.Kind.FULL || key;
            if (spatial > 0 && interLayer && mode.kind() != Scalability.Kind.INDEPENDENT) {
                references.add(picture.get(spatial - 1));
            }
            Frame frame = new Frame(frames++, pictures, spatial, temporal, key, sync, references);
            if (key) {
                Arrays.fill(last[spatial], null);
            }
            last[spatial][temporal] = frame;
            picture.add(frame);
        }
        pictures++;
        return picture;
    }

    /** Whether the frame is the first of its temporal layer in the cycle. */
    private boolean isFirstOf(int spatial) {
        return mode.temporals() < 3
                || mode.temporalId(sinceKey, spatial) < 2
                || sinceKey % mode.cycle() == 1;
    }

    /** The newest frame of each lower temporal layer, and of its own unless it is in sync. */
    private void refer(List<Frame> references, int spatial, int temporal, boolean sync) {
        Frame base = last[spatial][0];
        if (base == null) {
            throw new IllegalStateException("no key picture");
        }
        references.add(base);
        if (temporal == 0 || sync) {
            return;
        }
        for (int layer = 1; layer <= temporal; layer++) {
            @Nullable Frame newest = last[spatial][layer];
            boolean own = layer == temporal;
            if (newest != null && (!own || mode.temporalSync() > 1)) {
                references.add(newest);
            }
        }
    }
}
