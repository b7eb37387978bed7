package io.plenum.bridge.cc.simulation;

import io.plenum.bridge.cc.DownlinkEstimator;
import io.plenum.bridge.cc.PacketKind;
import io.plenum.bridge.cc.ProbeController;
import io.plenum.bridge.rtcp.TransportFeedback;

/** Ours. */
final class PlenumController implements Controller {
    final DownlinkEstimator estimator = new DownlinkEstimator();

    @Override
    public int onSent(int bytes, PacketKind kind, long nowNanos) {
        return estimator.onSent(bytes, kind, nowNanos);
    }

    @Override
    public void onFeedback(TransportFeedback feedback, long nowNanos) {
        estimator.onFeedback(feedback, nowNanos);
    }

    @Override
    public void onReport(int expected, int lost, long nowNanos) {
        estimator.onReceiverReport(expected, lost, nowNanos);
    }

    @Override
    public void onDeadline(long nowNanos) {
        estimator.onDeadline(nowNanos);
    }

    @Override
    public void setWanted(double bps) {
        estimator.setWanted((long) bps);
    }

    @Override
    public double estimateBps() {
        return estimator.estimateBps();
    }

    @Override
    public ProbeController probes() {
        return estimator.probes();
    }
}
