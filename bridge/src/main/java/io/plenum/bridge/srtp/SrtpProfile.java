package io.plenum.bridge.srtp;

import org.jspecify.annotations.Nullable;

/** The SRTP protection profiles we speak (RFC 5764 section 4.1.2, RFC 7714 section 14.2). */
public enum SrtpProfile {
    AEAD_AES_128_GCM(0x0007, 16, 12, 16),
    AEAD_AES_256_GCM(0x0008, 32, 12, 16),
    AES128_CM_HMAC_SHA1_80(0x0001, 16, 14, 10);

    private final int id;
    private final int keyBytes;
    private final int saltBytes;
    private final int tagBytes;

    SrtpProfile(int id, int keyBytes, int saltBytes, int tagBytes) {
        this.id = id;
        this.keyBytes = keyBytes;
        this.saltBytes = saltBytes;
        this.tagBytes = tagBytes;
    }

    /** Its number in the use_srtp extension. */
    public int id() {
        return id;
    }

    /** Length of a master key. */
    public int keyBytes() {
        return keyBytes;
    }

    /** Length of a master salt. */
    public int saltBytes() {
        return saltBytes;
    }

    /** Length of the authentication tag, RTP and RTCP alike. */
    public int tagBytes() {
        return tagBytes;
    }

    /** Its name in the IANA registry. */
    public String ianaName() {
        return "SRTP_" + name();
    }

    /** Whether encryption and authentication are one operation (RFC 7714). */
    boolean aead() {
        return this != AES128_CM_HMAC_SHA1_80;
    }

    /** The profile of that number, or null. */
    public static @Nullable SrtpProfile ofId(int id) {
        for (SrtpProfile profile : values()) {
            if (profile.id == id) {
                return profile;
            }
        }
        return null;
    }
}
