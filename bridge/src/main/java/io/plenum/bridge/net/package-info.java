/**
 * Floor 3: sockets. {@code DatagramPort} has three kinds: Linux system calls in batches, java.nio,
 * and simulated.
 */
@NullMarked
package io.plenum.bridge.net;

import org.jspecify.annotations.NullMarked;
