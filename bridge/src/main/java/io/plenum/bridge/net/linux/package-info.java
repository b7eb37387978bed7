/**
 * Floor 3: datagrams by Linux system calls in batches ({@code recvmmsg}, {@code sendmmsg}, and runs
 * to one destination as one segmented send). The only package that touches native memory. Structure
 * layouts are those of 64-bit little-endian Linux, the same on x86-64 and aarch64.
 */
@NullMarked
package io.plenum.bridge.net.linux;

import org.jspecify.annotations.NullMarked;
