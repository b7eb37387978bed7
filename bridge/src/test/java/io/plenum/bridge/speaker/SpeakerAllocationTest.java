package io.plenum.bridge.speaker;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/** What a packet leaves behind for the collector: nothing. */
class SpeakerAllocationTest {
    private static final int SOURCES = 50;
    private static final int PACKETS = 500_000;

    private final DominantSpeaker dominant = new DominantSpeaker();
    private final LoudestSpeakers loudest = new LoudestSpeakers(3);
    private int changes;

    private void run(long startNanos) {
        for (int i = 0; i < PACKETS; i++) {
            int source = i % SOURCES;
            // Every source is loud for three seconds in turn, so that both detectors change often.
            long nowNanos = startNanos + i * 20_000_000L / SOURCES;
            boolean loud = nowNanos / 3_000_000_000L % SOURCES == source;
            int level = loud ? 25 + i / SOURCES % 8 * 5 : 80;
            changes += dominant.onLevel(source, level, nowNanos) ? 1 : 0;
            changes += loudest.onLevel(source, level, nowNanos) ? 1 : 0;
        }
    }

    @Test
    void aPacketAllocatesNothing() {
        for (int i = 0; i < SOURCES; i++) {
            dominant.register();
            loudest.register();
        }
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        run(0);
        long before = threads.getCurrentThreadAllocatedBytes();
        run(PACKETS * 20_000_000L / SOURCES);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertThat(changes).isGreaterThan(100);
        assertThat(allocated).as("bytes over %d packets", PACKETS).isLessThan(PACKETS / 100);
    }
}
