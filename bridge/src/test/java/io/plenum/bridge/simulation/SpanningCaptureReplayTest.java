package io.plenum.bridge.simulation;

/** All of it again from one loop to another. */
class SpanningCaptureReplayTest extends CaptureReplayTest {
    @Override
    int loops() {
        return 2;
    }
}
