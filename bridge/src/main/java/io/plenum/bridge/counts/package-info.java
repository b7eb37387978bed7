/** Floor 0: what is counted, by whom, and how other threads read it. */
@NullMarked
package io.plenum.bridge.counts;

import org.jspecify.annotations.NullMarked;
