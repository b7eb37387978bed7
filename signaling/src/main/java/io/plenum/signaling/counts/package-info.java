/** What the signalling layer counts. */
@NullMarked
package io.plenum.signaling.counts;

import org.jspecify.annotations.NullMarked;
