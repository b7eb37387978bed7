/** Headless participants: the command, and how a run goes. */
@NullMarked
package io.plenum.loadtests;

import org.jspecify.annotations.NullMarked;
