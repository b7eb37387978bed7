/** What the log looks like, and what it and the operators' pages keep to themselves. */
@NullMarked
package io.plenum.signaling.logging;

import org.jspecify.annotations.NullMarked;
