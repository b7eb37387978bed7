package io.plenum.bridge.cc;

import static org.assertj.core.api.Assertions.assertThat;

import io.plenum.bridge.rtcp.RtcpCompound;
import io.plenum.bridge.rtcp.RtcpWriter;
import io.plenum.bridge.rtcp.TransportFeedback;
import io.plenum.bridge.rtcp.TransportFeedbackWriter;
import io.plenum.bridge.rtp.Verdict;

/** Writes transport-wide feedback as a viewer does, and reads it as we do. */
final class Viewer {
    static final long MS = 1_000_000L;
    static final long LOST = TransportFeedbackWriter.NOT_RECEIVED;

    private final RtcpWriter writer = new RtcpWriter();
    private final TransportFeedbackWriter feedbackWriter = new TransportFeedbackWriter();
    private final byte[] buffer = new byte[4_000];
    private int feedbackCount;

    /**
     * Feedback about packets in a row.
     *
     * @param arrivalNanos on the viewer's clock, or {@link #LOST}
     */
    TransportFeedback tells(int baseSequence, long... arrivalNanos) {
        writer.begin(buffer, 0, buffer.length);
        int told =
                feedbackWriter.write(
                        writer,
                        1,
                        2,
                        feedbackCount++,
                        baseSequence,
                        arrivalNanos,
                        0,
                        arrivalNanos.length);
        assertThat(told).isEqualTo(arrivalNanos.length);
        RtcpCompound compound = new RtcpCompound();
        assertThat(compound.wrap(buffer, 0, writer.length())).isEqualTo(Verdict.OK);
        assertThat(compound.next()).isTrue();
        TransportFeedback feedback = new TransportFeedback();
        assertThat(feedback.wrap(compound)).isEqualTo(Verdict.OK);
        return feedback;
    }
}
