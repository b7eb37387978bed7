package io.plenum.loadtests.roofline;

import java.util.Locale;
import java.util.Map;

/**
 * The figures of one run, as they are printed and as they stand in the file of {@code --json}.
 *
 * @param packetsOutPerCpuSecond datagrams sent for each second of processor time of the loop's
 *     thread, in the program and in the kernel; garbage collection runs elsewhere and is not in it
 * @param packetsOutPerSecond datagrams sent for each second that passed
 * @param cpuNanosPerPacketOut the inverse of the first
 * @param kernelShare of the processor time, 0 to 1; coarse, the kernel samples it
 * @param cpuShare processor time for each second that passed: 1 if the loop had a core to itself
 * @param allocatedBytesPerPacketOut garbage
 * @param datagramsPerMessage mean length of the runs
 * @param messagesByDatagrams how often a run was so long
 * @param opened datagrams that were taken from the sinks afterwards and were authentic
 */
record RooflineReport(
        String io,
        String gso,
        String sinks,
        String profile,
        String provider,
        String shape,
        int viewers,
        int batch,
        double seconds,
        double packetsOutPerCpuSecond,
        double packetsOutPerSecond,
        double cpuNanosPerPacketOut,
        double kernelShare,
        double cpuShare,
        double allocatedBytesPerPacketOut,
        long packetsIn,
        long packetsOut,
        long packetsNotSent,
        long sendCalls,
        long idleCycles,
        double datagramsPerMessage,
        Map<Integer, Long> messagesByDatagrams,
        int opened,
        Machine machine) {
    private static final double NANOS_PER_SECOND = 1e9;

    static RooflineReport of(RooflineOptions options, String io, Sample measured, int opened) {
        double cpuSeconds = measured.cpuNanos() / NANOS_PER_SECOND;
        double seconds = measured.nanos() / NANOS_PER_SECOND;
        return new RooflineReport(
                io,
                lowerCase(options.gso()),
                lowerCase(options.reading()),
                options.protection().profile().ianaName(),
                options.providerName(),
                lowerCase(options.shape()),
                options.viewers(),
                options.batch(),
                seconds,
                measured.packetsOut() / cpuSeconds,
                measured.packetsOut() / seconds,
                (double) measured.cpuNanos() / measured.packetsOut(),
                1 - (double) measured.userNanos() / measured.cpuNanos(),
                cpuSeconds / seconds,
                (double) measured.allocatedBytes() / measured.packetsOut(),
                measured.packetsIn(),
                measured.packetsOut(),
                measured.packetsRefused(),
                measured.sendCalls(),
                measured.idleCycles(),
                measured.runs().mean(),
                measured.runs().byLength(),
                opened,
                Machine.here());
    }

    private static String lowerCase(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    /** For people. */
    String toText() {
        return String.format(
                Locale.ROOT,
                """
                %s
                io %s, gso %s, sinks %s, %s by %s, %s frames, %d viewers, batches of %d at most
                packets out per CPU-second  %,.0f   (%.0f ns each, %.0f %% in the kernel)
                packets out per second      %,.0f   (the loop had %.0f %% of a core, %d cycles found nothing)
                packets in %,d, out %,d, not sent %,d, in %,d calls
                garbage                     %.0f bytes per packet out
                datagrams per message       %.2f   %s
                opened afterwards           %d, all authentic
                """,
                machine,
                io,
                gso,
                sinks,
                profile,
                provider,
                shape,
                viewers,
                batch,
                packetsOutPerCpuSecond,
                cpuNanosPerPacketOut,
                100 * kernelShare,
                packetsOutPerSecond,
                100 * cpuShare,
                idleCycles,
                packetsIn,
                packetsOut,
                packetsNotSent,
                sendCalls,
                allocatedBytesPerPacketOut,
                datagramsPerMessage,
                messagesByDatagrams,
                opened);
    }
}
