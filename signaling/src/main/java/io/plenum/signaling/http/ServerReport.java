package io.plenum.signaling.http;

import io.plenum.bridge.api.Bridge;
import io.plenum.bridge.api.BridgeStatistics;
import io.plenum.bridge.api.CipherReport;
import io.plenum.bridge.counts.Count;
import io.plenum.signaling.counts.SignallingCount;
import io.plenum.signaling.counts.SignallingCounters;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** {@code GET /api/v1/stats}: sums over the whole server; nothing about anyone in particular. */
final class ServerReport {
    private final Bridge bridge;
    private final SignallingCounters counters;

    ServerReport(Bridge bridge, SignallingCounters counters) {
        this.bridge = bridge;
        this.counters = counters;
    }

    /** Everything now. */
    Map<String, Object> make() {
        BridgeStatistics statistics = bridge.statistics();
        Map<String, Long> media = new LinkedHashMap<>();
        for (Count count : Count.values()) {
            media.put(camelCase(count), statistics.get(count));
        }
        Map<String, Long> signalling = new LinkedHashMap<>();
        for (SignallingCount count : SignallingCount.values()) {
            signalling.put(camelCase(count), counters.get(count));
        }
        Map<String, Object> crypto = new LinkedHashMap<>();
        for (CipherReport report : statistics.ciphers()) {
            crypto.put(camelCase(report.family()), cipherMembers(report));
        }
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("rooms", statistics.rooms());
        body.put("participants", statistics.peers());
        body.put("media", media);
        body.put("sendRuns", statistics.sendRuns());
        body.put("crypto", crypto);
        body.put("signalling", signalling);
        return body;
    }

    private static Map<String, Object> cipherMembers(CipherReport report) {
        Map<String, Double> rounded = new LinkedHashMap<>();
        report.microsPerPacket()
                .forEach((name, micros) -> rounded.put(name, Math.round(micros * 1e3) / 1e3));
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("provider", report.provider());
        members.put("microsPerPacket", rounded);
        return members;
    }

    private static String camelCase(Enum<?> constant) {
        StringBuilder name = new StringBuilder();
        for (String word : constant.name().toLowerCase(Locale.ROOT).split("_", -1)) {
            name.append(
                    name.isEmpty()
                            ? word
                            : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1));
        }
        return name.toString();
    }
}
