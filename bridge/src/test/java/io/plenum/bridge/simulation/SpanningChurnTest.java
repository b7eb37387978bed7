package io.plenum.bridge.simulation;

/** The same in a room that spans three loops. */
class SpanningChurnTest extends ChurnTest {
    @Override
    int loops() {
        return 3;
    }

    @Override
    int seconds() {
        return 120;
    }
}
