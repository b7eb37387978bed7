package io.plenum.bridge.net.linux;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** The kernel refused a segmented message, which then went out as single datagrams. */
@Name("io.plenum.SegmentationRefused")
@Label("Segmentation Refused")
@Category("Plenum")
@StackTrace(false)
final class SegmentationRefusedEvent extends Event {
    @Label("Segment Length")
    @Description("Bytes of each segment of the message")
    int segmentBytes;

    @Label("Error")
    @Description("errno")
    int error;

    @Label("Limit")
    @Description("Longest datagram that may be a segment from now on, bytes; 0 if none may")
    int limitBytes;
}
