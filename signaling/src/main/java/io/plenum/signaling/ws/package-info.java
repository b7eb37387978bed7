/** The WebSocket of plenum.v1. */
@NullMarked
package io.plenum.signaling.ws;

import org.jspecify.annotations.NullMarked;
