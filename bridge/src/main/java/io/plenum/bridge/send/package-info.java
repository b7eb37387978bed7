/** Floor 1: what a stream to a viewer goes through: counts and sender reports. */
@NullMarked
package io.plenum.bridge.send;

import org.jspecify.annotations.NullMarked;
