package io.plenum.bridge.peer;

import io.plenum.bridge.cc.Pacer;
import io.plenum.bridge.counts.Count;
import io.plenum.bridge.counts.Counters;
import io.plenum.bridge.forward.Subscription;
import io.plenum.bridge.rtcp.TransportFeedback;
import io.plenum.bridge.send.Downlink;
import io.plenum.bridge.send.TransportOutput;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A viewer's bandwidth at work: what its feedback says goes to the {@link Downlink}, what waits is
 * sent and probes are filled with padding when it is time to, and whoever allocates is told when
 * the estimate has become another.
 *
 * <p>Owns no socket and reads no clock. Not thread safe: belongs to one loop.
 */
final class DownlinkSender {
    /** The estimate is told at most so often. */
    static final long TELL_NANOS = 200_000_000L;

    /** What it must have changed by. */
    private static final double TELL_CHANGE = 0.05;

    /** Told what the estimate has become. */
    @FunctionalInterface
    interface Listener {
        void onEstimateChanged();
    }

    private final Downlink downlink;
    private final TransportOutput output;
    private final Counters counters;
    private final Listener listener;
    private long toldBps;
    private long toldNanos;
    private boolean tellPending;

    /** The viewer's slots, each in the place that the pacer knows it by. */
    private @Nullable Subscription[] slots = new @Nullable Subscription[2];

    DownlinkSender(
            Downlink downlink,
            TransportOutput output,
            Counters counters,
            Listener listener,
            long nowNanos) {
        this.downlink = downlink;
        this.output = output;
        this.counters = counters;
        this.listener = listener;
        toldBps = downlink.estimateBps();
        toldNanos = nowNanos - TELL_NANOS;
    }

    Downlink downlink() {
        return downlink;
    }

    /** A place for a slot; {@link #add} takes it. */
    int freePlace() {
        int place = 0;
        while (place < slots.length && slots[place] != null) {
            place++;
        }
        return place;
    }

    /** A slot is there. */
    void add(Subscription slot) {
        if (slot.pacedSlot() >= slots.length) {
            slots = Arrays.copyOf(slots, 2 * slots.length);
        }
        slots[slot.pacedSlot()] = slot;
    }

    /** A slot was closed. */
    void remove(Subscription slot) {
        slots[slot.pacedSlot()] = null;
    }

    void onFeedback(TransportFeedback feedback, long nowNanos) {
        counters.increment(Count.TRANSPORT_FEEDBACK_RECEIVED);
        downlink.onFeedback(feedback, nowNanos);
        tellIfChanged(nowNanos);
    }

    void onReceiverReport(int expected, int lost, long nowNanos) {
        downlink.onReceiverReport(expected, lost, nowNanos);
        tellIfChanged(nowNanos);
    }

    void onRemb(long bps, long nowNanos) {
        downlink.onRemb(bps, nowNanos);
        tellIfChanged(nowNanos);
    }

    /** When {@link #onDeadline} wants to be called. */
    long nextNanos(long nowNanos) {
        if (!output.ready()) {
            return nowNanos + FeedbackSender.NEVER_NANOS;
        }
        long next = downlink.nextNanos(nowNanos);
        long telling = toldNanos + TELL_NANOS;
        return tellPending && telling - next < 0 ? telling : next;
    }

    void onDeadline(long nowNanos) {
        if (!output.ready()) {
            return;
        }
        downlink.onDeadline(nowNanos);
        sendWaiting(nowNanos);
        int padding = downlink.paddingBytes(nowNanos);
        while (padding > 0) {
            if (!pad(padding)) {
                downlink.abandonProbe(nowNanos);
            }
            padding = downlink.paddingBytes(nowNanos);
        }
        tellIfChanged(nowNanos);
    }

    private void sendWaiting(long nowNanos) {
        Pacer pacer = downlink.pacer();
        int overdue = pacer.overdueSlot(nowNanos);
        while (overdue >= 0) {
            Subscription slot = slots[overdue];
            if (slot == null) {
                pacer.forget(overdue);
            } else {
                slot.onOverdue(nowNanos);
            }
            overdue = pacer.overdueSlot(nowNanos);
        }
        while (pacer.next(nowNanos)) {
            Subscription slot = slots[pacer.slot()];
            if (slot != null) {
                slot.sendWaiting(pacer.sequence(), nowNanos);
            }
        }
    }

    private boolean pad(int bytes) {
        for (Subscription slot : slots) {
            if (slot != null && slot.sendPadding(bytes)) {
                return true;
            }
        }
        return false;
    }

    private void tellIfChanged(long nowNanos) {
        double change = Math.abs(downlink.estimateBps() - toldBps);
        tellPending = change > TELL_CHANGE * toldBps;
        if (tellPending && nowNanos - toldNanos >= TELL_NANOS) {
            tellPending = false;
            toldBps = downlink.estimateBps();
            toldNanos = nowNanos;
            listener.onEstimateChanged();
        }
    }
}
