/** What flows now and did in the last quarter of an hour, by room, participant and stream. */
@NullMarked
package io.plenum.signaling.statistics;

import org.jspecify.annotations.NullMarked;
