package io.plenum.bridge.api;

import io.plenum.bridge.srtp.CipherFamily;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Whose ciphers protect the packets of one family of profiles, and how it came to that.
 *
 * @param family of which packets
 * @param provider name and version of the JCA provider. What it lacks, such as AES-CTR, comes from
 *     the platform
 * @param microsPerPacket microseconds to protect a packet of 1,100 bytes, measured at start, by
 *     candidate ({@code jdk}, {@code accp})
 */
public record CipherReport(
        CipherFamily family, String provider, Map<String, Double> microsPerPacket) {
    /** Copies the map, in its order. */
    public CipherReport {
        microsPerPacket = Collections.unmodifiableMap(new LinkedHashMap<>(microsPerPacket));
    }
}
