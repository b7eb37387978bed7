/** Floor 2: publications, the slots that show them, and the way of a packet between the two. */
@NullMarked
package io.plenum.bridge.forward;

import org.jspecify.annotations.NullMarked;
