package io.plenum.bridge.counts;

/** What is added up for each {@link CountedCodec}, without retransmissions. */
public enum MediaTotal {
    /** RTP packets accepted from publishers. */
    PACKETS_RECEIVED,
    /** Payload bytes of these, decrypted. */
    PAYLOAD_BYTES_RECEIVED,
    /** RTP packets sent to viewers. */
    PACKETS_SENT,
    /** Payload bytes of these, before encryption. */
    PAYLOAD_BYTES_SENT
}
