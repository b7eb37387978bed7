/**
 * JMH benchmarks of what runs per packet. Started by hand, see README.md; no build depends on them.
 */
@NullMarked
package io.plenum.loadtests.benchmarks;

import org.jspecify.annotations.NullMarked;
