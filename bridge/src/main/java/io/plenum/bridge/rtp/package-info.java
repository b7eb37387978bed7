/**
 * Floor 0: RTP packets as bytes (RFC 3550): headers, header extensions, sequence arithmetic,
 * retransmission and redundancy formats. Flyweights over a datagram; nothing here throws on bytes
 * from the network and nothing allocates per packet.
 */
@NullMarked
package io.plenum.bridge.rtp;

import org.jspecify.annotations.NullMarked;
