/** Floor 2: one participant's transport and the streams on it. */
@NullMarked
package io.plenum.bridge.peer;

import org.jspecify.annotations.NullMarked;
