/** Tokens: who somebody is and what it may do. Nothing here is ever logged. */
@NullMarked
package io.plenum.signaling.auth;

import org.jspecify.annotations.NullMarked;
