package io.plenum.bridge.loop;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.plenum.bridge.counts.Count;
import io.plenum.bridge.counts.Counters;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

class LoopTraceTest {
    private static final int TURNS = 100_000;

    private final Counters counters = new Counters();
    private final LoopTrace trace = new LoopTrace(counters);

    private void turns(int count) {
        for (int i = 0; i < count; i++) {
            trace.onBegan();
            if (i % 100 == 0) {
                counters.increment(Count.DROPPED_RTP_TOO_OLD);
            }
            trace.onEnded(1, 2, 3);
        }
    }

    @Test
    void aTurnThatNobodyRecordsAllocatesNothing() {
        turns(TURNS);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        turns(TURNS);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertThat(allocated).as("bytes over %d turns", TURNS).isLessThan(TURNS / 100);
    }
}
