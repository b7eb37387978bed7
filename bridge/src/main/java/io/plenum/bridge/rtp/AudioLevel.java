package io.plenum.bridge.rtp;

/** The one byte of a client-to-mixer audio level element (RFC 6464 section 3). */
public final class AudioLevel {
    /** The level of digital silence. */
    public static final int SILENCE = 127;

    private AudioLevel() {}

    /** The V bit: the sender believes there is voice. */
    public static boolean isVoice(int element) {
        return (element & 0x80) != 0;
    }

    /** Level in -dBov: 0 is the loudest, 127 silence. */
    public static int level(int element) {
        return element & 0x7F;
    }
}
