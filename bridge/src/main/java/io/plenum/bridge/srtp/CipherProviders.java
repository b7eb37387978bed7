package io.plenum.bridge.srtp;

import java.security.Provider;
import org.jspecify.annotations.Nullable;

/**
 * Whose ciphers protect packets. What a provider lacks comes from the platform.
 *
 * @param aesGcm for {@link CipherFamily#AES_GCM}; null for the platform
 * @param aesCm for {@link CipherFamily#AES_CM_HMAC_SHA1}; null for the platform
 */
public record CipherProviders(@Nullable Provider aesGcm, @Nullable Provider aesCm) {
    /** The platform's for everything. */
    public static final CipherProviders PLATFORM = new CipherProviders(null, null);

    /** Whose ciphers a session with this profile uses; null for the platform. */
    public @Nullable Provider of(SrtpProfile profile) {
        return profile.isAead() ? aesGcm : aesCm;
    }
}
