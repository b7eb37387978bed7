package io.plenum.bridge.simulation;

/** The same in rooms that span two loops. */
class SpanningAllocationTest extends AllocationInRoomsTest {
    @Override
    int loops() {
        return 2;
    }
}
