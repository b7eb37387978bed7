/** Tests of the start-up check. */
@NullMarked
package io.plenum.signaling.selfcheck;

import org.jspecify.annotations.NullMarked;
