package io.plenum.bridge.peer;

import io.plenum.bridge.allocation.Allocation;
import io.plenum.bridge.allocation.AllocationHistory;
import io.plenum.bridge.allocation.AllocationSlot;
import io.plenum.bridge.forward.Publication;
import io.plenum.bridge.forward.ServerLoad;
import io.plenum.bridge.forward.Subscription;
import io.plenum.bridge.layers.LayerSelector;
import io.plenum.bridge.parameters.AllocationReason;
import io.plenum.bridge.parameters.DownlinkReport;
import io.plenum.bridge.parameters.LayerTarget;
import io.plenum.bridge.parameters.MediaKind;
import io.plenum.bridge.parameters.SlotAllocation;
import io.plenum.bridge.parameters.Tile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Divides a viewer's downlink among its slots, and tells whoever wants to know. Allocates anew at
 * once when the viewer or signalling changes something, and with the next upkeep when a publisher,
 * the estimate or the speaker does.
 *
 * <p>Not thread safe: belongs to one loop.
 */
final class SlotShares {
    /** The least between two times that it is told. */
    private static final long TELL_NANOS = 1_000_000_000L;

    /**
     * What is given anew must leave room, and what is lost is repeated: so much more than the slots
     * would take is worth finding out about.
     */
    private static final double WANTED_SHARE = 1.25;

    /** An estimate that differs by a fifth is told though every slot has the same layers. */
    private static final int NOTABLE_ESTIMATE = 5;

    /** Told what comes of it. */
    interface Listener {
        /** So much the slots could use, in bits per second; another number than before. */
        void onWanted(long bps);

        /**
         * Another division than before; at most once a second.
         *
         * @param estimateBps -1 if the downlink is not estimated
         */
        void onShares(long estimateBps, List<SlotAllocation> slots);
    }

    private final ServerLoad load;
    private final Listener listener;
    private final Allocation allocation = new Allocation();
    private Share[] shares = {};
    private AllocationSlot[] slots = {};
    private Subscription[] audioSlots = {};
    private int voices;
    private long wantedBps;
    private boolean viewKnown;
    private boolean pageHidden;
    private Map<String, Tile> tiles = Map.of();
    private long estimateBps = Allocation.UNLIMITED_BPS;
    private boolean estimateKnown;
    private boolean loaded;
    private boolean due;
    private boolean untold;
    private long toldNanos;
    private boolean everTold;
    private long toldEstimateBps = -1;
    private @Nullable AllocationHistory history;

    /** A video slot with what it was given last, and when that was told. */
    private static final class Share {
        final Subscription subscription;
        final AllocationSlot slot = new AllocationSlot();
        @Nullable Publication source;
        int version;
        int encoding = AllocationSlot.OFF;
        int spatial;
        int temporal;
        AllocationReason reason = AllocationReason.NONE;

        Share(Subscription subscription) {
            this.subscription = subscription;
        }

        String mid() {
            return subscription.parameters().mid();
        }
    }

    SlotShares(ServerLoad load, Listener listener) {
        this.load = load;
        this.listener = listener;
    }

    /** The viewer has these slots now. */
    void setSlots(Collection<Subscription> all) {
        Map<Subscription, Share> known =
                Arrays.stream(shares)
                        .collect(
                                Collectors.toMap(share -> share.subscription, Function.identity()));
        List<Share> next = new ArrayList<>();
        for (Share share : shares) {
            if (all.contains(share.subscription)) {
                next.add(share);
            }
        }
        boolean someWent = next.size() < shares.length;
        for (Subscription each : all) {
            if (each.parameters().kind() == MediaKind.VIDEO && !known.containsKey(each)) {
                next.add(new Share(each));
            }
        }
        audioSlots =
                all.stream()
                        .filter(each -> each.parameters().kind() == MediaKind.AUDIO)
                        .toArray(Subscription[]::new);
        shares = next.toArray(Share[]::new);
        slots = next.stream().map(share -> share.slot).toArray(AllocationSlot[]::new);
        AllocationHistory before = history;
        if (someWent && before != null) {
            before.forgetSlots();
        }
        applyView();
        due = true;
    }

    /** A slot of video is about to show something else. */
    @SuppressWarnings("ReferenceEquality") // a publication is itself, not a value
    void onShown(Subscription subscription, @Nullable Publication next, long nowNanos) {
        for (Share share : shares) {
            if (share.subscription == subscription && share.source != next) {
                share.source = next;
                share.slot.setSource(
                        next == null ? null : next.layers(),
                        next != null && next.parameters().screen());
                allocate(nowNanos);
                return;
            }
        }
    }

    /** What the viewer's page shows; slots that are not named cannot be seen. */
    void setView(List<Tile> view, boolean hidden, long nowNanos) {
        viewKnown = true;
        pageHidden = hidden;
        tiles = view.stream().collect(Collectors.toMap(Tile::mid, tile -> tile, (a, b) -> b));
        applyView();
        allocate(nowNanos);
    }

    private void applyView() {
        if (!viewKnown) {
            return;
        }
        for (Share share : shares) {
            Tile tile = tiles.get(share.mid());
            if (tile == null) {
                share.slot.setTile(false, false, 0, 0);
            } else {
                share.slot.setTile(
                        tile.visible() && !pageHidden, tile.pinned(), tile.width(), tile.height());
            }
        }
    }

    /** The highest layers that a slot is to be sent, whatever the bandwidth. */
    @SuppressWarnings("ReferenceEquality") // so is a subscription
    void setLimit(Subscription subscription, LayerTarget limit, long nowNanos) {
        for (Share share : shares) {
            if (share.subscription == subscription) {
                share.slot.setLimit(limit);
                allocate(nowNanos);
            }
        }
    }

    /**
     * Looks whether something has changed. Called several times a second.
     *
     * @param estimate what the downlink carries, bits per second
     * @param known whether that rests on what the viewer tells
     */
    void upkeep(long estimate, boolean known, long nowNanos) {
        boolean high = load.isHigh(nowNanos);
        int voicesShown = voices();
        due |= high != loaded || voicesShown != voices;
        due |= estimate != estimateBps || known != estimateKnown;
        loaded = high;
        estimateBps = estimate;
        estimateKnown = known;
        voices = voicesShown;
        for (Share share : shares) {
            Publication source = share.source;
            if (source != null) {
                source.upkeep(nowNanos);
                due |=
                        source.layers().version() != share.version
                                || source.speaking() != share.slot.speaking();
            }
            // Something may wait for its time to be raised again, or to be taken away.
            due |= share.slot.reason() == AllocationReason.BANDWIDTH || share.slot.lingers();
        }
        if (due) {
            allocate(nowNanos);
        }
        note(nowNanos);
        if ((untold || estimateDiffers()) && (!everTold || nowNanos - toldNanos >= TELL_NANOS)) {
            everTold = true;
            untold = false;
            toldNanos = nowNanos;
            toldEstimateBps = knownEstimateBps();
            listener.onShares(toldEstimateBps, given());
        }
    }

    /** The downlink carries something else now. */
    void setEstimate(long estimate, boolean known, long nowNanos) {
        estimateBps = estimate;
        estimateKnown = known;
        allocate(nowNanos);
    }

    private int voices() {
        int found = 0;
        for (Subscription slot : audioSlots) {
            if (slot.source() != null) {
                found++;
            }
        }
        return found;
    }

    private boolean estimateDiffers() {
        long known = knownEstimateBps();
        return everTold
                && Math.abs(known - toldEstimateBps) * NOTABLE_ESTIMATE
                        > Math.max(known, toldEstimateBps);
    }

    private void note(long nowNanos) {
        AllocationHistory samples = history;
        if (samples == null) {
            if (Arrays.stream(slots).noneMatch(AllocationSlot::isUsed)) {
                return;
            }
            samples = new AllocationHistory();
            history = samples;
        }
        if (samples.isDue(nowNanos)) {
            samples.add(knownEstimateBps(), slots, slots.length, nowNanos);
        }
    }

    private void allocate(long nowNanos) {
        due = false;
        for (Share share : shares) {
            Publication source = share.source;
            if (source != null) {
                share.version = source.layers().version();
                share.slot.setSpeaking(source.speaking());
            }
        }
        allocation.allocate(
                slots, slots.length, estimateBps, estimateKnown, voices, loaded, nowNanos);
        for (Share share : shares) {
            apply(share, nowNanos);
        }
        if (allocation.wantedBps() != wantedBps) {
            wantedBps = allocation.wantedBps();
            listener.onWanted((long) (wantedBps * WANTED_SHARE));
        }
    }

    private void apply(Share share, long nowNanos) {
        AllocationSlot slot = share.slot;
        Publication source = share.source;
        boolean waits =
                slot.encoding() == AllocationSlot.OFF
                        && slot.isVisible()
                        && (source == null || source.layers().isEmpty());
        boolean off = slot.encoding() == AllocationSlot.OFF && !waits;
        if (!off) {
            LayerTarget limit = slot.limit();
            // While it is not known what comes, the lowest is what every downlink carries.
            boolean unlimited = estimateBps >= Allocation.UNLIMITED_BPS;
            int unknown = unlimited ? limit.encoding() : 0;
            int encoding = waits ? unknown : slot.encoding();
            int spatial = waits || slot.isTopSpatial() ? limit.spatial() : slot.spatial();
            int temporal = waits || slot.isTopTemporal() ? limit.temporal() : slot.temporal();
            LayerSelector passing = share.subscription.layers();
            LayerTarget before = passing.target();
            int meanwhile = LayerTarget.HIGHEST;
            if (source != null && passing.encoding() > encoding && !unlimited) {
                meanwhile = source.layers().temporalWithin(passing.encoding(), estimateBps);
            }
            if (before.encoding() != encoding
                    || before.spatial() != spatial
                    || before.temporal() != temporal
                    || passing.temporalMeanwhile() != meanwhile) {
                share.subscription.setTarget(
                        new LayerTarget(encoding, spatial, temporal), meanwhile, nowNanos);
            }
        }
        share.subscription.setPaused(off, nowNanos);
        if (share.encoding != slot.encoding()
                || share.spatial != slot.spatial()
                || share.temporal != slot.temporal()
                || share.reason != slot.reason()) {
            share.encoding = slot.encoding();
            share.spatial = slot.spatial();
            share.temporal = slot.temporal();
            share.reason = slot.reason();
            untold = true;
        }
    }

    /** What the slots would take if the downlink carried everything, bits per second. */
    long wantedBps() {
        return wantedBps;
    }

    private long knownEstimateBps() {
        return estimateBps >= Allocation.UNLIMITED_BPS ? -1 : estimateBps;
    }

    private List<SlotAllocation> given() {
        List<SlotAllocation> given = new ArrayList<>();
        for (Share share : shares) {
            AllocationSlot slot = share.slot;
            if (slot.isUsed()) {
                given.add(
                        new SlotAllocation(
                                share.mid(),
                                slot.encoding(),
                                slot.spatial(),
                                slot.temporal(),
                                slot.targetBps(),
                                slot.pictureWidth(),
                                slot.pictureHeight(),
                                slot.reason()));
            }
        }
        return given;
    }

    /** How the downlink is divided, and was. */
    DownlinkReport report(DownlinkReport.Path path, long nowNanos) {
        List<DownlinkReport.Moment> moments = new ArrayList<>();
        AllocationHistory samples = history;
        for (int i = 0; samples != null && i < samples.size(); i++) {
            List<DownlinkReport.SlotMoment> then = new ArrayList<>();
            for (int k = 0; k < shares.length; k++) {
                if (samples.isUsed(i, k)) {
                    then.add(
                            new DownlinkReport.SlotMoment(
                                    shares[k].mid(), samples.encoding(i, k), samples.reason(i, k)));
                }
            }
            moments.add(
                    new DownlinkReport.Moment(
                            (nowNanos - samples.nanos(i)) / 1_000_000,
                            samples.estimateBps(i),
                            samples.targetBps(i),
                            then));
        }
        return new DownlinkReport(knownEstimateBps(), wantedBps(), path, given(), moments);
    }
}
