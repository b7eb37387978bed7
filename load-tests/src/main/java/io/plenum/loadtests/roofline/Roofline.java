package io.plenum.loadtests.roofline;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.plenum.bridge.bytes.TransportAddress;
import io.plenum.bridge.counts.Count;
import io.plenum.bridge.counts.Counters;
import io.plenum.bridge.net.DatagramPort;
import io.plenum.bridge.net.DatagramPorts;
import io.plenum.bridge.net.PortOptions;
import io.plenum.bridge.net.linux.LinuxDatagramPort;
import io.plenum.bridge.srtp.SrtpSender;
import io.plenum.loadtests.sockets.ThreadCore;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

/**
 * Measures how many packets one thread can forward if it does nothing but forward: {@link BareLoop}
 * on loopback, kept busy by a {@link SaturatingPublisher}, into {@link Sinks}.
 */
@Command
public final class Roofline extends RooflineOptions implements Callable<Integer> {
    private static final int SEED = 7;

    private Roofline() {}

    /** See {@code --help}. Ends with status 0, 1 if it failed, 2 if the options are wrong. */
    public static void main(String[] args) {
        System.exit(parser(new Roofline()).execute(args));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Counters counters = new Counters();
        InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
        try (DatagramPort port =
                        DatagramPorts.open(
                                io(),
                                List.of(loopback),
                                0,
                                new PortOptions(gso() == Gso.ON, 0),
                                counters);
                Sinks sinks = sinks(port.localAddresses().getFirst())) {
            RooflineReport report = measure(sinks, port, counters);
            System.out.print(report.toText());
            Path file = json();
            if (file != null) {
                new ObjectMapper()
                        .enable(SerializationFeature.INDENT_OUTPUT)
                        .writeValue(file.toFile(), report);
            }
        }
        return 0;
    }

    private Sinks sinks(TransportAddress loop) throws IOException {
        return switch (reading()) {
            case FULL -> new FullSinks(viewers());
            case READ -> new ReadSinks(viewers(), loop, false);
            case RUNS -> new ReadSinks(viewers(), loop, true);
        };
    }

    private RooflineReport measure(Sinks sinks, DatagramPort port, Counters counters)
            throws IOException, InterruptedException {
        Random random = new Random(SEED);
        SrtpSession publisher = SrtpSession.of(protection().profile(), random);
        List<SrtpSession> sessions =
                Stream.generate(() -> SrtpSession.of(protection().profile(), random))
                        .limit(viewers())
                        .toList();
        BareLoop loop =
                new BareLoop(port, batch(), publisher, sinks.addresses(), sessions, provider());
        SaturatingPublisher video =
                new SaturatingPublisher(
                        shape(),
                        new SrtpSender(publisher.peer()),
                        port.localAddresses().getFirst(),
                        // Where viewers read, the next burst waits until they have read the last.
                        sinks instanceof ReadSinks read
                                ? () -> read.read() / viewers()
                                : () -> counters.get(Count.DATAGRAMS_RECEIVED),
                        sinks instanceof ReadSinks);
        Thread sender = Thread.ofPlatform().daemon().name("roofline-sender").start(video);
        Integer core = loopCore();
        if (core != null) {
            // After the other threads were started: they would follow.
            ThreadCore.pin(core);
        }
        runFor(warmupSeconds(), loop);
        Sample before = Sample.take(counters, port, loop);
        runFor(seconds(), loop);
        Sample measured = Sample.take(counters, port, loop).since(before);
        video.stop();
        sender.join();
        if (loop.refused() > 0 || measured.packetsOut() == 0) {
            throw new IOException(
                    "the loop sent %d packets and refused %d: nothing to report"
                            .formatted(measured.packetsOut(), loop.refused()));
        }
        return RooflineReport.of(
                this,
                port instanceof LinuxDatagramPort ? "linux" : "nio",
                measured,
                sinks.open(sessions));
    }

    private static void runFor(int seconds, BareLoop loop) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (System.nanoTime() - end < 0) {
            loop.cycle();
        }
    }
}
