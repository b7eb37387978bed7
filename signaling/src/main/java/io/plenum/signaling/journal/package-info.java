/** What happened to each participant, and what it means: kept for an hour, in memory. */
@NullMarked
package io.plenum.signaling.journal;

import org.jspecify.annotations.NullMarked;
