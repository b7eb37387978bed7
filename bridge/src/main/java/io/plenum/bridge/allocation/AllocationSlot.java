package io.plenum.bridge.allocation;

import io.plenum.bridge.parameters.AllocationReason;
import io.plenum.bridge.parameters.LayerTarget;
import org.jspecify.annotations.Nullable;

/**
 * A viewer's video slot as {@link Allocation} sees it: what it shows and how, what it is given, and
 * what it was given before.
 *
 * <p>Not thread safe: belongs to one loop.
 */
public final class AllocationSlot {
    /** Given nothing. */
    public static final int OFF = -1;

    /** Longer than the time in which a too bold step upwards shows. */
    private static final long FAILED_NANOS = 5_000_000_000L;

    /** How long a slot that was lowered for want of bandwidth stays there. */
    private static final long SHORTEST_DWELL_NANOS = 1_000_000_000L;

    /** The same, for one that fails again and again. */
    private static final long LONGEST_DWELL_NANOS = 16_000_000_000L;

    /** A slot that was not lowered for so long is taken for one that never was. */
    private static final long FORGOTTEN_NANOS = 30_000_000_000L;

    /** How long a slot keeps its least though the estimate has become too low for it. */
    private static final long LINGER_NANOS = 1_500_000_000L;

    /** A tile that is larger than a picture by no more than this shows that picture. */
    private static final double TILE_TOLERANCE = 0.75;

    private static final int MAX_STEPS =
            LayerTable.MAX_ENCODINGS * LayerTable.MAX_SPATIAL * LayerTable.MAX_TEMPORAL;

    private static final int TEMPORAL_BITS = 2;
    private static final int SPATIAL_BITS = 2;
    private static final int TEMPORAL_MASK = LayerTable.MAX_TEMPORAL - 1;
    private static final int SPATIAL_MASK = LayerTable.MAX_SPATIAL - 1;

    /** Choices of layers from the least to the best: encoding, spatial, temporal. */
    private final byte[] steps = new byte[MAX_STEPS];

    private @Nullable LayerTable layers;
    private boolean screen;
    private boolean visible = true;
    private boolean pinned;
    private boolean speaking;
    private int width;
    private int height;
    private LayerTarget limit = LayerTarget.ALL;

    private int stepCount;

    /** The best step that it may have. */
    int cap = OFF;

    /** Why no better one. */
    AllocationReason capReason = AllocationReason.NONE;

    /** The step that it is given. */
    int step = OFF;

    private AllocationReason reason = AllocationReason.NONE;

    /** What it was given last, as in {@link #steps}; below all of them if it was nothing. */
    private int before = OFF;

    /** Whether it lingers, and since when. */
    private boolean lingers;

    private long lingersNanos;
    private boolean lowered;
    private long loweredNanos;
    private boolean raised;
    private long raisedNanos;
    private long dwellNanos = SHORTEST_DWELL_NANOS;

    /**
     * It shows something else from now on.
     *
     * @param table what that has to give; null for nothing
     * @param isScreen whether that is a shared screen
     */
    public void setSource(@Nullable LayerTable table, boolean isScreen) {
        layers = table;
        screen = isScreen;
        forget();
        step = OFF;
        stepCount = 0;
        reason = AllocationReason.NONE;
    }

    private void forget() {
        before = OFF;
        lingers = false;
        lowered = false;
        raised = false;
        dwellNanos = SHORTEST_DWELL_NANOS;
    }

    /**
     * How the viewer's page shows it.
     *
     * @param tileWidth pixels of the screen, 0 if that is not known
     * @param tileHeight as {@code tileWidth}
     */
    public void setTile(boolean isVisible, boolean isPinned, int tileWidth, int tileHeight) {
        visible = isVisible;
        pinned = isPinned;
        width = tileWidth;
        height = tileHeight;
    }

    /** Whether the viewer's page shows it. */
    public boolean isVisible() {
        return visible;
    }

    /** The highest layers that the viewer wants whatever the bandwidth. */
    public void setLimit(LayerTarget wanted) {
        limit = wanted;
    }

    /** The highest layers that the viewer wants whatever the bandwidth. */
    public LayerTarget limit() {
        return limit;
    }

    /** Whether the room's dominant speaker is to be seen there. */
    public void setSpeaking(boolean speaks) {
        speaking = speaks;
    }

    /** Whether the room's dominant speaker is to be seen there. */
    public boolean speaking() {
        return speaking;
    }

    /** Whether it shows something. */
    public boolean isUsed() {
        return layers != null;
    }

    /** The encoding that it is given, or {@link #OFF}. */
    public int encoding() {
        return step == OFF ? OFF : encodingOf(steps[step]);
    }

    /** The spatial layer that it is given; 0 if nothing. */
    public int spatial() {
        return step == OFF ? 0 : spatialOf(steps[step]);
    }

    /** The temporal layer that it is given; 0 if nothing. */
    public int temporal() {
        return step == OFF ? 0 : steps[step] & TEMPORAL_MASK;
    }

    /** Whether its encoding has no higher spatial layer. */
    public boolean isTopSpatial() {
        LayerTable table = layers;
        return table == null || step == OFF || spatial() >= table.topSpatial(encoding());
    }

    /** Whether its encoding has no higher temporal layer. */
    public boolean isTopTemporal() {
        LayerTable table = layers;
        return table == null || step == OFF || temporal() >= table.topTemporal(encoding());
    }

    /** What it is given takes, bits per second. */
    public long targetBps() {
        return bps(step);
    }

    /** Width of what it is given, in pixels; 0 for nothing. */
    public int pictureWidth() {
        LayerTable table = layers;
        return table == null || step == OFF ? 0 : table.width(encoding(), spatial());
    }

    /** Height of what it is given, in pixels; 0 for nothing. */
    public int pictureHeight() {
        LayerTable table = layers;
        return table == null || step == OFF ? 0 : table.height(encoding(), spatial());
    }

    /** Why it is given nothing better. */
    public AllocationReason reason() {
        return reason;
    }

    private static int encodingOf(int packed) {
        return packed >> (SPATIAL_BITS + TEMPORAL_BITS);
    }

    private static int spatialOf(int packed) {
        return packed >> TEMPORAL_BITS & SPATIAL_MASK;
    }

    private static byte pack(int encoding, int spatial, int temporal) {
        return (byte)
                (encoding << (SPATIAL_BITS + TEMPORAL_BITS) | spatial << TEMPORAL_BITS | temporal);
    }

    /** Before others: a screen, what is pinned, who speaks; 0 for those who take turns. */
    int priority() {
        return (screen ? 4 : 0) + (pinned ? 2 : 0) + (speaking ? 1 : 0);
    }

    boolean isScreen() {
        return screen;
    }

    /** What a step takes. */
    long bps(int which) {
        LayerTable table = layers;
        if (table == null || which == OFF) {
            return 0;
        }
        int packed = steps[which];
        return table.bps(encodingOf(packed), spatialOf(packed), packed & TEMPORAL_MASK);
    }

    /** Finds out what it could be given, and what of it it may be. */
    void prepare(boolean serverLoaded) {
        step = OFF;
        stepCount = 0;
        cap = OFF;
        LayerTable table = layers;
        if (table == null) {
            capReason = AllocationReason.NONE;
            return;
        }
        boolean limited = findSteps(table);
        cap = stepCount - 1;
        if (!visible) {
            cap = OFF;
            capReason = AllocationReason.NOT_VISIBLE;
            forget();
            return;
        }
        if (limited) {
            capReason = AllocationReason.VIEWER_ASKED;
        } else {
            capReason =
                    table.isComplete()
                            ? AllocationReason.NONE
                            : AllocationReason.PUBLISHER_SENDS_LESS;
        }
        lower(tileCap(table), AllocationReason.TILE_SIZE);
        if (serverLoaded && priority() == 0) {
            lower(lastOfFirstPicture(), AllocationReason.SERVER_LOAD);
        }
    }

    private void lower(int to, AllocationReason why) {
        if (to < cap) {
            cap = to;
            capReason = why;
        }
    }

    /**
     * From the least to the best. Of the lowest picture all frame rates, of larger ones the full
     * one only: a camera that jerks is worse than a smaller one. Of a screen every sharper picture
     * is better.
     *
     * @return whether the viewer has left something out
     */
    private boolean findSteps(LayerTable table) {
        boolean limited = false;
        for (int encoding = 0; encoding < LayerTable.MAX_ENCODINGS; encoding++) {
            if (!table.has(encoding)) {
                continue;
            }
            if (encoding > limit.encoding() && stepCount > 0) {
                limited = true;
                continue;
            }
            int spatialTop = Math.min(limit.spatial(), table.topSpatial(encoding));
            int temporalTop = Math.min(limit.temporal(), table.topTemporal(encoding));
            limited |= spatialTop < table.topSpatial(encoding);
            limited |= temporalTop < table.topTemporal(encoding);
            for (int spatial = 0; spatial <= spatialTop; spatial++) {
                boolean all = screen || stepCount == 0;
                int from = all ? 0 : temporalTop;
                for (int temporal = from; temporal <= temporalTop; temporal++) {
                    steps[stepCount++] = pack(encoding, spatial, temporal);
                }
            }
        }
        return limited;
    }

    /** The best step that has not more pixels than are seen, next size up. */
    private int tileCap(LayerTable table) {
        long pixels = (long) width * height;
        if (pixels == 0) {
            return stepCount;
        }
        double enough = screen ? pixels : pixels * TILE_TOLERANCE;
        for (int i = 0; i < stepCount; i++) {
            int encoding = encodingOf(steps[i]);
            int spatial = spatialOf(steps[i]);
            if ((long) table.width(encoding, spatial) * table.height(encoding, spatial) >= enough) {
                return lastOfPicture(i);
            }
        }
        return stepCount;
    }

    /** The last step of the lowest picture, or {@link #OFF}. */
    int lastOfFirstPicture() {
        return stepCount == 0 ? OFF : lastOfPicture(0);
    }

    private int lastOfPicture(int from) {
        int last = from;
        while (last + 1 < stepCount
                && steps[last + 1] >> TEMPORAL_BITS == steps[from] >> TEMPORAL_BITS) {
            last++;
        }
        return last;
    }

    /** Whether a step is above what it was given before. */
    boolean isAbove(int which) {
        return steps[which] > before;
    }

    /** Whether it is given nothing though it may have something. */
    boolean isStarving() {
        return step == OFF && cap != OFF;
    }

    /** Whether it may keep the least for now, though it is more than is left. */
    boolean mayLinger(long nowNanos) {
        if (before == OFF) {
            return false;
        }
        if (!lingers) {
            lingers = true;
            lingersNanos = nowNanos;
        }
        return nowNanos - lingersNanos < LINGER_NANOS;
    }

    /** Whether it keeps the least for now, though it is more than is left. */
    public boolean lingers() {
        return lingers;
    }

    /** It was given its least, and there was enough for it. */
    void onAfforded() {
        lingers = false;
    }

    /** Whether it may be given more than before. */
    boolean mayRise(long nowNanos) {
        return !lowered || nowNanos - loweredNanos >= dwellNanos;
    }

    /** Whether what it was given before is among what it could be given now. */
    private boolean mayHaveBefore() {
        for (int i = 0; i <= cap; i++) {
            if (steps[i] == before) {
                return true;
            }
        }
        return false;
    }

    /**
     * The step is chosen: says why, and remembers it. Who has asked for other layers was not
     * lowered by the bandwidth, though that may keep it from what it asked for.
     */
    void settle(long nowNanos) {
        reason = step < cap ? AllocationReason.BANDWIDTH : capReason;
        if (step == OFF && stepCount == 0 && layers != null && visible) {
            reason = AllocationReason.PUBLISHER_SENDS_LESS;
        }
        int now = step == OFF ? OFF : steps[step];
        if (now < before && reason == AllocationReason.BANDWIDTH && mayHaveBefore()) {
            boolean failed = raised && nowNanos - raisedNanos < FAILED_NANOS;
            dwellNanos =
                    failed ? Math.min(2 * dwellNanos, LONGEST_DWELL_NANOS) : SHORTEST_DWELL_NANOS;
            lowered = true;
            loweredNanos = nowNanos;
        } else if (now > before) {
            raised = true;
            raisedNanos = nowNanos;
        }
        if (lowered && nowNanos - loweredNanos >= FORGOTTEN_NANOS) {
            lowered = false;
            dwellNanos = SHORTEST_DWELL_NANOS;
        }
        lingers &= step != OFF;
        before = now;
    }
}
