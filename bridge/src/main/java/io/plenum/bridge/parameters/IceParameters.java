package io.plenum.bridge.parameters;

/**
 * ICE credentials (RFC 8839 section 5.4).
 *
 * @param usernameFragment 4 to 256 ice-chars
 * @param password 22 to 256 ice-chars; never logged
 */
public record IceParameters(String usernameFragment, String password) {
    /**
     * Checks the lengths.
     *
     * @throws IllegalArgumentException if one is out of range
     */
    public IceParameters {
        if (usernameFragment.length() < 4 || usernameFragment.length() > 256) {
            throw new IllegalArgumentException("ice-ufrag must have 4 to 256 characters");
        }
        if (password.length() < 22 || password.length() > 256) {
            throw new IllegalArgumentException("ice-pwd must have 22 to 256 characters");
        }
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "IceParameters[usernameFragment=" + usernameFragment + "]";
    }
}
