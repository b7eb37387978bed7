/** Tests of the operators' page. */
@NullMarked
package io.plenum.signaling.admin;

import org.jspecify.annotations.NullMarked;
