package io.plenum.loadtests.report;

import java.util.Formatter;
import java.util.Locale;

/**
 * A run's result.
 *
 * @param participants that were to join
 * @param serverCpuSeconds of the server's process while we measured, 0 if unknown
 * @param serverResidentMebibytes its memory at the end, 0 if unknown
 * @param ownCpuSeconds the generator's own
 * @param ownDrops datagrams that our kernel dropped because we did not read them in time
 * @param server what the server counted meanwhile
 */
public record LoadReport(
        int participants,
        LoadFigures figures,
        double serverCpuSeconds,
        double serverResidentMebibytes,
        double ownCpuSeconds,
        long ownDrops,
        ServerStatistics server) {
    private static final double BITS_PER_MEGABIT = 1e6;
    private static final double MICROS_PER_SECOND = 1e6;

    /** Server CPU per media packet that reached a viewer, microseconds; 0 if unknown. */
    public double microsPerPacket() {
        long packets = figures.packets();
        return packets == 0 ? 0 : serverCpuSeconds / packets * MICROS_PER_SECOND;
    }

    /** Media packets received per second. */
    public double packetsPerSecond() {
        return figures.packets() / figures.seconds();
    }

    /** As a person reads it. */
    public String text() {
        Formatter out = new Formatter(Locale.ROOT);
        LoadFigures f = figures;
        out.format("participants       %d of %d connected%n", f.connected(), participants);
        f.failures().forEach((why, many) -> out.format("  failed           %d: %s%n", many, why));
        out.format(
                "join, first media  p50 %.1f, p99 %.1f ms; p50 %.1f, p99 %.1f ms%n",
                f.join().p50(), f.join().p99(), f.firstMedia().p50(), f.firstMedia().p99());
        out.format(
                "received           %.0f packets/s, %.1f Mbit/s over %.1f s; sent %.0f packets/s%n",
                packetsPerSecond(),
                f.bytes() * 8 / BITS_PER_MEGABIT / f.seconds(),
                f.seconds(),
                f.sent() / f.seconds());
        out.format(
                "delay              p50 %.3f, p90 %.3f, p99 %.3f, p99.9 %.3f, worst %.3f ms of %d sampled%n",
                f.delay().p50(),
                f.delay().p90(),
                f.delay().p99(),
                f.delay().p999(),
                f.delay().highest(),
                f.delay().count());
        out.format(
                "trouble            %d numbers skipped, %d late, %d out of order, %d broken, %d not sent%n",
                f.lost(), f.reordered(), f.outOfOrder(), f.broken(), f.notSent());
        if (f.thrownAway() > 0) {
            out.format(
                    "loss               %d thrown away, %d asked for, %d repeated, %d repaired%n",
                    f.thrownAway(), f.askedFor(), f.repeated(), f.repaired());
        }
        if (serverCpuSeconds > 0) {
            out.format(
                    "server             %.2f us a packet, %.0f %% of a core, %.0f MiB resident%n",
                    microsPerPacket(),
                    100 * serverCpuSeconds / f.seconds(),
                    serverResidentMebibytes);
        }
        out.format(
                "generator          %.0f %% of a core, %d datagrams not read in time%n",
                100 * ownCpuSeconds / f.seconds(), ownDrops);
        return out.toString();
    }
}
