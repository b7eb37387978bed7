/** Floor 2: a room: its peers, its publications, and the order in which things close. */
@NullMarked
package io.plenum.bridge.room;

import org.jspecify.annotations.NullMarked;
