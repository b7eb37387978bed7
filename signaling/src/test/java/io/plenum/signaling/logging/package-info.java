@NullMarked
package io.plenum.signaling.logging;

import org.jspecify.annotations.NullMarked;
