package io.plenum.signaling.config;

/** The configuration cannot be used. The message is for whoever wrote it. */
public final class ConfigException extends Exception {
    private static final long serialVersionUID = 1L;

    /** With what was found, why it cannot work, and what to change. */
    public ConfigException(String message) {
        super(message);
    }
}
