/** Rooms and participants: who is there, what they publish, which slot shows what. */
@NullMarked
package io.plenum.signaling.rooms;

import org.jspecify.annotations.NullMarked;
