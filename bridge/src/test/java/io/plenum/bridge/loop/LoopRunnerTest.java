package io.plenum.bridge.loop;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.plenum.bridge.api.LogContext;
import io.plenum.bridge.bytes.Egress;
import io.plenum.bridge.bytes.Ingress;
import io.plenum.bridge.bytes.TransportAddress;
import io.plenum.bridge.net.DatagramPort;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LoopRunnerTest {
    private final Port port = new Port();
    private final Cycle cycle = new Cycle();

    @Test
    void survivesAnExceptionFromTheCycle() throws InterruptedException {
        cycle.failures.set(3);
        cycle.work.set(5);
        try (LoopRunner runner = new LoopRunner("test", cycle, port)) {
            runner.start();
            assertThat(port.waiting.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(cycle.failures).hasValue(0);
            assertThat(cycle.reported).hasPositiveValue();
            assertThat(cycle.work).hasValue(0);
            assertThat(cycle.closed).hasValue(0);
        }
        assertThat(cycle.closed).hasValue(1);
    }

    @Test
    void saysWhomAFailureWasAbout() throws InterruptedException {
        Logger logger = (Logger) LoggerFactory.getLogger(LoopRunner.class);
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        logger.addAppender(lines);
        cycle.failures.set(1);
        try (LoopRunner runner = new LoopRunner("test", cycle, port)) {
            runner.start();
            assertThat(port.waiting.await(10, TimeUnit.SECONDS)).isTrue();
        } finally {
            logger.detachAppender(lines);
        }
        assertThat(lines.list)
                .singleElement()
                .extracting(ILoggingEvent::getMDCPropertyMap)
                .isEqualTo(LogContext.map("room", "ada"));
    }

    @Test
    void waitsNoLongerThanATenthOfASecond() throws InterruptedException {
        cycle.deadlineAheadNanos = TimeUnit.HOURS.toNanos(1);
        try (LoopRunner runner = new LoopRunner("test", cycle, port)) {
            runner.start();
            assertThat(port.waiting.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(port.timeoutNanos).hasValue(TimeUnit.MILLISECONDS.toNanos(100));
        }
    }

    @Test
    void waitsAtOnceWhenTheCycleHasNoMore() throws InterruptedException {
        cycle.work.set(3);
        cycle.more = false;
        try (LoopRunner runner = new LoopRunner("test", cycle, port)) {
            runner.start();
            assertThat(port.waiting.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(cycle.work).hasValue(2);
        }
    }

    @Test
    void doesNotWaitForADeadlineThatHasPassed() throws InterruptedException {
        cycle.deadlineAheadNanos = -TimeUnit.HOURS.toNanos(1);
        try (LoopRunner runner = new LoopRunner("test", cycle, port)) {
            runner.start();
            assertThat(port.waiting.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(port.timeoutNanos).hasValue(0);
        }
    }

    @Test
    void worksAgainAfterAWakeup() throws InterruptedException {
        try (LoopRunner runner = new LoopRunner("test", cycle, port)) {
            runner.start();
            assertThat(port.waiting.await(10, TimeUnit.SECONDS)).isTrue();
            cycle.work.set(1);
            port.wakeup();
            assertThat(cycle.worked.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void closeEndsTheThreadAndTheCycleOnce() throws InterruptedException {
        LoopRunner runner = new LoopRunner("test", cycle, port);
        runner.start();
        assertThat(port.waiting.await(10, TimeUnit.SECONDS)).isTrue();
        runner.close();
        assertThat(cycle.closed).hasValue(1);
        assertThat(cycle.thread.join(Duration.ofSeconds(10))).isTrue();
        runner.close();
        assertThat(cycle.closed).hasValue(1);
    }

    @Test
    void closesACycleThatNeverRanOnce() {
        LoopRunner runner = new LoopRunner("test", cycle, port);
        runner.close();
        runner.close();
        assertThat(cycle.closed).hasValue(1);
    }

    private static final class Cycle implements DutyCycle {
        private final AtomicInteger failures = new AtomicInteger();
        private final AtomicInteger reported = new AtomicInteger();
        private final AtomicInteger work = new AtomicInteger();
        private final AtomicInteger closed = new AtomicInteger();
        private final CountDownLatch worked = new CountDownLatch(1);
        private volatile long deadlineAheadNanos = TimeUnit.SECONDS.toNanos(1);
        private volatile boolean more = true;
        private volatile Thread thread = Thread.currentThread();

        @Override
        public int doWork(long nowNanos) {
            thread = Thread.currentThread();
            if (failures.get() > 0) {
                failures.decrementAndGet();
                throw new IllegalStateException("meant to fail");
            }
            if (work.get() > 0) {
                work.decrementAndGet();
                worked.countDown();
                return 1;
            }
            return 0;
        }

        @Override
        public boolean hasMore() {
            return more;
        }

        @Override
        public long nextDeadlineNanos() {
            return System.nanoTime() + deadlineAheadNanos;
        }

        @Override
        public void onFailure() {
            reported.incrementAndGet();
        }

        @Override
        public Map<String, String> failedFor() {
            return LogContext.map("room", "ada");
        }

        @Override
        public void onClose() {
            closed.incrementAndGet();
        }
    }

    /** Waits until it is woken up, whatever the timeout. */
    private static final class Port implements DatagramPort {
        private final CountDownLatch waiting = new CountDownLatch(1);
        private final AtomicLong timeoutNanos = new AtomicLong(-1);
        private final Semaphore wakeups = new Semaphore(0);

        @Override
        public List<TransportAddress> localAddresses() {
            return List.of();
        }

        @Override
        public int receive(Ingress into) {
            return 0;
        }

        @Override
        public void send(Egress batch) {}

        @Override
        public void await(long timeout) {
            timeoutNanos.set(timeout);
            waiting.countDown();
            wakeups.acquireUninterruptibly();
        }

        @Override
        public boolean gainsFromRuns() {
            return false;
        }

        @Override
        public void wakeup() {
            wakeups.release();
        }

        @Override
        public int receiveBufferBytes() {
            return 0;
        }

        @Override
        public void close() {}
    }
}
