package io.plenum.bridge.forward;

import io.plenum.bridge.counts.Counters;
import io.plenum.bridge.receive.PacketRing;
import io.plenum.bridge.rtp.RtpHeaderWriter;

/**
 * What all subscriptions of one loop share, because only one of them works at a time: the counters,
 * the header writer, and a buffer for payloads whose descriptor differs from the publisher's.
 */
public final class ForwardingContext {
    final Counters counters;
    final RtpHeaderWriter writer = new RtpHeaderWriter();
    final byte[] payload = new byte[PacketRing.PAYLOAD_BYTES];

    /**
     * @param counters the loop's
     */
    public ForwardingContext(Counters counters) {
        this.counters = counters;
    }
}
