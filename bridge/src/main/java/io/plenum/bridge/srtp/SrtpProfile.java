package io.plenum.bridge.srtp;

import org.jspecify.annotations.Nullable;

/**
 * SRTP protection profiles negotiated by DTLS (RFC 5764 section 4.1.2, RFC 7714 section 14.2), in
 * our order of preference: GCM costs about half of AES-CM with HMAC-SHA1.
 */
public enum SrtpProfile {
    /** AES-128-GCM, 16-byte tag. */
    AEAD_AES_128_GCM(0x0007, 16, 12, 16, "SRTP_AEAD_AES_128_GCM"),
    /** AES-256-GCM, 16-byte tag. */
    AEAD_AES_256_GCM(0x0008, 32, 12, 16, "SRTP_AEAD_AES_256_GCM"),
    /** AES-128 counter mode with HMAC-SHA1 cut to 80 bits; what every WebRTC endpoint has. */
    AES128_CM_HMAC_SHA1_80(0x0001, 16, 14, 10, "SRTP_AES128_CM_HMAC_SHA1_80");

    private final int id;
    private final int keyBytes;
    private final int saltBytes;
    private final int tagBytes;
    private final String ianaName;

    SrtpProfile(int id, int keyBytes, int saltBytes, int tagBytes, String ianaName) {
        this.id = id;
        this.keyBytes = keyBytes;
        this.saltBytes = saltBytes;
        this.tagBytes = tagBytes;
        this.ianaName = ianaName;
    }

    /** The number in the DTLS use_srtp extension, unsigned 16 bits. */
    public int id() {
        return id;
    }

    /** Bytes of a master key; session encryption keys have the same size. */
    public int keyBytes() {
        return keyBytes;
    }

    /** Bytes of a master salt; session salts have the same size. */
    public int saltBytes() {
        return saltBytes;
    }

    /** Bytes of the authentication tag, the same for RTP and RTCP. */
    public int tagBytes() {
        return tagBytes;
    }

    /** Name in the IANA registry "DTLS-SRTP Protection Profiles". */
    public String ianaName() {
        return ianaName;
    }

    /** Whether encryption authenticates as well, and so needs no separate HMAC. */
    boolean isAead() {
        return this != AES128_CM_HMAC_SHA1_80;
    }

    /**
     * The profile with this number.
     *
     * @param id number in the DTLS use_srtp extension
     * @return null for a profile we do not speak
     */
    public static @Nullable SrtpProfile ofId(int id) {
        return switch (id) {
            case 0x0007 -> AEAD_AES_128_GCM;
            case 0x0008 -> AEAD_AES_256_GCM;
            case 0x0001 -> AES128_CM_HMAC_SHA1_80;
            default -> null;
        };
    }
}
