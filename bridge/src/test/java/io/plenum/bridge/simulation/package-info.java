/** Whole rooms on a virtual clock, through the real media loop, over links that misbehave. */
@NullMarked
package io.plenum.bridge.simulation;

import org.jspecify.annotations.NullMarked;
