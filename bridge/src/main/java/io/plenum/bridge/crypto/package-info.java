/** Floor 3: whose ciphers protect the media, found out by a trial at start. */
@NullMarked
package io.plenum.bridge.crypto;

import org.jspecify.annotations.NullMarked;
