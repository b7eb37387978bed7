package io.plenum.bridge.crypto;

/** One that takes part in a {@link CipherTrial}. */
interface Contender {
    /** Short name, as in the configuration. */
    String name();

    /**
     * Proves that it does what the others do.
     *
     * @throws RuntimeException if it does not; the message is a clause that says what
     */
    void verify();

    /** Protects so many packets. */
    void seal(int packets);
}
