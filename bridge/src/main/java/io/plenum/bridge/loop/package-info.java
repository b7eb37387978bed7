/** Floor 3: media loops, their timers and commands, and the bridge made of them. */
@NullMarked
package io.plenum.bridge.loop;

import org.jspecify.annotations.NullMarked;
