/** The operators' page, what it asks for, and captures. Served to this machine only. */
@NullMarked
package io.plenum.signaling.admin;

import org.jspecify.annotations.NullMarked;
