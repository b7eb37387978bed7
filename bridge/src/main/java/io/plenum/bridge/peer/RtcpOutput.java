package io.plenum.bridge.peer;

import io.plenum.bridge.rtcp.RtcpWriter;
import io.plenum.bridge.send.TransportOutput;
import java.nio.charset.StandardCharsets;

/**
 * Where one peer's RTCP is written: one compound packet at a time, under our SSRC and canonical
 * name.
 *
 * <p>Not thread safe: belongs to one loop.
 */
final class RtcpOutput {
    /** A compound stays below any path's MTU, with room for SRTCP. */
    static final int MAX_COMPOUND_BYTES = 1_150;

    private final int localSsrc;
    private final TransportOutput output;
    private final byte[] compound = new byte[MAX_COMPOUND_BYTES];
    private final RtcpWriter writer = new RtcpWriter();
    private byte[] cname = "plenum".getBytes(StandardCharsets.UTF_8);

    /**
     * @param localSsrc ours in receiver reports and feedback
     */
    RtcpOutput(int localSsrc, TransportOutput output) {
        this.localSsrc = localSsrc;
        this.output = output;
    }

    void setCname(String name) {
        cname = name.getBytes(StandardCharsets.UTF_8);
    }

    int localSsrc() {
        return localSsrc;
    }

    /** Whether anything can leave. */
    boolean ready() {
        return output.ready();
    }

    /** Begins a compound with whatever the caller writes first. */
    RtcpWriter begin() {
        writer.begin(compound, 0, MAX_COMPOUND_BYTES);
        return writer;
    }

    /**
     * Begins a compound that carries feedback: an empty receiver report and our name come first
     * (RFC 4585 section 3.1).
     */
    RtcpWriter beginFeedback() {
        begin();
        writer.receiverReport(localSsrc);
        writer.sdesCname(localSsrc, cname);
        return writer;
    }

    /** Writes our name; part of every compound with reports (RFC 3550 section 6.1). */
    void name() {
        if (!writer.sdesCname(localSsrc, cname)) {
            flush();
            writer.receiverReport(localSsrc);
            writer.sdesCname(localSsrc, cname);
        }
    }

    /** Sends what was written, if anything, and begins the next compound. */
    void flush() {
        if (writer.length() > 0) {
            output.sendRtcp(compound, 0, writer.length());
        }
        begin();
    }
}
