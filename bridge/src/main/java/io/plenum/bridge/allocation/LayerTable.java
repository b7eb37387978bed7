package io.plenum.bridge.allocation;

import java.util.Arrays;

/**
 * What one publication has to give: its encodings, the layers in them, and what each choice of them
 * costs, as measured. Rates are the median over three windows of a second, so that a key frame does
 * not count, nor does it in the first; they are told anew only when they have really changed, which
 * {@link #version} says. Higher rates are told at once, lower ones step by step: an encoder that
 * has just begun, or begun again, sends far less for some seconds than it is about to.
 *
 * <p>Not thread safe: belongs to one loop.
 */
public final class LayerTable {
    /** Encodings that are told apart. */
    public static final int MAX_ENCODINGS = 4;

    /** Spatial layers of an encoding that are told apart; higher ones count as the highest. */
    public static final int MAX_SPATIAL = 4;

    /** Temporal layers of an encoding that are told apart; higher ones count as the highest. */
    public static final int MAX_TEMPORAL = 4;

    /**
     * What a packet weighs beside its payload: IPv4, UDP, RTP header, extensions, authentication
     * tag.
     */
    static final int PACKET_OVERHEAD_BYTES = 70;

    /** Over how long rates are measured. */
    static final long WINDOW_NANOS = 1_000_000_000L;

    private static final int CELLS = MAX_ENCODINGS * MAX_SPATIAL * MAX_TEMPORAL;
    private static final int WINDOWS = 3;

    /** Rates of encodings that have not been measured yet, lowest first; as browsers have them. */
    private static final int[] USUAL_BPS = {150_000, 500_000, 1_700_000, 5_000_000};

    /** The rate of a single encoding that has not been measured yet. */
    private static final int USUAL_SINGLE_BPS = 1_000_000;

    /** The picture of an encoding that does not tell its size: the highest of a good camera. */
    private static final int USUAL_WIDTH = 1_280;

    private static final int USUAL_HEIGHT = 720;

    /** A rate that differs by a twentieth is another one. */
    private static final int NOTABLE = 20;

    /** By so much a rate falls at most from one window to the next. */
    private static final double FALL = 0.9;

    private final int[] bytes = new int[CELLS];
    private final int[] bytesNeededAbove = new int[CELLS];
    private final int[] windows = new int[CELLS * WINDOWS];

    /** Windows that have ended, by encoding. */
    private final int[] windowCount = new int[MAX_ENCODINGS];

    /** Windows since a layer was seen, by the layer itself. */
    private final byte[] unseen = new byte[CELLS];

    private final int[] told = new int[CELLS];
    private final byte[] tops = new byte[MAX_ENCODINGS];
    private final int[] widths = new int[MAX_ENCODINGS * MAX_SPATIAL];
    private final int[] heights = new int[MAX_ENCODINGS * MAX_SPATIAL];
    private int negotiated = 1;
    private int encodings;
    private boolean begun;
    private long windowNanos;
    private int version;

    /** With nothing in it. */
    public LayerTable() {
        Arrays.fill(unseen, (byte) WINDOWS);
    }

    private static int cell(int encoding, int spatial, int temporal) {
        return (encoding * MAX_SPATIAL + spatial) * MAX_TEMPORAL + temporal;
    }

    /** Another one whenever a viewer's share may have to be another. */
    public int version() {
        return version;
    }

    /** How many encodings the publisher has negotiated, 1 to {@link #MAX_ENCODINGS}. */
    public void setNegotiated(int count) {
        if (count != negotiated) {
            negotiated = count;
            version++;
        }
    }

    /**
     * Which encodings can be had: those that come, and those that the publisher was asked to
     * suspend.
     *
     * @param mask encoding 0 in the lowest bit
     */
    public void setEncodings(int mask) {
        if (mask != encodings) {
            encodings = mask;
            version++;
        }
    }

    /** A key frame told the size of a layer's picture, in pixels. */
    public void setResolution(int encoding, int spatial, int width, int height) {
        int at = encoding * MAX_SPATIAL + Math.min(spatial, MAX_SPATIAL - 1);
        if (width > 0 && height > 0 && (widths[at] != width || heights[at] != height)) {
            widths[at] = width;
            heights[at] = height;
            version++;
        }
    }

    /**
     * A packet came. Runs once per inbound packet and allocates nothing.
     *
     * @param ofKeyFrame whether it is a part of a key frame
     * @param neededAbove whether higher spatial layers of the same picture need it too
     */
    public void onPacket(
            int encoding,
            int spatial,
            int temporal,
            boolean ofKeyFrame,
            boolean neededAbove,
            int payloadBytes) {
        if (ofKeyFrame && windowCount[encoding] == 0) {
            return;
        }
        int at =
                cell(
                        encoding,
                        Math.min(spatial, MAX_SPATIAL - 1),
                        Math.min(temporal, MAX_TEMPORAL - 1));
        int weight = payloadBytes + PACKET_OVERHEAD_BYTES;
        bytes[at] += weight;
        if (neededAbove) {
            bytesNeededAbove[at] += weight;
        }
    }

    /** Ends a window if it is over. Called several times a second by whoever reads. */
    public void measure(long nowNanos) {
        if (!begun) {
            begun = true;
            windowNanos = nowNanos;
            return;
        }
        long elapsed = nowNanos - windowNanos;
        if (elapsed < WINDOW_NANOS) {
            return;
        }
        windowNanos = nowNanos;
        boolean changed = false;
        for (int encoding = 0; encoding < MAX_ENCODINGS; encoding++) {
            changed |= endWindow(encoding, elapsed);
        }
        Arrays.fill(bytes, 0);
        Arrays.fill(bytesNeededAbove, 0);
        if (changed) {
            version++;
        }
    }

    /** Of an encoding that is silent the last rates stay known. */
    private boolean endWindow(int encoding, long elapsedNanos) {
        int first = cell(encoding, 0, 0);
        long sum = 0;
        for (int i = first; i < first + MAX_SPATIAL * MAX_TEMPORAL; i++) {
            sum += bytes[i];
        }
        if (sum == 0) {
            return false;
        }
        int spatialTop = 0;
        int temporalTop = 0;
        int number = windowCount[encoding] % WINDOWS;
        for (int spatial = 0; spatial < MAX_SPATIAL; spatial++) {
            for (int temporal = 0; temporal < MAX_TEMPORAL; temporal++) {
                int at = cell(encoding, spatial, temporal);
                unseen[at] = bytes[at] > 0 ? 0 : (byte) Math.min(unseen[at] + 1, WINDOWS);
                if (unseen[at] < WINDOWS) {
                    spatialTop = Math.max(spatialTop, spatial);
                    temporalTop = Math.max(temporalTop, temporal);
                }
                windows[at * WINDOWS + number] =
                        (int)
                                Math.min(
                                        Integer.MAX_VALUE,
                                        bytesOf(encoding, spatial, temporal)
                                                * 8_000_000_000L
                                                / elapsedNanos);
            }
        }
        windowCount[encoding]++;
        byte top = (byte) (spatialTop * MAX_TEMPORAL + temporalTop);
        boolean changed = tops[encoding] != top;
        tops[encoding] = top;
        if (windowCount[encoding] == 1 && negotiated > 1) {
            expectUsual(encoding, cell(encoding, spatialTop, temporalTop));
        }
        for (int i = first; i < first + MAX_SPATIAL * MAX_TEMPORAL; i++) {
            changed |= tell(i, median(i, windowCount[encoding]));
        }
        return changed;
    }

    /** What was measured first is taken for the usual rate, divided as measured. */
    private void expectUsual(int encoding, int whole) {
        double scale = (double) USUAL_BPS[encoding] / Math.max(1, windows[whole * WINDOWS]);
        int first = cell(encoding, 0, 0);
        for (int i = first; scale > 1 && i < first + MAX_SPATIAL * MAX_TEMPORAL; i++) {
            told[i] = (int) Math.min(USUAL_BPS[encoding], windows[i * WINDOWS] * scale);
        }
    }

    /** Bytes of the window that a viewer of these layers would have been sent. */
    private long bytesOf(int encoding, int spatial, int temporal) {
        long sum = 0;
        for (int t = 0; t <= temporal; t++) {
            sum += bytes[cell(encoding, spatial, t)];
            for (int s = 0; s < spatial; s++) {
                sum += bytesNeededAbove[cell(encoding, s, t)];
            }
        }
        return sum;
    }

    private int median(int at, int count) {
        int a = windows[at * WINDOWS];
        int b = windows[at * WINDOWS + 1];
        if (count < WINDOWS) {
            return count == 1 ? a : Math.min(a, b);
        }
        int c = windows[at * WINDOWS + 2];
        return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
    }

    private boolean tell(int at, int bps) {
        if (Math.abs((long) bps - told[at]) * NOTABLE <= told[at]) {
            return false;
        }
        told[at] = Math.max(bps, (int) (FALL * told[at]));
        return true;
    }

    /** Whether an encoding can be had. */
    public boolean has(int encoding) {
        return (encodings & 1 << encoding) != 0;
    }

    /** Whether nothing can be had: nothing has come yet. */
    public boolean isEmpty() {
        return encodings == 0;
    }

    /** Whether all that was negotiated can be had. */
    public boolean isComplete() {
        return (encodings & 1 << (negotiated - 1)) != 0;
    }

    /** The highest spatial layer of an encoding, 0 before the first window has ended. */
    public int topSpatial(int encoding) {
        return tops[encoding] / MAX_TEMPORAL;
    }

    /** The highest temporal layer of an encoding, 0 before the first window has ended. */
    public int topTemporal(int encoding) {
        return tops[encoding] % MAX_TEMPORAL;
    }

    /** What these layers, and those that they need, take: bits per second. */
    public long bps(int encoding, int spatial, int temporal) {
        if (windowCount[encoding] > 0) {
            return told[cell(encoding, spatial, temporal)];
        }
        return negotiated == 1 ? USUAL_SINGLE_BPS : USUAL_BPS[encoding];
    }

    /**
     * The highest temporal layer of an encoding's largest picture that fits, or 0.
     *
     * @param budgetBps into which, bits per second
     */
    public int temporalWithin(int encoding, long budgetBps) {
        int temporal = topTemporal(encoding);
        while (temporal > 0 && bps(encoding, topSpatial(encoding), temporal) > budgetBps) {
            temporal--;
        }
        return temporal;
    }

    /** Width of the picture in pixels. */
    public int width(int encoding, int spatial) {
        int known = widths[encoding * MAX_SPATIAL + spatial];
        return known > 0 ? known : USUAL_WIDTH >> stepsBelowTop(encoding, spatial);
    }

    /** Height of the picture in pixels. */
    public int height(int encoding, int spatial) {
        int known = heights[encoding * MAX_SPATIAL + spatial];
        return known > 0 ? known : USUAL_HEIGHT >> stepsBelowTop(encoding, spatial);
    }

    private int stepsBelowTop(int encoding, int spatial) {
        return Math.max(0, negotiated - 1 - encoding) + Math.max(0, topSpatial(encoding) - spatial);
    }
}
