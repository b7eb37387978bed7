package io.plenum.signaling.statistics;

import io.plenum.bridge.parameters.DownlinkReport;
import io.plenum.bridge.parameters.SlotAllocation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A viewer's downlink as JSON-like maps: what it is thought to carry, who gets what, and why. */
final class DownlinkMembers {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double MILLIS_PER_SECOND = 1e3;

    private DownlinkMembers() {}

    /** Bits per second and seconds; what is not known is left out. */
    static Map<String, Object> of(DownlinkReport report) {
        Map<String, Object> members = new LinkedHashMap<>();
        if (report.estimateBps() >= 0) {
            members.put("estimate", report.estimateBps());
        }
        members.put("wanted", report.wantedBps());
        DownlinkReport.Path path = report.path();
        members.put("limitedBy", path.limit().name().toLowerCase(Locale.ROOT).replace('_', ' '));
        if (path.acknowledgedBps() >= 0) {
            members.put("arrives", path.acknowledgedBps());
        }
        members.put("roundTripTime", path.roundTripNanos() / NANOS_PER_SECOND);
        members.put("loss", path.loss());
        members.put("queue", path.queueNanos() / NANOS_PER_SECOND);
        members.put("probes", path.probes());
        members.put("packetsWaiting", path.waitingPackets());
        members.put("slots", report.slots().stream().map(DownlinkMembers::slot).toList());
        members.put("history", report.history().stream().map(DownlinkMembers::moment).toList());
        return members;
    }

    private static Map<String, Object> slot(SlotAllocation slot) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("mid", slot.mid());
        members.put("encodingIndex", slot.encoding());
        members.put("spatialLayer", slot.spatial());
        members.put("temporalLayer", slot.temporal());
        members.put("targetBitrate", slot.targetBps());
        members.put("frameWidth", slot.width());
        members.put("frameHeight", slot.height());
        members.put("reason", slot.reason().text());
        return members;
    }

    private static Map<String, Object> moment(DownlinkReport.Moment moment) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("secondsAgo", moment.millisAgo() / MILLIS_PER_SECOND);
        if (moment.estimateBps() >= 0) {
            members.put("estimate", moment.estimateBps());
        }
        members.put("target", moment.targetBps());
        List<Map<String, Object>> slots =
                moment.slots().stream()
                        .map(
                                slot ->
                                        Map.<String, Object>of(
                                                "mid", slot.mid(),
                                                "encodingIndex", slot.encoding(),
                                                "reason", slot.reason().text()))
                        .toList();
        members.put("slots", slots);
        return members;
    }
}
