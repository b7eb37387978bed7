package io.plenum.signaling.sdp;

/**
 * Hash of a certificate (RFC 8122 section 5).
 *
 * @param algorithm lower case, for example sha-256
 * @param value colon-separated hexadecimal
 */
public record SdpFingerprint(String algorithm, String value) {}
