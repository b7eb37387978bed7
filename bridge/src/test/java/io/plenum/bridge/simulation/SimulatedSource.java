package io.plenum.bridge.simulation;

import io.plenum.bridge.parameters.PublicationParameters;
import io.plenum.bridge.rtcp.Nack;
import io.plenum.bridge.rtcp.RtcpWriter;

/** What a participant publishes. */
interface SimulatedSource {
    PublicationParameters parameters();

    /** Media can flow. */
    void start();

    void stop();

    void onNack(Nack nack);

    void onPli(int mediaSsrc);

    void writeSenderReport(RtcpWriter writer);
}
