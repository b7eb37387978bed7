/** What the server finds out about its own surroundings when it starts. */
@NullMarked
package io.plenum.signaling.selfcheck;

import org.jspecify.annotations.NullMarked;
