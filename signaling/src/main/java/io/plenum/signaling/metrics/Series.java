package io.plenum.signaling.metrics;

import io.plenum.bridge.counts.Count;
import io.plenum.signaling.counts.SignallingCount;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Which metric a count is, with which labels. A count that nobody has placed yet is still there, as
 * an event or a reason under its own name.
 *
 * @param labels one value for each label of the metric
 */
record Series(Metric metric, List<String> labels) {
    private static final Map<Count, Series> MEDIA = new EnumMap<>(Count.class);

    static {
        place(Count.DATAGRAMS_RECEIVED, Metric.UDP_DATAGRAMS, "in");
        place(Count.DATAGRAMS_SENT, Metric.UDP_DATAGRAMS, "out");
        place(Count.BYTES_RECEIVED, Metric.UDP_BYTES, "in");
        place(Count.BYTES_SENT, Metric.UDP_BYTES, "out");
        place(Count.RECEIVE_CALLS, Metric.UDP_SYSCALLS, "in");
        place(Count.SEND_CALLS, Metric.UDP_SYSCALLS, "out");
        place(Count.DATAGRAMS_NOT_SENT, Metric.UDP_UNSENT);
        place(Count.CYCLES, Metric.LOOP_CYCLES);
        place(Count.CYCLES_FAILED, Metric.LOOP_FAILURES);
        place(Count.COMMANDS, Metric.LOOP_COMMANDS);
        place(Count.STUN_REQUESTS, Metric.STUN_REQUESTS, "success");
        place(Count.STUN_ERRORS_SENT, Metric.STUN_REQUESTS, "error");
        place(Count.STUN_ERRORS_WITHHELD, Metric.STUN_REQUESTS, "error_withheld");
        place(Count.RTP_PACKETS_WITHHELD, Metric.RTP_WITHHELD);
        place(Count.RTP_PACKETS_LOST_INBOUND, Metric.RTP_LOST, "in");
        place(Count.RTP_PACKETS_LOST_OUTBOUND, Metric.RTP_LOST, "out");
        place(Count.LAYER_SWITCHES_UP, Metric.LAYER_SWITCHES, "up");
        place(Count.LAYER_SWITCHES_DOWN, Metric.LAYER_SWITCHES, "down");
        place(Count.RTCP_PACKETS_RECEIVED, Metric.RTCP_PACKETS, "in");
        place(Count.RTCP_PACKETS_SENT, Metric.RTCP_PACKETS, "out");
        place(Count.RTX_PACKETS_RECEIVED, Metric.RTX_PACKETS, "in", "useful");
        place(Count.RTX_PACKETS_USELESS, Metric.RTX_PACKETS, "in", "useless");
        place(Count.RETRANSMISSIONS_SENT, Metric.RTX_PACKETS, "out", "sent");
        place(Count.RETRANSMISSIONS_WITHHELD, Metric.RTX_PACKETS, "out", "withheld");
        place(Count.RETRANSMISSIONS_IMPOSSIBLE, Metric.RTX_PACKETS, "out", "impossible");
        place(Count.NACKED_PACKETS_RECEIVED, Metric.NACKS, "in");
        place(Count.NACKS_SENT, Metric.NACKS, "out");
        place(Count.KEY_FRAME_REQUESTS_RECEIVED, Metric.PLIS, "in");
        place(Count.KEY_FRAME_REQUESTS_SENT, Metric.PLIS, "out");
        place(Count.DTLS_HANDSHAKES_COMPLETED, Metric.DTLS_HANDSHAKES, "completed");
        place(Count.DTLS_HANDSHAKES_FAILED, Metric.DTLS_HANDSHAKES, "failed");
        place(Count.DTLS_FINGERPRINT_MISMATCHES, Metric.DTLS_HANDSHAKES, "fingerprint_mismatch");
        place(Count.DROPPED_NO_SUBSCRIBER, Metric.RTP_DROPPED, "no_subscriber");
        place(Count.DROPPED_PACER, Metric.RTP_DROPPED, "pacer");
        place(Count.DROPPED_PIPE_FULL, Metric.RTP_DROPPED, "pipe_full");
        place(Count.DROPPED_MIRRORED, Metric.RTP_DROPPED, "mirrored");
        place(Count.DROPPED_SRTCP_BAD_TAG, Metric.SRTP_ERRORS, "rtcp_bad_tag");
    }

    private static void place(Count count, Metric metric, String... labels) {
        MEDIA.put(count, new Series(metric, List.of(labels)));
    }

    static Series of(Count count) {
        Series placed = MEDIA.get(count);
        if (placed != null) {
            return placed;
        }
        String name = lowerCase(count);
        for (Map.Entry<String, Metric> prefix : PREFIXES) {
            if (name.startsWith(prefix.getKey())) {
                return new Series(
                        prefix.getValue(), List.of(name.substring(prefix.getKey().length())));
            }
        }
        return new Series(Metric.MEDIA_EVENTS, List.of(name));
    }

    /** The first that fits. */
    private static final List<Map.Entry<String, Metric>> PREFIXES =
            List.of(
                    Map.entry("dropped_rtp_", Metric.RTP_DROPPED),
                    Map.entry("dropped_srtp_", Metric.SRTP_ERRORS),
                    Map.entry("dropped_", Metric.DATAGRAMS_DROPPED));

    static Series of(SignallingCount count) {
        String name = lowerCase(count);
        if (count == SignallingCount.MESSAGES_RECEIVED) {
            return new Series(Metric.SIGNALLING_MESSAGES, List.of());
        }
        if (count == SignallingCount.WEBHOOKS_RETRIED) {
            return new Series(Metric.WEBHOOK_RETRIES, List.of());
        }
        if (name.startsWith("webhooks_")) {
            return new Series(Metric.WEBHOOKS, List.of(name.substring(9)));
        }
        if (name.startsWith("refused_")) {
            return new Series(Metric.SIGNALLING_REFUSED, List.of(name.substring(8)));
        }
        if (name.startsWith("closed_")) {
            return new Series(Metric.SIGNALLING_CLOSED, List.of(name.substring(7)));
        }
        return new Series(Metric.SIGNALLING_EVENTS, List.of(name));
    }

    private static String lowerCase(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
