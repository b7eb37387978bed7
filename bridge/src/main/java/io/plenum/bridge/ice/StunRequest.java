package io.plenum.bridge.ice;

import org.jspecify.annotations.Nullable;

/**
 * A binding request as an ICE agent reads it: what stands before MESSAGE-INTEGRITY; the rest is not
 * protected and does not count (RFC 8489 section 14.5).
 *
 * @param username USERNAME, or null
 * @param integrityAt where MESSAGE-INTEGRITY begins in the buffer, or -1
 * @param useCandidate whether USE-CANDIDATE is there
 * @param controlled whether ICE-CONTROLLED is there: the sender takes itself for the controlled
 *     side
 * @param unknownRequired comprehension-required attributes that are not known here, each once, the
 *     first few of them
 */
record StunRequest(
        @Nullable String username,
        int integrityAt,
        boolean useCandidate,
        boolean controlled,
        char[] unknownRequired) {}
