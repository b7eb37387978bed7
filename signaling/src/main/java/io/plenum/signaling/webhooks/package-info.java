/** Tells other servers by HTTP what happens in rooms. */
@NullMarked
package io.plenum.signaling.webhooks;

import org.jspecify.annotations.NullMarked;
