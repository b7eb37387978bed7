/**
 * Floor 0: what is negotiated, as records: ICE, DTLS and RTP parameters. Written by an embedding
 * program, read on every floor.
 */
@NullMarked
package io.plenum.bridge.parameters;

import org.jspecify.annotations.NullMarked;
