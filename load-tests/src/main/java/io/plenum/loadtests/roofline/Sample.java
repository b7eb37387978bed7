package io.plenum.loadtests.roofline;

import com.sun.management.ThreadMXBean;
import io.plenum.bridge.counts.Count;
import io.plenum.bridge.counts.Counters;
import io.plenum.bridge.net.DatagramPort;
import io.plenum.bridge.net.linux.LinuxDatagramPort;
import java.lang.management.ManagementFactory;

/**
 * Totals of the loop's thread and port at one moment, or what was added between two.
 *
 * @param nanos monotonic time
 * @param cpuNanos processor time of the thread, in the program and in the kernel
 * @param userNanos of that, in the program
 * @param allocatedBytes by the thread
 * @param packetsIn datagrams received
 * @param packetsOut datagrams the kernel took
 * @param packetsRefused datagrams it did not take
 * @param sendCalls system calls that sent
 * @param idleCycles see {@link BareLoop#idleCycles}
 * @param runs datagrams per message
 */
record Sample(
        long nanos,
        long cpuNanos,
        long userNanos,
        long allocatedBytes,
        long packetsIn,
        long packetsOut,
        long packetsRefused,
        long sendCalls,
        long idleCycles,
        RunLengths runs) {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** Now. Only on the loop's thread. */
    static Sample take(Counters counters, DatagramPort port, BareLoop loop) {
        long sent = counters.get(Count.DATAGRAMS_SENT);
        return new Sample(
                System.nanoTime(),
                THREADS.getCurrentThreadCpuTime(),
                THREADS.getCurrentThreadUserTime(),
                THREADS.getCurrentThreadAllocatedBytes(),
                counters.get(Count.DATAGRAMS_RECEIVED),
                sent,
                counters.get(Count.DATAGRAMS_NOT_SENT),
                counters.get(Count.SEND_CALLS),
                loop.idleCycles(),
                port instanceof LinuxDatagramPort
                        ? new RunLengths(counters.runs())
                        : RunLengths.single(sent));
    }

    /** What was added since {@code earlier}. */
    Sample since(Sample earlier) {
        return new Sample(
                nanos - earlier.nanos,
                cpuNanos - earlier.cpuNanos,
                userNanos - earlier.userNanos,
                allocatedBytes - earlier.allocatedBytes,
                packetsIn - earlier.packetsIn,
                packetsOut - earlier.packetsOut,
                packetsRefused - earlier.packetsRefused,
                sendCalls - earlier.sendCalls,
                idleCycles - earlier.idleCycles,
                runs.since(earlier.runs));
    }
}
