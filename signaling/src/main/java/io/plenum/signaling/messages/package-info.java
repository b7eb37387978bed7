/** The messages of the signalling protocol plenum.v1, checked at the edge (docs/protocol.md). */
@NullMarked
package io.plenum.signaling.messages;

import org.jspecify.annotations.NullMarked;
