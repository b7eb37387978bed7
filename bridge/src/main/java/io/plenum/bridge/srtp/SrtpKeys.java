package io.plenum.bridge.srtp;

import java.security.MessageDigest;

/**
 * Master keys and salts of both directions, as a DTLS handshake exports them (RFC 5764 section
 * 4.2). Arrays are copied on the way in and out; nothing secret shows in {@link #toString}.
 *
 * @param profile what the keys are for
 * @param remoteKey master key of what the remote side sends, {@link SrtpProfile#keyBytes} long
 * @param remoteSalt its salt, {@link SrtpProfile#saltBytes} long
 * @param localKey master key of what we send, {@link SrtpProfile#keyBytes} long
 * @param localSalt its salt, {@link SrtpProfile#saltBytes} long
 */
@SuppressWarnings("ArrayRecordComponent") // Copied, and compared by content in constant time.
public record SrtpKeys(
        SrtpProfile profile,
        byte[] remoteKey,
        byte[] remoteSalt,
        byte[] localKey,
        byte[] localSalt) {

    /**
     * Copies the arrays.
     *
     * @throws IllegalArgumentException when an array has not the length its profile asks for
     */
    public SrtpKeys {
        remoteKey = copy("remoteKey", remoteKey, profile.keyBytes(), profile);
        remoteSalt = copy("remoteSalt", remoteSalt, profile.saltBytes(), profile);
        localKey = copy("localKey", localKey, profile.keyBytes(), profile);
        localSalt = copy("localSalt", localSalt, profile.saltBytes(), profile);
    }

    /** A copy. */
    @Override
    public byte[] remoteKey() {
        return remoteKey.clone();
    }

    /** A copy. */
    @Override
    public byte[] remoteSalt() {
        return remoteSalt.clone();
    }

    /** A copy. */
    @Override
    public byte[] localKey() {
        return localKey.clone();
    }

    /** A copy. */
    @Override
    public byte[] localSalt() {
        return localSalt.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SrtpKeys that
                && profile == that.profile
                && MessageDigest.isEqual(remoteKey, that.remoteKey)
                && MessageDigest.isEqual(remoteSalt, that.remoteSalt)
                && MessageDigest.isEqual(localKey, that.localKey)
                && MessageDigest.isEqual(localSalt, that.localSalt);
    }

    /** Of the profile alone, so that no part of a key can be told from it. */
    @Override
    public int hashCode() {
        return profile.hashCode();
    }

    @Override
    public String toString() {
        return "SrtpKeys[" + profile.ianaName() + "]";
    }

    private static byte[] copy(String name, byte[] bytes, int expected, SrtpProfile profile) {
        if (bytes.length != expected) {
            throw new IllegalArgumentException(
                    "%s has %d bytes, %s takes %d"
                            .formatted(name, bytes.length, profile.ianaName(), expected));
        }
        return bytes.clone();
    }
}
