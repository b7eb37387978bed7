/** Floor 1: SRTP and SRTCP (RFC 3711, RFC 7714) over JCA ciphers. */
@NullMarked
package io.plenum.bridge.srtp;

import org.jspecify.annotations.NullMarked;
