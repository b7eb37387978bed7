/** Floor 3: how a bridge is configured and made. */
@NullMarked
package io.plenum.bridge.config;

import org.jspecify.annotations.NullMarked;
