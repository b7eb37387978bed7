/**
 * Floor 3: all that a program which embeds the bridge imports. Commands in, events out, parameter
 * records.
 */
@NullMarked
package io.plenum.bridge.api;

import org.jspecify.annotations.NullMarked;
