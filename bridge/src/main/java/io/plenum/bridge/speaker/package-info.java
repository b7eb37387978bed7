/** Floor 2: from audio levels to who is heard and who speaks. */
@NullMarked
package io.plenum.bridge.speaker;

import org.jspecify.annotations.NullMarked;
