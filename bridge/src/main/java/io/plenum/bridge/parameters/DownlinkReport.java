package io.plenum.bridge.parameters;

import java.util.List;

/**
 * How a viewer's downlink is divided, now and over the last minutes.
 *
 * @param estimateBps what the downlink is estimated to carry, bits per second; -1 if it is not
 *     estimated
 * @param wantedBps what the slots would take if it carried everything
 * @param path what is known of the way to the viewer
 * @param slots the video slots that show something, as they are now
 * @param history one entry a second, oldest first, five minutes at most
 */
public record DownlinkReport(
        long estimateBps,
        long wantedBps,
        Path path,
        List<SlotAllocation> slots,
        List<Moment> history) {
    /** Of a peer that views nothing, or is not there. */
    public static final DownlinkReport NOTHING =
            new DownlinkReport(-1, 0, Path.UNKNOWN, List.of(), List.of());

    /** Copies the lists. */
    public DownlinkReport {
        slots = List.copyOf(slots);
        history = List.copyOf(history);
    }

    /**
     * The way to the viewer, as its feedback tells it.
     *
     * @param limit why the estimate is not higher
     * @param acknowledgedBps what arrives, bits per second; -1 if unknown
     * @param roundTripNanos to the viewer and back, its wait before feedback included
     * @param loss of the last seconds, 0 to 1
     * @param queueNanos how long packets wait on the way
     * @param probes made so far
     * @param waitingPackets packets of video that wait here for their turn
     * @param waitingBytes bytes of those
     */
    public record Path(
            BandwidthLimit limit,
            long acknowledgedBps,
            long roundTripNanos,
            double loss,
            long queueNanos,
            long probes,
            int waitingPackets,
            long waitingBytes) {
        /** Nothing is known. */
        public static final Path UNKNOWN = new Path(BandwidthLimit.UNKNOWN, -1, 0, 0, 0, 0, 0, 0);
    }

    /**
     * One second of the past.
     *
     * @param millisAgo before now
     * @param estimateBps as in the report
     * @param targetBps what all slots together were given
     * @param slots what each was given
     */
    public record Moment(long millisAgo, long estimateBps, long targetBps, List<SlotMoment> slots) {
        /** Copies the list. */
        public Moment {
            slots = List.copyOf(slots);
        }
    }

    /**
     * What a slot was given.
     *
     * @param encoding simulcast layer, -1 for nothing
     * @param reason why nothing better
     */
    public record SlotMoment(String mid, int encoding, AllocationReason reason) {}
}
