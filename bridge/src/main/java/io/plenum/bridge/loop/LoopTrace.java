package io.plenum.bridge.loop;

import io.plenum.bridge.counts.Count;
import io.plenum.bridge.counts.Counters;

/**
 * Tells a Flight Recorder recording, if there is one, of long turns and of shed load. Allocates
 * nothing: its events are used again and again. Without a recording a turn costs some comparisons.
 *
 * <p>Not thread safe: belongs to one loop.
 */
final class LoopTrace {
    private final Counters counters;
    private final LoopTurnEvent turn = new LoopTurnEvent();
    private final LoadShedEvent shed = new LoadShedEvent();
    private boolean turning;
    private boolean shedding;
    private long sentBefore;
    private long droppedBefore;

    /**
     * @param counters the loop's
     */
    LoopTrace(Counters counters) {
        this.counters = counters;
    }

    /** A turn begins. */
    void onBegan() {
        turning = turn.isEnabled();
        if (turning) {
            turn.begin();
            sentBefore = counters.get(Count.DATAGRAMS_SENT);
        }
    }

    /**
     * A turn ends.
     *
     * @param commands carried out
     * @param received datagrams worked on
     * @param waiting datagrams left for the next turn
     */
    void onEnded(int commands, int received, int waiting) {
        if (turning) {
            turn.end();
            if (turn.shouldCommit()) {
                turn.commands = commands;
                turn.received = received;
                turn.waiting = waiting;
                turn.sent = counters.get(Count.DATAGRAMS_SENT) - sentBefore;
                turn.commit();
            }
        }
        long dropped = counters.get(Count.DROPPED_RTP_TOO_OLD) - droppedBefore;
        if (dropped > 0) {
            onShed(dropped);
        } else if (shedding && received > 0) {
            onCaughtUp();
        }
    }

    private void onShed(long dropped) {
        droppedBefore += dropped;
        if (!shedding) {
            shedding = true;
            shed.packets = 0;
            shed.begin();
        }
        shed.packets += dropped;
    }

    private void onCaughtUp() {
        shedding = false;
        shed.end();
        if (shed.shouldCommit()) {
            shed.commit();
        }
    }
}
