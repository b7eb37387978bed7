package io.plenum.bridge.loop;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;

/**
 * A turn of a media loop that took longer than a recording's threshold; 10 ms unless the recording
 * says otherwise. The event's thread says which loop.
 */
@Name("io.plenum.LoopTurn")
@Label("Long Turn of a Media Loop")
@Category("Plenum")
@Description("What arrives meanwhile waits so long")
@StackTrace(false)
@Threshold("10 ms")
final class LoopTurnEvent extends Event {
    @Label("Datagrams Received")
    int received;

    @Label("Datagrams Sent")
    long sent;

    @Label("Datagrams Waiting")
    @Description("Read from the kernel and left for the next turn")
    int waiting;

    @Label("Commands")
    int commands;
}
