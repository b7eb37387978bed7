package io.plenum.bridge.loop;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A media loop was behind and dropped what had waited too long, until it had caught up. */
@Name("io.plenum.LoadShed")
@Label("Load Shed")
@Category("Plenum")
@Description(
        "From the first turn that dropped packets to the next that received some and dropped none")
@StackTrace(false)
final class LoadShedEvent extends Event {
    @Label("Packets Dropped")
    long packets;
}
