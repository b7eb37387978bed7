/**
 * The congestion control on virtual time: senders, receivers and TCP flows over a bottleneck, the
 * cases of RFC 8867, their figures and pictures.
 */
@NullMarked
package io.plenum.bridge.cc.simulation;

import org.jspecify.annotations.NullMarked;
