/** Floor 0: bytes, addresses and datagram batches. Depends on the JDK alone. */
@NullMarked
package io.plenum.bridge.bytes;

import org.jspecify.annotations.NullMarked;
