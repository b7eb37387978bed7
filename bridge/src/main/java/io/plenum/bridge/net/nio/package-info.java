/** Floor 3: datagrams by java.nio, wherever Java runs. */
@NullMarked
package io.plenum.bridge.net.nio;

import org.jspecify.annotations.NullMarked;
