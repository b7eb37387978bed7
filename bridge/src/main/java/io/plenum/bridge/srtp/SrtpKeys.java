package io.plenum.bridge.srtp;

/**
 * Master keys and salts of one DTLS-SRTP session (RFC 5764 section 4.2).
 *
 * <p>The arrays are copied in and handed out as they are; whoever holds this record holds the
 * secrets.
 *
 * @param profile what they are for
 * @param remoteKey protects what the remote side sends
 * @param remoteSalt goes with it
 * @param localKey protects what we send
 * @param localSalt goes with it
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody, and never printed
public record SrtpKeys(
        SrtpProfile profile,
        byte[] remoteKey,
        byte[] remoteSalt,
        byte[] localKey,
        byte[] localSalt) {
    /**
     * Copies and checks.
     *
     * @throws IllegalArgumentException if a length is not the profile's
     */
    public SrtpKeys {
        remoteKey = checked(remoteKey, profile.keyBytes());
        remoteSalt = checked(remoteSalt, profile.saltBytes());
        localKey = checked(localKey, profile.keyBytes());
        localSalt = checked(localSalt, profile.saltBytes());
    }

    private static byte[] checked(byte[] secret, int length) {
        if (secret.length != length) {
            throw new IllegalArgumentException(
                    "a key or salt has " + secret.length + " bytes instead of " + length);
        }
        return secret.clone();
    }

    /** The profile alone. */
    @Override
    public String toString() {
        return "SrtpKeys[" + profile + "]";
    }
}
