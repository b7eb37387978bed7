package io.plenum.bridge.srtp;

import java.security.GeneralSecurityException;

/** Makes the ciphers of one direction from its master key and salt. */
final class SrtpCiphers {
    private SrtpCiphers() {}

    static SrtpCipher forRtp(SrtpProfile profile, byte[] masterKey, byte[] masterSalt) {
        return create(
                profile,
                masterKey,
                masterSalt,
                SrtpKeyDerivation.RTP_ENCRYPTION,
                SrtpKeyDerivation.RTP_AUTHENTICATION,
                SrtpKeyDerivation.RTP_SALT,
                false);
    }

    static SrtpCipher forRtcp(SrtpProfile profile, byte[] masterKey, byte[] masterSalt) {
        return create(
                profile,
                masterKey,
                masterSalt,
                SrtpKeyDerivation.RTCP_ENCRYPTION,
                SrtpKeyDerivation.RTCP_AUTHENTICATION,
                SrtpKeyDerivation.RTCP_SALT,
                true);
    }

    private static SrtpCipher create(
            SrtpProfile profile,
            byte[] masterKey,
            byte[] masterSalt,
            int encryption,
            int authentication,
            int salt,
            boolean rtcp) {
        try {
            SrtpKeyDerivation derivation = new SrtpKeyDerivation(masterKey, masterSalt);
            byte[] key = derivation.derive(encryption, profile.keyBytes());
            byte[] sessionSalt = derivation.derive(salt, profile.saltBytes());
            return profile.aead()
                    ? new GcmCipher(key, sessionSalt, rtcp)
                    : new CounterModeCipher(
                            key,
                            derivation.derive(
                                    authentication, CounterModeCipher.AUTHENTICATION_KEY_BYTES),
                            sessionSalt,
                            rtcp);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no " + profile, e);
        }
    }
}
