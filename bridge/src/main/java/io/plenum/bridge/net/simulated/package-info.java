/**
 * A network without sockets: seeded links with delay, loss and rate on a virtual clock. For tests
 * of this project and of programs that embed the bridge.
 */
@NullMarked
package io.plenum.bridge.net.simulated;

import org.jspecify.annotations.NullMarked;
