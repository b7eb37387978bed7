package io.plenum.bridge.counts;

/**
 * Everything a media loop counts. Totals since the loop started; they only rise. The text is the
 * help line of the metrics page.
 */
public enum Count {
    DATAGRAMS_RECEIVED("Datagrams received on the media port"),
    BYTES_RECEIVED("Bytes received on the media port, UDP payload"),
    DATAGRAMS_SENT("Datagrams handed to the kernel"),
    BYTES_SENT("Bytes handed to the kernel, UDP payload"),
    DATAGRAMS_NOT_SENT("Datagrams the kernel refused, for example because its buffer was full"),
    RECEIVE_CALLS("System calls that received at least one datagram"),
    SEND_CALLS("System calls that sent at least one datagram"),
    CYCLES("Duty cycles of the loop"),
    CYCLES_FAILED("Duty cycles that ended by an exception, each a bug"),
    COMMANDS("Commands carried out by the loop"),
    BUSY_NANOS("Nanoseconds that loops spent in duty cycles with work"),
    STUN_REQUESTS("Authenticated STUN binding requests answered with success"),
    STUN_INDICATIONS("STUN binding indications: keep-alives that need no answer"),
    STUN_ERRORS_SENT("STUN error responses sent"),
    STUN_ERRORS_WITHHELD("STUN error responses not sent: too many, or longer than the request"),
    DTLS_DATAGRAMS_RECEIVED("DTLS datagrams handed to a handshake"),
    RTP_PACKETS_RECEIVED("RTP packets that passed SRTP authentication"),
    RTP_PACKETS_PUBLISHED("RTP packets that somebody subscribes to, repaired ones included"),
    RTP_PACKETS_OFFERED("RTP packets times the slots that show their source"),
    RTP_PACKETS_FORWARDED("RTP packets sent to a viewer"),
    RTP_PACKETS_WITHHELD(
            "RTP packets a selection kept from a viewer, for example until a key frame"),
    RTP_PACKETS_PACED("RTP packets of video that waited for their turn on a viewer's downlink"),
    RTP_PACKETS_PIPED("RTP packets handed to another loop, for viewers there"),
    RTP_PACKETS_MIRRORED("RTP packets taken over from another loop"),
    RTCP_PACKETS_RECEIVED("RTCP compound packets that passed SRTCP authentication"),
    RTCP_PACKETS_SENT("RTCP compound packets sent"),
    RTX_PACKETS_RECEIVED("Retransmissions (RFC 4588) that brought a packet which was missing"),
    RTX_PACKETS_USELESS("Retransmissions of packets that were here, too old, or padding"),
    NACKS_SENT("Packets asked for again at publishers"),
    NACKED_PACKETS_RECEIVED("Packets viewers asked for again"),
    RETRANSMISSIONS_SENT("Packets sent to a viewer again"),
    RETRANSMISSIONS_SECOND_COPIES("Of these: second copies of what a viewer lost twice"),
    RETRANSMISSIONS_WITHHELD(
            "Repetitions refused: the last one may still be under way, or too many"),
    RETRANSMISSIONS_IMPOSSIBLE("Repetitions of packets that are not here or not any more"),
    TRANSPORT_FEEDBACK_SENT("Transport-wide feedback packets sent to publishers"),
    TRANSPORT_FEEDBACK_RECEIVED("Transport-wide feedback packets received from viewers"),
    DOWNLINK_CHANGES("Times that a viewer's downlink estimate moved by more than a twentieth"),
    PROBE_PACKETS_SENT("Padding and repetitions sent to viewers to probe their downlink"),
    KEY_FRAME_REQUESTS_RECEIVED("PLI and FIR received from viewers"),
    KEY_FRAME_REQUESTS_SENT("PLI sent to publishers"),
    KEY_FRAME_REQUESTS_WITHHELD(
            "PLI and FIR not passed on: the viewer asked often, and others are sent the same"),
    RTP_PACKETS_LOST_INBOUND("RTP packets lost on the way from publishers, before any repair"),
    RTP_PACKETS_LOST_OUTBOUND("RTP packets lost on the way to viewers, as their reports tell"),
    LAYER_SWITCHES_UP("Times a slot went on with a higher encoding of its source"),
    LAYER_SWITCHES_DOWN("Times a slot went on with a lower encoding of its source"),

    DROPPED_RECEIVE_BUFFER_FULL(
            "Datagrams the kernel lost because a socket's receive buffer was full"),
    DROPPED_UNKNOWN_FIRST_BYTE("Datagrams whose first byte is no protocol of RFC 7983"),
    DROPPED_UNKNOWN_REMOTE("Datagrams, not STUN, from an address no peer uses"),
    DROPPED_TRUNCATED(
            "Datagrams longer than a receive slot or shorter than their protocol's header"),
    DROPPED_STUN_MALFORMED("STUN messages that could not be parsed or lack FINGERPRINT"),
    DROPPED_STUN_UNKNOWN_USER("STUN requests whose username names no peer"),
    DROPPED_STUN_BAD_INTEGRITY("STUN requests with a wrong USERNAME or MESSAGE-INTEGRITY, or none"),
    DROPPED_STUN_UNKNOWN_ATTRIBUTE("STUN requests with an attribute that must be understood"),
    DROPPED_STUN_ROLE_CONFLICT("STUN requests of an agent that takes itself for controlled"),
    DROPPED_STUN_CONSENT_EXPIRED("STUN requests after consent expired or ICE timed out"),
    DROPPED_STUN_UNEXPECTED("STUN messages that are neither requests nor awaited responses"),
    DROPPED_DTLS_MALFORMED("DTLS datagrams that could not be parsed"),
    DROPPED_DTLS_ENDED("DTLS datagrams after the end of the session"),
    DROPPED_DTLS_QUEUE_FULL("DTLS datagrams beyond what one handshake may have waiting"),
    DTLS_HANDSHAKES_COMPLETED("DTLS handshakes completed"),
    DTLS_HANDSHAKES_FAILED("DTLS handshakes failed, except by fingerprint"),
    DTLS_FINGERPRINT_MISMATCHES("DTLS handshakes whose certificate is not the one in the SDP"),
    DROPPED_SRTP_BEFORE_KEYS("RTP and RTCP that arrived before the handshake had ended"),
    DROPPED_RTP_TOO_OLD("RTP packets that waited too long to be worth forwarding: overload"),
    DROPPED_SRTP_BAD_TAG("SRTP packets with a wrong authentication tag"),
    DROPPED_SRTP_REPLAYED("SRTP packets seen before or older than the replay window"),
    DROPPED_SRTP_MALFORMED("SRTP or SRTCP packets that could not be parsed"),
    DROPPED_SRTCP_BAD_TAG("SRTCP packets with a wrong authentication tag"),
    DROPPED_SRTP_TOO_MANY_STREAMS("SRTP packets of more SSRCs than a peer may have keys for"),
    DROPPED_RTP_UNPROTECTED_MALFORMED("SRTP packets whose RTP header could not be parsed"),
    DROPPED_RTP_MALFORMED("Authentic RTP packets that are not what their codec says"),
    DROPPED_RTP_UNKNOWN_SSRC("RTP packets that belong to no negotiated stream"),
    DROPPED_RTP_UNKNOWN_PAYLOAD_TYPE("RTP packets whose payload type was not negotiated"),
    DROPPED_RTP_DUPLICATE("RTP packets that were here already or are older than the history"),
    DROPPED_RTP_OVERTAKEN(
            "RTP packets whose place a far later one took before they were forwarded"),
    DROPPED_RTP_TOO_MANY_STREAMS("RTP packets of a stream beyond a peer's limit"),
    DROPPED_RTCP_MALFORMED("RTCP packets that could not be parsed"),
    DROPPED_NO_SUBSCRIBER("RTP packets nobody subscribes to"),
    RTP_PACKETS_MADE_REDUNDANT(
            "RTP packets of audio sent with those before them (RED), because the viewer loses packets"),
    DROPPED_PACER("RTP packets of video that waited too long for a viewer's downlink, or in vain"),
    DROPPED_PIPE_FULL("RTP packets not handed to another loop because it does not keep up"),
    DROPPED_MIRRORED("RTP packets of another loop that nobody watches here any more");

    private final String help;

    Count(String help) {
        this.help = help;
    }

    /** One line for people. */
    public String help() {
        return help;
    }
}
