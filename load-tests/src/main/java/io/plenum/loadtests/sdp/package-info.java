/** Offers as a browser would make them, and what is needed of the answers. */
@NullMarked
package io.plenum.loadtests.sdp;

import org.jspecify.annotations.NullMarked;
