package io.plenum.bridge.config;

import io.plenum.bridge.net.PortOptions;
import java.util.List;

/**
 * How a bridge is set up.
 *
 * @param port UDP port of the first loop, each further loop takes the next; 0 for any free ones
 * @param bind IP addresses to listen on; empty for every usable one
 * @param advertise IP addresses to offer instead of the bound ones; empty to offer those
 * @param loops media loops, 1 to 64, each with a thread and a port
 * @param io how datagrams are read and written
 * @param gso whether runs of datagrams to one destination leave as one message
 * @param dscp differentiated services code point of everything that is sent, 0 to 63
 * @param crypto whose ciphers protect the media
 */
public record BridgeConfig(
        int port,
        List<String> bind,
        List<String> advertise,
        int loops,
        Io io,
        Gso gso,
        int dscp,
        Crypto crypto) {
    /** How datagrams are read and written. */
    public enum Io {
        /** The fastest that works here. */
        AUTO,
        /** Linux system calls in batches. */
        LINUX,
        /** java.nio, everywhere. */
        NIO
    }

    /** Generic segmentation offload: one message that the kernel cuts into datagrams (udp(7)). */
    public enum Gso {
        /** Where it works. */
        AUTO,
        /** Each datagram is a message of its own. */
        OFF
    }

    /** Whose ciphers protect the media. */
    public enum Crypto {
        /** The fastest in a trial at start. */
        AUTO,
        /** The JDK's. */
        JDK,
        /** The Amazon Corretto Crypto Provider's, if it is on the class path and loads. */
        ACCP
    }

    /**
     * Copies the lists and checks the ranges.
     *
     * @throws IllegalArgumentException if a number is out of range
     */
    public BridgeConfig {
        bind = List.copyOf(bind);
        advertise = List.copyOf(advertise);
        if (loops < 1 || loops > 64) {
            throw new IllegalArgumentException("loops must be 1 to 64: " + loops);
        }
        if (dscp < 0 || dscp > PortOptions.MAX_DSCP) {
            throw new IllegalArgumentException("dscp must be 0 to 63: " + dscp);
        }
        if (port < 0 || port + loops - 1 > 65_535) {
            throw new IllegalArgumentException(
                    "ports %d to %d are not all valid".formatted(port, port + loops - 1));
        }
    }
}
