package io.plenum.bridge.net.linux;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which datagrams may be sent as segments of one message (UDP_SEGMENT, udp(7)), learnt from what
 * the kernel refuses.
 *
 * <p>A kernel or a network card that cannot do it at all switches it off for the port. A segment
 * that does not fit a path's MTU is refused too, though the same datagram alone would be
 * fragmented; that must not cost the other peers their segments, so it lowers the limit, and below
 * what WebRTC senders keep to it only costs that one message a second call.
 */
final class Segmentation {
    /** Segments of one message; UDP_MAX_SEGMENTS of kernels before 6.9. */
    static final int MAX_SEGMENTS = 64;

    /** Bytes of one message: below the largest UDP payload of either family. */
    static final int MAX_MESSAGE_BYTES = 65_000;

    /** Longest segment on Ethernet: 1500 without the IPv4 and UDP headers. */
    private static final int ETHERNET_SEGMENT_BYTES = 1472;

    /** The limit is not lowered further: video packets have about this length. */
    private static final int LOWEST_LIMIT_BYTES = 1200;

    /** So many refusals with no success between them: it works for nobody here. */
    private static final int MAX_REFUSALS_IN_A_ROW = 64;

    private static final Logger LOG = LoggerFactory.getLogger(Segmentation.class);

    private final SegmentationRefusedEvent refused = new SegmentationRefusedEvent();
    private int limitBytes;
    private int refusalsInARow;

    /**
     * @param isKnown whether the kernel knows the option
     */
    Segmentation(boolean isKnown) {
        limitBytes = isKnown ? ETHERNET_SEGMENT_BYTES : 0;
    }

    /** Longest datagram that may be a segment; 0 if none. */
    int limitBytes() {
        return limitBytes;
    }

    /** The kernel took a segmented message. */
    void onAccepted() {
        refusalsInARow = 0;
    }

    /** The kernel refused a message of segments of {@code segmentBytes} with {@code errno}. */
    void onRefused(int segmentBytes, int errno) {
        refusalsInARow++;
        if (errno == Errno.EIO || refusalsInARow == MAX_REFUSALS_IN_A_ROW) {
            if (limitBytes > 0) {
                LOG.warn(
                        "segmented sends do not work here (error {}); each datagram is sent alone",
                        errno);
            }
            limitBytes = 0;
        } else if (segmentBytes <= limitBytes) {
            limitBytes = Math.max(LOWEST_LIMIT_BYTES, segmentBytes - 1);
        }
        if (refused.isEnabled()) {
            refused.begin();
            refused.segmentBytes = segmentBytes;
            refused.error = errno;
            refused.limitBytes = limitBytes;
            refused.end();
            refused.commit();
        }
    }
}
