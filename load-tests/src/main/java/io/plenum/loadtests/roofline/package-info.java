/**
 * The bare loop: what one core can forward when nothing but receiving, decrypting, rewriting,
 * encrypting and sending is done. The bridge is measured against it.
 */
@NullMarked
package io.plenum.loadtests.roofline;

import org.jspecify.annotations.NullMarked;
