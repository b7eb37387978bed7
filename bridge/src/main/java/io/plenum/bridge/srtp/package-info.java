/**
 * Floor 1: SRTP and SRTCP (RFC 3711, RFC 7714) over JCA, whoever provides it. Sockets, clocks and
 * threads are elsewhere: keys and datagrams come in, datagrams and verdicts go out.
 */
@NullMarked
package io.plenum.bridge.srtp;

import org.jspecify.annotations.NullMarked;
