package io.plenum.bridge.net;

/**
 * How a port's sockets are set up.
 *
 * @param segments whether runs to one destination may be one message that the kernel cuts, where it
 *     can
 * @param dscp differentiated services code point of everything that is sent (RFC 2474, RFC 8837), 0
 *     to 63
 */
public record PortOptions(boolean segments, int dscp) {
    /** Segments where the kernel can, best effort. */
    public static final PortOptions DEFAULT = new PortOptions(true, 0);

    /** The highest code point. */
    public static final int MAX_DSCP = 63;

    /**
     * Checks the range.
     *
     * @throws IllegalArgumentException if the code point has more than six bits
     */
    public PortOptions {
        if (dscp < 0 || dscp > MAX_DSCP) {
            throw new IllegalArgumentException("a DSCP is 0 to 63: " + dscp);
        }
    }

    /** The octet of the IP header that holds the code point, ECN bits zero. */
    public int trafficClass() {
        return dscp << 2;
    }
}
