package io.plenum.bridge.cc.simulation;

import io.plenum.bridge.cc.PacketKind;
import io.plenum.bridge.cc.ProbeController;
import io.plenum.bridge.rtcp.TransportFeedback;

/** What decides how much a flow sends. */
interface Controller {
    /** A packet leaves; gives its transport-wide sequence number. */
    int onSent(int bytes, PacketKind kind, long nowNanos);

    /** Transport-wide feedback came. */
    void onFeedback(TransportFeedback feedback, long nowNanos);

    /** A receiver report came. */
    void onReport(int expected, int lost, long nowNanos);

    /** Called every 50 ms. */
    void onDeadline(long nowNanos);

    /** What the viewer could use. */
    void setWanted(double bps);

    /** What may be sent. */
    double estimateBps();

    /** What sets the pace of probes. */
    ProbeController probes();
}
