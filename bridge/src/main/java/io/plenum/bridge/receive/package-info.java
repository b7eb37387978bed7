/**
 * Floor 1: what a stream from a publisher goes through: history, statistics, reports, key-frame
 * requests.
 */
@NullMarked
package io.plenum.bridge.receive;

import org.jspecify.annotations.NullMarked;
