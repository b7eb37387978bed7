package io.plenum.loadtests.roofline;

import io.plenum.bridge.bytes.Egress;
import io.plenum.bridge.bytes.Ingress;
import io.plenum.bridge.bytes.TransportAddress;
import io.plenum.bridge.net.DatagramPort;
import io.plenum.bridge.rtp.RtpHeader;
import io.plenum.bridge.rtp.RtpHeaderWriter;
import io.plenum.bridge.rtp.Verdict;
import io.plenum.bridge.srtp.SrtpReceiver;
import io.plenum.bridge.srtp.SrtpSender;
import java.security.Provider;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What no forwarding server can leave out, on the bridge's own parts and in its order: a batch in;
 * for each packet decrypt, and for each viewer write a header and encrypt behind it; a batch out.
 * No histories, statistics, feedback, timers or choice of layers.
 */
final class BareLoop {
    /** As the bridge's. */
    private static final int EGRESS_BATCH = 1024;

    private static final int FIRST_SSRC = 0x5107_0000;
    private static final int TIMESTAMP_OFFSET = 12_345;
    private static final long LONGEST_WAIT_NANOS = 1_000_000;

    private final DatagramPort port;
    private final Ingress ingress;
    private final Egress egress;
    private final SrtpReceiver publisher;
    private final SrtpSender[] senders;
    private final TransportAddress[] addresses;
    private final long[] nextIndex;
    private final RtpHeader header = new RtpHeader();
    private final RtpHeaderWriter writer = new RtpHeaderWriter();
    private final byte[] payload = new byte[Ingress.SLOT_BYTES];
    private long idleCycles;
    private long refused;

    /**
     * @param batch datagrams taken in one cycle
     * @param addresses of the viewers
     * @param viewers their sessions
     */
    BareLoop(
            DatagramPort port,
            int batch,
            SrtpSession publisher,
            List<TransportAddress> addresses,
            List<SrtpSession> viewers,
            @Nullable Provider provider) {
        this.port = port;
        this.addresses = addresses.toArray(TransportAddress[]::new);
        this.publisher =
                new SrtpReceiver(publisher.loop(), provider, SrtpReceiver.DEFAULT_MAX_STREAMS);
        ingress = new Ingress(batch);
        egress = new Egress(EGRESS_BATCH, port::send);
        senders =
                viewers.stream()
                        .map(viewer -> new SrtpSender(viewer.loop(), provider))
                        .toArray(SrtpSender[]::new);
        nextIndex = new long[senders.length];
    }

    /**
     * Receives what is there, forwards it and sends it. Waits a millisecond if there is nothing.
     */
    void cycle() {
        ingress.clear();
        int received = port.receive(ingress);
        for (int i = 0; i < received; i++) {
            forward(ingress.offset(i), ingress.length(i));
        }
        if (egress.count() > 0) {
            port.send(egress);
        }
        if (received == 0) {
            idleCycles++;
            port.await(LONGEST_WAIT_NANOS);
        }
    }

    private void forward(int offset, int length) {
        byte[] in = ingress.slab();
        if (header.wrapEncrypted(in, offset, length) != Verdict.OK) {
            refused++;
            return;
        }
        int payloadLength =
                publisher.unprotectRtp(in, offset, length, header.headerLength(), payload, 0);
        if (payloadLength < 0) {
            refused++;
            return;
        }
        boolean marker = header.marker();
        int payloadType = header.payloadType();
        int timestamp = header.timestamp() + TIMESTAMP_OFFSET;
        byte[] out = egress.slab();
        for (int viewer = 0; viewer < senders.length; viewer++) {
            long packetIndex = nextIndex[viewer]++;
            int slot = egress.claim();
            writer.begin(
                    out,
                    slot,
                    Egress.SLOT_BYTES,
                    payloadType,
                    marker,
                    (int) packetIndex & 0xFFFF,
                    timestamp,
                    FIRST_SSRC + viewer);
            int total =
                    senders[viewer].protectRtp(
                            payload, 0, payloadLength, out, slot, writer.finish(), packetIndex);
            egress.commit(total, 0, addresses[viewer]);
        }
    }

    /** Cycles that found nothing: few, if the sender keeps the loop busy. */
    long idleCycles() {
        return idleCycles;
    }

    /** Datagrams that were no authentic RTP: none, if all is well. */
    long refused() {
        return refused;
    }
}
