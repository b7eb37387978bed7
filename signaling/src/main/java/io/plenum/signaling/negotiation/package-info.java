/** Turns an offer into an answer and into what the bridge must know. */
@NullMarked
package io.plenum.signaling.negotiation;

import org.jspecify.annotations.NullMarked;
