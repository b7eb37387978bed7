/** Floor 1: ICE-lite (RFC 8445) over STUN (RFC 8489), without sockets or clocks. */
@NullMarked
package io.plenum.bridge.ice;

import org.jspecify.annotations.NullMarked;
