/** Signalling: the HTTP and WebSocket layer over a bridge, and main(). */
@NullMarked
package io.plenum.signaling;

import org.jspecify.annotations.NullMarked;
