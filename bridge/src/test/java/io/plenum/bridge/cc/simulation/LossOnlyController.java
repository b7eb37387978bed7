package io.plenum.bridge.cc.simulation;

import io.plenum.bridge.cc.PacketKind;
import io.plenum.bridge.cc.ProbeController;
import io.plenum.bridge.rtcp.TransportFeedback;

/**
 * The floor that others are compared with: reports once a second, 5 % more while less than 2 % is
 * lost, less by half the loss when more than 10 % is (draft-ietf-rmcat-gcc-02 section 6), no eye
 * for delay, no probes.
 */
final class LossOnlyController implements Controller {
    private static final double MIN_BPS = 30_000;
    private final ProbeController none = new ProbeController();
    private double wantedBps = 50e6;
    private double estimateBps = 300_000;
    private int next;

    @Override
    public int onSent(int bytes, PacketKind kind, long nowNanos) {
        return next++ & 0xFFFF;
    }

    @Override
    public void onFeedback(TransportFeedback feedback, long nowNanos) {
        // It knows nothing of it.
    }

    @Override
    public void onReport(int expected, int lost, long nowNanos) {
        if (expected == 0) {
            return;
        }
        double loss = (double) lost / expected;
        if (loss > 0.10) {
            estimateBps *= 1 - loss / 2;
        } else if (loss < 0.02) {
            estimateBps *= 1.05;
        }
        estimateBps = Math.clamp(estimateBps, MIN_BPS, wantedBps);
    }

    @Override
    public void onDeadline(long nowNanos) {
        // Reports drive it.
    }

    @Override
    public void setWanted(double bps) {
        wantedBps = bps;
    }

    @Override
    public double estimateBps() {
        return estimateBps;
    }

    @Override
    public ProbeController probes() {
        return none;
    }
}
