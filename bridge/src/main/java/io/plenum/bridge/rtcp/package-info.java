/**
 * Floor 0: RTCP packets as bytes (RFC 3550 section 6, RFC 4585, RFC 5104, RFC 3611): a cursor over
 * compound and reduced-size packets, one view per packet type, and a writer. Views never throw on
 * bytes from the network, and nothing allocates per packet.
 */
@NullMarked
package io.plenum.bridge.rtcp;

import org.jspecify.annotations.NullMarked;
