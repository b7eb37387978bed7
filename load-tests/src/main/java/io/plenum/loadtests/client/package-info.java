/** One headless participant: ICE, DTLS, SRTP, what it sends and what it receives. */
@NullMarked
package io.plenum.loadtests.client;

import org.jspecify.annotations.NullMarked;
