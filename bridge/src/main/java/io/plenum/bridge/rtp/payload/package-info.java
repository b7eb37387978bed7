/**
 * Floor 0: what an RTP payload's first bytes say about its frame (key frame, layers, ids), and the
 * dependency descriptor that says it for every codec. Flyweights over a datagram; nothing here
 * throws on bytes from the network and nothing allocates per packet.
 */
@NullMarked
package io.plenum.bridge.rtp.payload;

import org.jspecify.annotations.NullMarked;
