/** HTTP: health, WHIP, WHEP, the web client's files, problem documents. */
@NullMarked
package io.plenum.signaling.http;

import org.jspecify.annotations.NullMarked;
