/** Tests of participants' journals. */
@NullMarked
package io.plenum.signaling.journal;

import org.jspecify.annotations.NullMarked;
