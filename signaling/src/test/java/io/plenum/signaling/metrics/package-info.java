/** Tests of what Prometheus scrapes. */
@NullMarked
package io.plenum.signaling.metrics;

import org.jspecify.annotations.NullMarked;
