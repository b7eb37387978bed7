/** Tests of what a loop counts. */
@NullMarked
package io.plenum.bridge.counts;

import org.jspecify.annotations.NullMarked;
