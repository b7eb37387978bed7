package io.plenum.signaling.selfcheck;

/**
 * One line of the start-up table.
 *
 * @param what was looked at, a few words
 * @param found what there is
 * @param todo what to do about it; empty if it is well
 */
public record Finding(What what, Level level, String found, String todo) {

    /** What is looked at. */
    public enum What {
        MEDIA_PORTS("media ports"),
        SOCKET_BUFFERS("socket buffers"),
        OPEN_FILES("open files"),
        PUBLIC_ADDRESS("public address"),
        CLOCK("clock"),
        CERTIFICATE("certificate");

        private final String text;

        What(String text) {
            this.text = text;
        }

        /** Two words. */
        public String text() {
            return text;
        }
    }

    /** How bad it is. */
    public enum Level {
        /** As it should be. */
        OK,
        /** Works, but not for everyone, or not for long. */
        WARN,
        /** Does not work. */
        BAD
    }

    static Finding ok(What what, String found) {
        return new Finding(what, Level.OK, found, "");
    }
}
