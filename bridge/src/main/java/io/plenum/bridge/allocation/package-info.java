/**
 * Floor 2: which layers of which source a viewer is sent, and why. Arithmetic alone: it knows
 * neither packets nor peers, and time is an argument.
 */
@NullMarked
package io.plenum.bridge.allocation;

import org.jspecify.annotations.NullMarked;
