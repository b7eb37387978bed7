package io.plenum.bridge.srtp;

import static io.plenum.bridge.srtp.SrtpKeyDerivation.LABEL_RTCP_AUTHENTICATION;
import static io.plenum.bridge.srtp.SrtpKeyDerivation.LABEL_RTCP_ENCRYPTION;
import static io.plenum.bridge.srtp.SrtpKeyDerivation.LABEL_RTCP_SALT;
import static io.plenum.bridge.srtp.SrtpKeyDerivation.LABEL_RTP_AUTHENTICATION;
import static io.plenum.bridge.srtp.SrtpKeyDerivation.LABEL_RTP_ENCRYPTION;
import static io.plenum.bridge.srtp.SrtpKeyDerivation.LABEL_RTP_SALT;

/**
 * Session keys of one direction, for RTP or for RTCP. The package shares the arrays and does not
 * change them.
 */
final class SessionKeys {
    /** RFC 3711 section 5.2: n_a of HMAC-SHA1. */
    private static final int AUTHENTICATION_KEY_BYTES = 20;

    private final byte[] encryptionKey;
    private final byte[] authenticationKey;
    private final byte[] salt;

    /**
     * @param authenticationKey empty for AEAD, which has none
     */
    SessionKeys(byte[] encryptionKey, byte[] authenticationKey, byte[] salt) {
        this.encryptionKey = encryptionKey;
        this.authenticationKey = authenticationKey;
        this.salt = salt;
    }

    static SessionKeys forRtp(SrtpProfile profile, byte[] masterKey, byte[] masterSalt) {
        SrtpKeyDerivation derivation = new SrtpKeyDerivation(masterKey, masterSalt);
        return new SessionKeys(
                derivation.derive(LABEL_RTP_ENCRYPTION, profile.keyBytes()),
                derivation.derive(LABEL_RTP_AUTHENTICATION, authenticationKeyBytes(profile)),
                derivation.derive(LABEL_RTP_SALT, profile.saltBytes()));
    }

    static SessionKeys forRtcp(SrtpProfile profile, byte[] masterKey, byte[] masterSalt) {
        SrtpKeyDerivation derivation = new SrtpKeyDerivation(masterKey, masterSalt);
        return new SessionKeys(
                derivation.derive(LABEL_RTCP_ENCRYPTION, profile.keyBytes()),
                derivation.derive(LABEL_RTCP_AUTHENTICATION, authenticationKeyBytes(profile)),
                derivation.derive(LABEL_RTCP_SALT, profile.saltBytes()));
    }

    byte[] encryptionKey() {
        return encryptionKey;
    }

    byte[] authenticationKey() {
        return authenticationKey;
    }

    byte[] salt() {
        return salt;
    }

    private static int authenticationKeyBytes(SrtpProfile profile) {
        return profile.isAead() ? 0 : AUTHENTICATION_KEY_BYTES;
    }
}
