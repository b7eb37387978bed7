/**
 * What Prometheus scrapes: the catalogue of metrics and where each comes from. The one package that
 * knows the Prometheus library.
 */
@NullMarked
package io.plenum.signaling.metrics;

import org.jspecify.annotations.NullMarked;
