/** The participants' sockets: by Linux system calls where that works, else by java.nio. */
@NullMarked
package io.plenum.loadtests.sockets;

import org.jspecify.annotations.NullMarked;
