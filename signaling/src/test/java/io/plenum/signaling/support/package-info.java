/** What tests talk to a whole server with: no browser, only what is on the wire. */
@NullMarked
package io.plenum.signaling.support;

import org.jspecify.annotations.NullMarked;
