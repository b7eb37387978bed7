/** Floor 2: which packets of a publication may pass to a viewer: simulcast, spatial, temporal. */
@NullMarked
package io.plenum.bridge.layers;

import org.jspecify.annotations.NullMarked;
