/**
 * Floor 3: DTLS 1.2 with use_srtp (RFC 6347, RFC 5764) by Bouncy Castle, one virtual thread per
 * peer. The loop's side never blocks; everything that is slow happens on the peer's own thread.
 */
@NullMarked
package io.plenum.bridge.dtls;

import org.jspecify.annotations.NullMarked;
