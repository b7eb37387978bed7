package io.plenum.bridge.ice;

import io.plenum.bridge.parameters.IceParameters;
import java.util.random.RandomGenerator;

/** Makes ICE credentials (RFC 8839 section 5.4: at least 24 and 128 bits of randomness). */
public final class IceCredentials {
    /** 64 of the ice-chars, so that a character is six bits. */
    private static final String ICE_CHARS =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    private static final int FRAGMENT_LENGTH = 12;
    private static final int PASSWORD_LENGTH = 24;

    private IceCredentials() {}

    /**
     * New credentials: 72 bits of username fragment, by which one port tells its peers apart, and
     * 144 bits of password.
     *
     * @param random unpredictable outside tests
     */
    public static IceParameters generate(RandomGenerator random) {
        return new IceParameters(
                characters(random, FRAGMENT_LENGTH), characters(random, PASSWORD_LENGTH));
    }

    private static String characters(RandomGenerator random, int length) {
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append(ICE_CHARS.charAt(random.nextInt(ICE_CHARS.length())));
        }
        return text.toString();
    }
}
