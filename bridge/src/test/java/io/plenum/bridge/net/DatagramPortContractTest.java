package io.plenum.bridge.net;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.plenum.bridge.bytes.Egress;
import io.plenum.bridge.bytes.Ingress;
import io.plenum.bridge.bytes.TransportAddress;
import io.plenum.bridge.counts.Count;
import io.plenum.bridge.counts.Counters;
import io.plenum.bridge.net.linux.LinuxDatagramPort;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What every kind of port does alike, against plain sockets of the JDK on loopback. */
@Timeout(20)
class DatagramPortContractTest {
    private static final InetAddress IPV4 = InetAddress.ofLiteral("127.0.0.1");
    private static final InetAddress SECOND_IPV4 = InetAddress.ofLiteral("127.0.0.2");
    private static final InetAddress IPV6 = InetAddress.ofLiteral("::1");
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final Counters counters = new Counters();

    static Stream<DatagramPorts.Kind> kinds() {
        return LinuxDatagramPort.isSupported()
                ? Stream.of(DatagramPorts.Kind.NIO, DatagramPorts.Kind.LINUX)
                : Stream.of(DatagramPorts.Kind.NIO);
    }

    static Stream<Arguments> kindsAndAddresses() {
        List<InetAddress> addresses =
                Stream.of(IPV4, IPV6).filter(DatagramPortContractTest::isBindable).toList();
        return kinds().flatMap(kind -> addresses.stream().map(at -> Arguments.of(kind, at)));
    }

    @ParameterizedTest
    @MethodSource("kindsAndAddresses")
    void receivesABatchInOrderWithLengthsAndSource(DatagramPorts.Kind kind, InetAddress at)
            throws IOException {
        try (DatagramPort port = open(kind, at);
                DatagramSocket peer = new DatagramSocket(0, at)) {
            for (int i = 0; i < 150; i++) {
                peer.send(to(port, 0, text(i, 100 + i)));
            }
            Ingress batch = new Ingress(256);
            receive(port, batch, 150);

            TransportAddress source =
                    TransportAddress.of((InetSocketAddress) peer.getLocalSocketAddress());
            for (int i = 0; i < 150; i++) {
                assertThat(bytes(batch, i)).isEqualTo(text(i, 100 + i));
                assertThat(batch.remote(i)).isEqualTo(source);
                assertThat(batch.localIndex(i)).isZero();
            }
            assertThat(counters.get(Count.DATAGRAMS_RECEIVED)).isEqualTo(150);
            assertThat(counters.get(Count.BYTES_RECEIVED)).isEqualTo(150 * 100 + 149 * 150 / 2);
            assertThat(counters.get(Count.RECEIVE_CALLS)).isBetween(1L, 150L);
        }
    }

    @ParameterizedTest
    @MethodSource("kindsAndAddresses")
    void tellsWhenADatagramArrived(DatagramPorts.Kind kind, InetAddress at) throws Exception {
        try (DatagramPort port = open(kind, at);
                DatagramSocket peer = new DatagramSocket(0, at)) {
            long before = System.nanoTime();
            peer.send(to(port, 0, text(1, 50)));
            Ingress batch = new Ingress(4);
            receive(port, batch, 1);
            // The machine's clock may be slewed, but not by as much.
            long slack = TimeUnit.MILLISECONDS.toNanos(1);
            assertThat(batch.arrivalNanos(0) - before).isGreaterThan(-slack);
            assertThat(System.nanoTime() - batch.arrivalNanos(0)).isGreaterThanOrEqualTo(0);
        }
    }

    @ParameterizedTest
    @MethodSource("kindsAndAddresses")
    void congestionMarksAreReadWhereTheSystemTellsThem(DatagramPorts.Kind kind, InetAddress at)
            throws IOException {
        try (DatagramPort port = open(kind, at);
                DatagramSocket peer = new DatagramSocket(0, at)) {
            peer.setTrafficClass(0xB8 | 1); // expedited forwarding, ECT(1)
            peer.send(to(port, 0, text(1, 50)));
            Ingress batch = new Ingress(4);
            receive(port, batch, 1);
            assertThat(batch.ecn(0)).isEqualTo(port.gainsFromRuns() ? 1 : 0);
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void receivesNoMoreThanTheBatchHolds(DatagramPorts.Kind kind) throws IOException {
        try (DatagramPort port = open(kind, IPV4);
                DatagramSocket peer = new DatagramSocket(0, IPV4)) {
            for (int i = 0; i < 5; i++) {
                peer.send(to(port, 0, text(i, 20)));
            }
            Ingress batch = new Ingress(3);
            receive(port, batch, 3);
            assertThat(batch.count()).isEqualTo(3);
            batch.clear();
            receive(port, batch, 2);
            assertThat(bytes(batch, 0)).isEqualTo(text(3, 20));
            assertThat(bytes(batch, 1)).isEqualTo(text(4, 20));
        }
    }

    @ParameterizedTest
    @MethodSource("kindsAndAddresses")
    void keepsOrderAndBoundariesPerDestination(DatagramPorts.Kind kind, InetAddress at)
            throws IOException {
        // Runs of equal lengths, shorter ones that end a run, longer ones that cannot join it.
        int[] lengths = {500, 500, 500, 200, 200, 700, 1200, 1200, 30, 30, 31, 2000, 2000, 1};
        try (DatagramPort port = open(kind, at);
                DatagramSocket first = receiver(at);
                DatagramSocket second = receiver(at)) {
            Egress batch = batch(64);
            for (int i = 0; i < lengths.length; i++) {
                add(batch, text(i, lengths[i]), addressOf(first));
                add(batch, text(i + 50, lengths[lengths.length - 1 - i]), addressOf(second));
            }
            port.send(batch);

            assertThat(batch.count()).isZero();
            for (int i = 0; i < lengths.length; i++) {
                assertThat(next(first)).isEqualTo(text(i, lengths[i]));
                assertThat(next(second)).isEqualTo(text(i + 50, lengths[lengths.length - 1 - i]));
            }
            assertThat(counters.get(Count.DATAGRAMS_SENT)).isEqualTo(2L * lengths.length);
            assertThat(counters.get(Count.BYTES_SENT)).isEqualTo(2L * IntStream.of(lengths).sum());
            assertThat(counters.get(Count.DATAGRAMS_NOT_SENT)).isZero();
        }
    }

    @ParameterizedTest
    @MethodSource("kindsAndAddresses")
    void aLongRunArrivesAsItsDatagrams(DatagramPorts.Kind kind, InetAddress at) throws IOException {
        try (DatagramPort port = open(kind, at);
                DatagramSocket peer = receiver(at)) {
            // As many as a receive buffer of the default size holds.
            Egress batch = batch(70);
            for (int i = 0; i < 70; i++) {
                add(batch, text(i, i == 69 ? 300 : 1000), addressOf(peer));
            }
            port.send(batch);
            for (int i = 0; i < 70; i++) {
                assertThat(next(peer)).isEqualTo(text(i, i == 69 ? 300 : 1000));
            }
            if (counters.runs()[64] > 0) {
                assertThat(counters.runs()[6]).isEqualTo(1);
                assertThat(counters.get(Count.SEND_CALLS)).isEqualTo(1);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void manyDestinationsOfOneBatchEachGetTheirs(DatagramPorts.Kind kind) throws IOException {
        List<DatagramSocket> peers = new ArrayList<>();
        try (DatagramPort port = open(kind, IPV4)) {
            for (int i = 0; i < 90; i++) {
                peers.add(receiver(IPV4));
            }
            Egress batch = batch(512);
            for (int round = 0; round < 3; round++) {
                for (int i = 0; i < peers.size(); i++) {
                    add(batch, text(round * 100 + i, 1000), addressOf(peers.get(i)));
                }
            }
            port.send(batch);
            for (int round = 0; round < 3; round++) {
                for (int i = 0; i < peers.size(); i++) {
                    assertThat(next(peers.get(i))).isEqualTo(text(round * 100 + i, 1000));
                }
            }
        } finally {
            peers.forEach(DatagramSocket::close);
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void theLocalIndexTellsTheAddressBothWays(DatagramPorts.Kind kind) throws IOException {
        assumeTrue(isBindable(SECOND_IPV4));
        try (DatagramPort port =
                        DatagramPorts.open(
                                kind,
                                List.of(IPV4, SECOND_IPV4),
                                0,
                                PortOptions.DEFAULT,
                                counters);
                DatagramSocket peer = receiver(IPV4)) {
            assertThat(port.localAddresses())
                    .extracting(TransportAddress::port)
                    .containsOnly(port.localAddresses().getFirst().port());
            peer.send(to(port, 1, text(1, 40)));
            Ingress received = new Ingress(4);
            receive(port, received, 1);
            assertThat(received.localIndex(0)).isEqualTo(1);

            Egress answer = batch(4);
            answer.add(text(2, 40), 0, 40, 1, received.remote(0));
            port.send(answer);
            DatagramPacket packet = new DatagramPacket(new byte[100], 100);
            peer.receive(packet);
            assertThat(packet.getAddress()).isEqualTo(SECOND_IPV4);
            assertThat(packet.getPort()).isEqualTo(port.localAddresses().get(1).port());
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aDestinationOfTheOtherFamilyIsCountedAndTheRestArrives(DatagramPorts.Kind kind)
            throws IOException {
        try (DatagramPort port = open(kind, IPV4);
                DatagramSocket peer = receiver(IPV4)) {
            Egress batch = batch(4);
            add(batch, text(0, 50), TransportAddress.of(new InetSocketAddress(IPV6, 9)));
            add(batch, text(1, 50), addressOf(peer));
            port.send(batch);
            assertThat(next(peer)).isEqualTo(text(1, 50));
            assertThat(counters.get(Count.DATAGRAMS_NOT_SENT)).isEqualTo(1);
            assertThat(counters.get(Count.DATAGRAMS_SENT)).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void wakeupEndsAWaitOfAnotherThread(DatagramPorts.Kind kind) throws Exception {
        try (DatagramPort port = open(kind, IPV4)) {
            for (int i = 0; i < 200; i++) {
                // A wait that a wakeup missed would last until the test's timeout.
                CountDownLatch begun = new CountDownLatch(1);
                CompletableFuture<Void> waiter =
                        CompletableFuture.runAsync(
                                () -> {
                                    begun.countDown();
                                    port.await(TimeUnit.HOURS.toNanos(1));
                                });
                if (i % 2 == 0) {
                    begun.await();
                }
                port.wakeup();
                waiter.get(5, TimeUnit.SECONDS);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void wakeupsBeforeAWaitEndThatWaitOnly(DatagramPorts.Kind kind) throws IOException {
        try (DatagramPort port = open(kind, IPV4)) {
            port.wakeup();
            port.wakeup();
            port.await(TimeUnit.HOURS.toNanos(1));
            long begin = System.nanoTime();
            port.await(TimeUnit.MILLISECONDS.toNanos(20));
            assertThat(System.nanoTime() - begin).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(15));
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aPortThatGainsFromRunsWaitsForLessThanAMillisecond(DatagramPorts.Kind kind)
            throws IOException {
        try (DatagramPort port = open(kind, IPV4)) {
            long begin = System.nanoTime();
            port.await(TimeUnit.MICROSECONDS.toNanos(200));
            long waited = System.nanoTime() - begin;
            if (port.gainsFromRuns()) {
                assertThat(waited).isGreaterThanOrEqualTo(TimeUnit.MICROSECONDS.toNanos(200));
            } else {
                assertThat(waited).isNotNegative();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aDatagramWithoutBytesIsReceived(DatagramPorts.Kind kind) throws IOException {
        try (DatagramPort port = open(kind, IPV4);
                DatagramSocket peer = new DatagramSocket(0, IPV4)) {
            peer.send(to(port, 0, new byte[0]));
            peer.send(to(port, 0, text(1, 10)));
            Ingress batch = new Ingress(4);
            receive(port, batch, 2);
            assertThat(batch.length(0)).isZero();
            assertThat(bytes(batch, 1)).isEqualTo(text(1, 10));
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aDatagramLongerThanASlotIsDroppedAndCounted(DatagramPorts.Kind kind) throws IOException {
        try (DatagramPort port = open(kind, IPV4);
                DatagramSocket peer = new DatagramSocket(0, IPV4)) {
            peer.send(to(port, 0, text(0, Ingress.SLOT_BYTES + 1)));
            peer.send(to(port, 0, text(1, Ingress.SLOT_BYTES)));
            Ingress batch = new Ingress(4);
            receive(port, batch, 1);
            assertThat(batch.count()).isEqualTo(1);
            assertThat(bytes(batch, 0)).isEqualTo(text(1, Ingress.SLOT_BYTES));
            assertThat(counters.get(Count.DROPPED_TRUNCATED)).isEqualTo(1);
            assertThat(counters.get(Count.DATAGRAMS_RECEIVED)).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @MethodSource("kindsAndAddresses")
    void sendingToAClosedPortHarmsNobodyElse(DatagramPorts.Kind kind, InetAddress at)
            throws IOException {
        DatagramSocket gone = new DatagramSocket(0, at);
        TransportAddress closed = addressOf(gone);
        gone.close();
        try (DatagramPort port = open(kind, at);
                DatagramSocket peer = receiver(at)) {
            Egress batch = batch(16);
            Ingress received = new Ingress(4);
            for (int i = 0; i < 5; i++) {
                add(batch, text(i, 60), closed);
                add(batch, text(i, 60), closed);
                add(batch, text(i, 60), addressOf(peer));
                port.send(batch);
                assertThat(next(peer)).isEqualTo(text(i, 60));
                port.receive(received);
            }
            peer.send(to(port, 0, text(9, 60)));
            receive(port, received, 1);
            assertThat(bytes(received, 0)).isEqualTo(text(9, 60));
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void closingTwiceAndWakingAClosedPortAreHarmless(DatagramPorts.Kind kind) throws IOException {
        DatagramPort port = open(kind, IPV4);
        port.close();
        port.close();
        port.wakeup();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void opensAndClosesLeaveNoFileOpen(DatagramPorts.Kind kind) throws IOException {
        Path files = Path.of("/proc/self/fd");
        assumeTrue(Files.isDirectory(files));
        open(kind, IPV4).close();
        int before = count(files);
        for (int i = 0; i < 20; i++) {
            open(kind, IPV4).close();
        }
        assertThat(count(files)).isLessThanOrEqualTo(before);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aBusyPortIsNamed(DatagramPorts.Kind kind) throws IOException {
        try (DatagramSocket other = new DatagramSocket(0, IPV4)) {
            int taken = other.getLocalPort();
            assertThatThrownBy(
                            () ->
                                    DatagramPorts.open(
                                            kind,
                                            List.of(IPV4),
                                            taken,
                                            PortOptions.DEFAULT,
                                            counters))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("UDP port " + taken + " cannot be used on 127.0.0.1: ")
                    .hasMessageContaining("--media-port");
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void tellsTheReceiveBufferItWasGranted(DatagramPorts.Kind kind) throws IOException {
        try (DatagramPort port = open(kind, IPV4)) {
            assertThat(port.receiveBufferBytes()).isPositive();
        }
    }

    private DatagramPort open(DatagramPorts.Kind kind, InetAddress at) throws IOException {
        return DatagramPorts.open(kind, List.of(at), 0, PortOptions.DEFAULT, counters);
    }

    private static boolean isBindable(InetAddress address) {
        try (DatagramSocket socket = new DatagramSocket(0, address)) {
            return socket.isBound();
        } catch (SocketException e) {
            return false;
        }
    }

    private static DatagramSocket receiver(InetAddress at) throws IOException {
        DatagramSocket socket = new DatagramSocket(0, at);
        socket.setSoTimeout(5000);
        return socket;
    }

    private static TransportAddress addressOf(DatagramSocket socket) {
        return TransportAddress.of((InetSocketAddress) socket.getLocalSocketAddress());
    }

    private static Egress batch(int capacity) {
        return new Egress(
                capacity,
                full -> {
                    throw new AssertionError("more than the test meant to send");
                });
    }

    private static void add(Egress batch, byte[] datagram, TransportAddress to) {
        batch.add(datagram, 0, datagram.length, 0, to);
    }

    private static DatagramPacket to(DatagramPort port, int index, byte[] datagram) {
        return new DatagramPacket(
                datagram, datagram.length, port.localAddresses().get(index).toInetSocketAddress());
    }

    /** A datagram of {@code length} bytes that tells its number, as far as it has room. */
    private static byte[] text(int number, int length) {
        return (number + ":" + "x".repeat(length)).substring(0, length).getBytes(US_ASCII);
    }

    private static byte[] next(DatagramSocket socket) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[70_000], 70_000);
        socket.receive(packet);
        byte[] datagram = new byte[packet.getLength()];
        System.arraycopy(packet.getData(), 0, datagram, 0, datagram.length);
        return datagram;
    }

    private static void receive(DatagramPort port, Ingress into, int count) {
        long begin = System.nanoTime();
        while (into.count() < count && System.nanoTime() - begin < PATIENCE_NANOS) {
            if (port.receive(into) == 0) {
                port.await(TimeUnit.MILLISECONDS.toNanos(100));
            }
        }
        assertThat(into.count()).as("datagrams received").isGreaterThanOrEqualTo(count);
    }

    private static byte[] bytes(Ingress batch, int index) {
        byte[] datagram = new byte[batch.length(index)];
        System.arraycopy(batch.slab(), batch.offset(index), datagram, 0, datagram.length);
        return datagram;
    }

    private static int count(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return (int) entries.count();
        }
    }
}
