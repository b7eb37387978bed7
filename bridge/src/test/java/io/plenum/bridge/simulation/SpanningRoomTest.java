package io.plenum.bridge.simulation;

/** All of it again in rooms that span two loops: nobody can tell the difference. */
class SpanningRoomTest extends RoomTest {
    @Override
    int loops() {
        return 2;
    }
}
