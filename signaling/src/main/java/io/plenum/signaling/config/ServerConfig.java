package io.plenum.signaling.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is in force, from flags, environment, file and defaults. Checked: a value of this record can
 * be started.
 *
 * @param http where browsers and programs connect
 * @param media where media flows
 */
public record ServerConfig(Http http, Media media) {

    /**
     * The HTTP listener.
     *
     * @param port TCP port, 0 for any free one
     * @param bind address to listen on, or null for all
     */
    public record Http(int port, @Nullable String bind) {}

    /**
     * The media ports.
     *
     * @param port UDP port of the first loop; each further loop takes the next; 0 for any free one
     * @param bind addresses to listen on; empty for every usable one
     * @param advertise public addresses to offer in place of the bound ones; empty to offer those
     * @param loops media loops, 1 to 64
     * @param io how datagrams are read and written
     * @param gso whether runs of datagrams to one destination leave as one message
     * @param dscp differentiated services code point of media datagrams, 0 to 63
     * @param crypto whose ciphers protect the media
     */
    public record Media(
            int port,
            List<String> bind,
            List<String> advertise,
            int loops,
            MediaIo io,
            MediaGso gso,
            int dscp,
            MediaCrypto crypto) {
        /** Copies the lists. */
        public Media {
            bind = List.copyOf(bind);
            advertise = List.copyOf(advertise);
        }
    }

    /** How datagrams are read and written. */
    public enum MediaIo {
        /** The fastest that works here. */
        AUTO,
        /** Linux system calls in batches. */
        LINUX,
        /** java.nio, everywhere. */
        NIO
    }

    /** Messages that the kernel cuts into datagrams. */
    public enum MediaGso {
        /** Where it works. */
        AUTO,
        /** Never. */
        OFF
    }

    /** Whose ciphers protect the media. */
    public enum MediaCrypto {
        /** The fastest in a trial at start. */
        AUTO,
        /** The JDK's. */
        JDK,
        /** The Amazon Corretto Crypto Provider's. */
        ACCP
    }
}
