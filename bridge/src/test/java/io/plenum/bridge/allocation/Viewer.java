package io.plenum.bridge.allocation;

import io.plenum.bridge.parameters.AllocationReason;
import io.plenum.bridge.parameters.LayerTarget;
import java.util.ArrayList;
import java.util.List;

/** A viewer's slots, and publishers to show in them. */
final class Viewer {
    static final long SECOND = 1_000_000_000L;

    /** As a browser's camera of 720p is split: 180p, 360p, 720p. */
    static final int[] CAMERA = {150_000, 500_000, 1_700_000};

    private final Allocation allocation = new Allocation();
    private final List<AllocationSlot> slots = new ArrayList<>();
    private final List<LayerTable> tables = new ArrayList<>();
    private final List<Boolean> screens = new ArrayList<>();
    long nowNanos = 100 * SECOND;
    int voices;
    boolean loaded;
    boolean estimateKnown = true;

    /** A publisher of encodings of these rates, each of three temporal layers. */
    static LayerTable publisher(int... bps) {
        LayerTable table = new LayerTable();
        table.setNegotiated(bps.length);
        table.setEncodings((1 << bps.length) - 1);
        feed(table, 1.0, bps);
        return table;
    }

    /** Three seconds of what it sends, so that the rates are known. */
    static void feed(LayerTable table, double factor, int... bps) {
        for (int second = 0; second <= 3; second++) {
            table.measure(second * SECOND);
            for (int encoding = 0; encoding < bps.length; encoding++) {
                int bytes = (int) (bps[encoding] * factor / 8);
                // Of four pictures one is of the lowest layer and weighs as much as the others.
                part(table, encoding, 0, bytes * 5 / 10);
                part(table, encoding, 1, bytes * 2 / 10);
                part(table, encoding, 2, bytes * 3 / 10);
            }
        }
    }

    private static void part(LayerTable table, int encoding, int temporal, int bytes) {
        table.onPacket(
                encoding, 0, temporal, false, false, bytes - LayerTable.PACKET_OVERHEAD_BYTES);
    }

    AllocationSlot show(LayerTable table) {
        return show(table, false);
    }

    AllocationSlot showScreen(LayerTable table) {
        return show(table, true);
    }

    private AllocationSlot show(LayerTable table, boolean screen) {
        AllocationSlot slot = new AllocationSlot();
        slot.setSource(table, screen);
        slots.add(slot);
        tables.add(table);
        screens.add(screen);
        return slot;
    }

    List<AllocationSlot> gallery(int count) {
        for (int i = 0; i < count; i++) {
            show(publisher(CAMERA));
        }
        return slots;
    }

    LayerTable table(AllocationSlot slot) {
        return tables.get(slots.indexOf(slot));
    }

    List<AllocationSlot> slots() {
        return slots;
    }

    void allocate(long estimateBps) {
        allocation.allocate(
                slots.toArray(AllocationSlot[]::new),
                slots.size(),
                estimateBps,
                estimateKnown,
                voices,
                loaded,
                nowNanos);
    }

    /** A while later. */
    void allocate(long estimateBps, double seconds) {
        nowNanos += (long) (seconds * SECOND);
        allocate(estimateBps);
    }

    /** So that every slot has what the estimate carries. */
    void settle(long estimateBps) {
        for (int i = 0; i < 40; i++) {
            allocate(estimateBps, 1);
        }
    }

    long wantedBps() {
        return allocation.wantedBps();
    }

    long sum() {
        return slots.stream().mapToLong(AllocationSlot::targetBps).sum();
    }

    /** Such as {@code "1.2 bandwidth"}: encoding, temporal layer, reason. */
    static String of(AllocationSlot slot) {
        String layers = slot.encoding() < 0 ? "off" : slot.encoding() + "." + slot.temporal();
        return slot.reason() == AllocationReason.NONE
                ? layers
                : layers + " " + slot.reason().text();
    }

    List<String> all() {
        return slots.stream().map(Viewer::of).toList();
    }

    static LayerTarget upTo(int encoding) {
        return new LayerTarget(encoding, LayerTarget.HIGHEST, LayerTarget.HIGHEST);
    }
}
