package io.plenum.loadtests.client;

import io.plenum.bridge.receive.ArrivalRecorder;
import io.plenum.bridge.rtcp.RtcpWriter;
import io.plenum.bridge.rtp.HeaderExtensions;
import io.plenum.bridge.rtp.RtpHeader;
import io.plenum.bridge.rtp.Verdict;
import io.plenum.loadtests.sdp.OfferText;
import java.nio.ByteBuffer;

/**
 * Tells the server when its packets arrived, as browsers do
 * (draft-holmer-rmcat-transport-wide-cc-extensions-01): what it estimates a viewer's downlink from,
 * and a part of what a viewer costs it.
 */
final class ArrivalReports {
    /** Fixed header, and extensions as long as any that servers send. */
    private static final int HEADER_BYTES = 256;

    /** libwebrtc's, at more than 220 kbit/s; each viewer's clock has a phase of its own. */
    private static final long INTERVAL_NANOS = 50_000_000L;

    private final GeneratorLoop loop;
    private final long phaseNanos;
    private final Output output;
    private final ArrivalRecorder arrivals = new ArrivalRecorder();
    private final byte[] in = new byte[HEADER_BYTES];
    private final RtpHeader header = new RtpHeader();
    private final HeaderExtensions extensions = new HeaderExtensions();
    private boolean waiting;
    private boolean closed;
    private int mediaSsrc;

    /** Where they go. */
    interface Output {
        /** What the next report is written into. */
        RtcpWriter begin();

        /** Sends what was written. */
        void send();
    }

    /**
     * @param phaseNanos when it reports, of every 50 ms
     */
    ArrivalReports(GeneratorLoop loop, long phaseNanos, Output output) {
        this.loop = loop;
        this.phaseNanos = phaseNanos;
        this.output = output;
    }

    /** A packet came, whole, encrypted. */
    void onRtp(ByteBuffer buffer, int offset, int length, long arrivalNanos) {
        int known = Math.min(length, HEADER_BYTES);
        buffer.get(offset, in, 0, known);
        if (header.wrapEncrypted(in, 0, known) != Verdict.OK
                || extensions.wrap(header) != Verdict.OK
                || !extensions.find(OfferText.TRANSPORT_CC)
                || extensions.elementLength() < 2) {
            return;
        }
        int at = extensions.elementOffset();
        mediaSsrc = header.ssrc();
        arrivals.onPacket((in[at] & 0xFF) << 8 | (in[at + 1] & 0xFF), arrivalNanos);
        if (!waiting) {
            waiting = true;
            long now = loop.now();
            long into = Math.floorMod(now - phaseNanos, INTERVAL_NANOS);
            loop.schedule(now + INTERVAL_NANOS - into, this::report);
        }
    }

    private void report() {
        waiting = false;
        while (!closed
                && arrivals.pending()
                && arrivals.write(output.begin(), mediaSsrc, mediaSsrc)) {
            output.send();
        }
    }

    void close() {
        closed = true;
    }
}
