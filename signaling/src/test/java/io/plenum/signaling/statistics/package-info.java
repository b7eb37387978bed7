/** Tests of what flows. */
@NullMarked
package io.plenum.signaling.statistics;

import org.jspecify.annotations.NullMarked;
