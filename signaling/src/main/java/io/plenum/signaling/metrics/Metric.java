package io.plenum.signaling.metrics;

import java.util.List;

/**
 * The catalogue: every metric of ours, by the rules of prometheus.io/docs/practices/naming. Base
 * units; no label whose values are not known beforehand, so no rooms and no participants: for those
 * there is the statistics API. The JVM's and the process's own figures ({@code jvm_*}, {@code
 * process_*}) come from the library.
 */
public enum Metric {
    BUILD_INFO("plenum_build_info", Type.GAUGE, "Always 1; what runs here", "version", "java"),
    SERVER_STATE(
            "plenum_server_state", Type.GAUGE, "1 for the state that the server is in", "state"),
    ROOMS("plenum_rooms", Type.GAUGE, "Rooms with at least one participant"),
    PARTICIPANTS(
            "plenum_participants", Type.GAUGE, "Participants, by how their clients talk", "kind"),
    TRACKS(
            "plenum_tracks",
            Type.GAUGE,
            "Publications (in) and slots that show one (out)",
            "kind",
            "direction"),
    MEDIA_LOOPS("plenum_media_loops", Type.GAUGE, "Media loops, each with a thread and a port"),

    JOINS(
            "plenum_joins_total",
            Type.COUNTER,
            "Participants whose media connected (ok), who left or failed before (failed), and who were not let in"
                    + " (refused), with the reason",
            "result",
            "reason"),
    JOIN_DURATION(
            "plenum_join_duration_seconds",
            Type.HISTOGRAM,
            "How long each phase of joining took: signal (let in to answered), ice (to the first path), dtls (to keys),"
                    + " first_frame (to the first packet of somebody else, if there was one to see), total (to keys)",
            "phase"),

    RTP_PACKETS(
            "plenum_rtp_packets_total",
            Type.COUNTER,
            "RTP packets taken from publishers (in) and sent to viewers (out), without retransmissions",
            "direction",
            "kind",
            "codec"),
    RTP_BYTES(
            "plenum_rtp_bytes_total",
            Type.COUNTER,
            "Payload bytes of these packets",
            "direction",
            "kind",
            "codec"),
    RTP_LOST(
            "plenum_rtp_packets_lost_total",
            Type.COUNTER,
            "RTP packets lost on the way from publishers (in) and to viewers (out), before any repair",
            "direction"),
    RTP_DROPPED(
            "plenum_rtp_packets_dropped_total",
            Type.COUNTER,
            "RTP packets that arrived and went nowhere",
            "reason"),
    RTP_WITHHELD(
            "plenum_rtp_packets_withheld_total",
            Type.COUNTER,
            "RTP packets that a choice of layers kept from a viewer"),
    RTX_PACKETS(
            "plenum_rtx_packets_total",
            Type.COUNTER,
            "Retransmissions: from publishers (in), useful or useless; to viewers (out), sent, withheld or impossible",
            "direction",
            "result"),
    NACKS(
            "plenum_rtcp_nacks_total",
            Type.COUNTER,
            "Packets asked for again: by viewers (in), at publishers (out)",
            "direction"),
    PLIS(
            "plenum_rtcp_plis_total",
            Type.COUNTER,
            "Key frame requests: of viewers (in), to publishers (out)",
            "direction"),
    RTCP_PACKETS("plenum_rtcp_packets_total", Type.COUNTER, "Compound RTCP packets", "direction"),
    LAYER_SWITCHES(
            "plenum_layer_switches_total",
            Type.COUNTER,
            "Times a slot went on with a higher (up) or lower (down) encoding of what it shows",
            "direction"),
    SRTP_ERRORS(
            "plenum_srtp_errors_total",
            Type.COUNTER,
            "Packets that SRTP refused, by what was wrong",
            "kind"),
    DTLS_HANDSHAKES(
            "plenum_dtls_handshakes_total",
            Type.COUNTER,
            "DTLS handshakes, by how they ended",
            "result"),
    STUN_REQUESTS(
            "plenum_stun_requests_total",
            Type.COUNTER,
            "STUN requests answered, with success or an error, and errors not sent",
            "result"),

    UDP_DATAGRAMS("plenum_udp_datagrams_total", Type.COUNTER, "Datagrams", "direction"),
    UDP_BYTES("plenum_udp_bytes_total", Type.COUNTER, "Bytes of these datagrams", "direction"),
    UDP_SYSCALLS(
            "plenum_udp_syscalls_total",
            Type.COUNTER,
            "System calls that moved at least one datagram",
            "direction"),
    UDP_UNSENT(
            "plenum_udp_datagrams_unsent_total",
            Type.COUNTER,
            "Datagrams the kernel refused, for example because its buffer was full"),
    DATAGRAMS_DROPPED(
            "plenum_udp_datagrams_dropped_total",
            Type.COUNTER,
            "Datagrams that are no media, or nobody's, and went nowhere",
            "reason"),

    FORWARD_DELAY(
            "plenum_forward_delay_seconds",
            Type.HISTOGRAM,
            "From a packet's arrival at the machine until the last of its copies was handed to the kernel"),
    LOOP_DELAY(
            "plenum_event_loop_delay_seconds",
            Type.HISTOGRAM,
            "How long a loop's duty cycles with work took: so long may what arrives meanwhile wait"),
    ROUND_TRIP(
            "plenum_rtt_seconds",
            Type.HISTOGRAM,
            "Round trips to participants, each measurement by RTCP"),
    JITTER(
            "plenum_jitter_seconds",
            Type.HISTOGRAM,
            "Interarrival jitter of publishers' streams, once a second each"),
    ESTIMATE(
            "plenum_bwe_bytes_per_second",
            Type.HISTOGRAM,
            "What the ways to viewers are estimated to carry, each once a second"),
    LOSS(
            "plenum_packet_loss_ratio",
            Type.HISTOGRAM,
            "Share of packets lost: from publishers (in), each stream once a second; to viewers (out), each report",
            "direction"),

    LOOP_BUSY(
            "plenum_loop_busy_seconds_total",
            Type.COUNTER,
            "Time that a media loop worked; its rate is the loop's load, 1 is full",
            "loop"),
    LOOP_CYCLES("plenum_loop_cycles_total", Type.COUNTER, "Duty cycles of all loops"),
    LOOP_FAILURES(
            "plenum_loop_failures_total",
            Type.COUNTER,
            "Duty cycles that ended by an exception, each a bug"),
    LOOP_COMMANDS("plenum_loop_commands_total", Type.COUNTER, "Commands that loops carried out"),
    MEDIA_EVENTS(
            "plenum_media_events_total",
            Type.COUNTER,
            "What else loops count; the names are those of GET /api/v1/stats",
            "event"),

    SIGNALLING_MESSAGES(
            "plenum_signalling_messages_total", Type.COUNTER, "WebSocket messages received"),
    SIGNALLING_REFUSED(
            "plenum_signalling_refused_total",
            Type.COUNTER,
            "Messages and requests refused",
            "reason"),
    SIGNALLING_CLOSED(
            "plenum_signalling_closed_total",
            Type.COUNTER,
            "Connections that the server closed",
            "reason"),
    SIGNALLING_EVENTS(
            "plenum_signalling_events_total", Type.COUNTER, "What else signalling counts", "event"),

    WEBHOOKS(
            "plenum_webhooks_total",
            Type.COUNTER,
            "Webhooks, by what became of them: delivered, failed (refused or given up), dropped (the queue was full)",
            "result"),
    WEBHOOK_RETRIES(
            "plenum_webhook_retries_total", Type.COUNTER, "Attempts to send a webhook once more");

    /** What kind of figure it is. */
    enum Type {
        COUNTER,
        GAUGE,
        HISTOGRAM
    }

    private final String metricName;
    private final Type type;
    private final String help;

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<String> labels;

    Metric(String metricName, Type type, String help, String... labels) {
        this.metricName = metricName;
        this.type = type;
        this.help = help;
        this.labels = List.of(labels);
    }

    /** Name as scraped; a histogram's series have {@code _bucket}, {@code _sum}, {@code _count}. */
    public String metricName() {
        return metricName;
    }

    /** The name without a counter's {@code _total}, which OpenMetrics leaves out. */
    String familyName() {
        return metricName.replaceFirst("_total$", "");
    }

    /** One line for people. */
    public String help() {
        return help;
    }

    Type type() {
        return type;
    }

    /** The names of its labels; each has few values. */
    public List<String> labels() {
        return labels;
    }

    /** The name's unit: seconds, bytes, ratio, or empty. */
    public String unit() {
        for (String unit : List.of("seconds", "bytes", "ratio")) {
            if (familyName().endsWith("_" + unit)) {
                return unit;
            }
        }
        return "";
    }
}
