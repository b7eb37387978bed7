/** How participants reach servers: plenum.v1, WHIP and WHEP. */
@NullMarked
package io.plenum.loadtests.signalling;

import org.jspecify.annotations.NullMarked;
