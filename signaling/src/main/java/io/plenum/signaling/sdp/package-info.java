/**
 * SDP as WebRTC uses it (RFC 8866, JSEP of RFC 8829): text to model, checks of an offer, and the
 * answer to it. Knows nothing of rooms or media. All types are immutable and safe for use by
 * several threads unless they say otherwise.
 */
@NullMarked
package io.plenum.signaling.sdp;

import org.jspecify.annotations.NullMarked;
