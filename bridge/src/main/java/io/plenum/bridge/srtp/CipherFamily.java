package io.plenum.bridge.srtp;

import java.util.List;

/** Profiles that rest on the same primitives, so that what is fastest for one is so for all. */
public enum CipherFamily {
    /** AES-GCM (RFC 7714). */
    AES_GCM("AES-GCM"),
    /** AES counter mode with HMAC-SHA1 (RFC 3711). */
    AES_CM_HMAC_SHA1("AES-CM with HMAC-SHA1");

    private final String title;

    CipherFamily(String title) {
        this.title = title;
    }

    /** For people. */
    public String title() {
        return title;
    }

    /** Its members, the one most used first. */
    public List<SrtpProfile> profiles() {
        return switch (this) {
            case AES_GCM -> List.of(SrtpProfile.AEAD_AES_128_GCM, SrtpProfile.AEAD_AES_256_GCM);
            case AES_CM_HMAC_SHA1 -> List.of(SrtpProfile.AES128_CM_HMAC_SHA1_80);
        };
    }
}
