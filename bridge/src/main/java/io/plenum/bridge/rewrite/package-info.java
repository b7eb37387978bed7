/** Floor 2: continuity of what a viewer sees: sequence numbers, timestamps, picture identifiers. */
@NullMarked
package io.plenum.bridge.rewrite;

import org.jspecify.annotations.NullMarked;
