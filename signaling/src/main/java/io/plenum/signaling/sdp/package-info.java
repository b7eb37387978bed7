/**
 * Text and model of SDP (RFC 8866) as WebRTC uses it (RFC 8829). Knows nothing of rooms or media.
 */
@NullMarked
package io.plenum.signaling.sdp;

import org.jspecify.annotations.NullMarked;
