package io.plenum.loadtests.sockets;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.plenum.bridge.bytes.Egress;
import io.plenum.bridge.bytes.TransportAddress;
import io.plenum.bridge.counts.Counters;
import io.plenum.bridge.net.DatagramPort;
import io.plenum.bridge.net.DatagramPorts;
import io.plenum.bridge.net.PortOptions;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SocketSetTest {
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final List<String> arrived = new ArrayList<>();
    private final List<Long> arrivals = new ArrayList<>();
    private final DatagramReader reader =
            new DatagramReader() {
                @Override
                public void onDatagram(
                        ByteBuffer buffer, int offset, int length, long arrivalNanos) {
                    byte[] copy = new byte[length];
                    buffer.get(offset, copy);
                    arrived.add(new String(copy, US_ASCII));
                    arrivals.add(arrivalNanos);
                }

                @Override
                public void onUnreachable() {
                    arrived.add("unreachable");
                }

                @Override
                public void onBroken(String why) {
                    arrived.add(why);
                }
            };

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatIsSentArrivesBothWays(boolean linux) throws IOException {
        assumeTrue(!linux || LinuxCalls.isSupported());
        try (SocketSet sockets = linux ? new LinuxSocketSet(false) : new NioSocketSet();
                DatagramSocket peer = new DatagramSocket(0, LOOPBACK)) {
            ConnectedSocket socket = sockets.connect(addressOf(peer), false, reader);
            byte[] hello = "?hello".getBytes(US_ASCII);
            assertThat(socket.send(hello, 1, 5)).isTrue();
            DatagramPacket packet = new DatagramPacket(new byte[100], 100);
            peer.receive(packet);
            assertThat(new String(packet.getData(), 0, packet.getLength(), US_ASCII))
                    .isEqualTo("hello");
            assertThat(packet.getPort()).isEqualTo(socket.localPort());
            for (String text : new String[] {"one", "two", "three"}) {
                byte[] bytes = text.getBytes(US_ASCII);
                peer.send(new DatagramPacket(bytes, bytes.length, packet.getSocketAddress()));
            }
            readUntil(sockets, 3);
            assertThat(arrived).containsExactly("one", "two", "three");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aClosedPortIsToldAndAWakeUpEndsAWait(boolean linux) throws IOException {
        assumeTrue(!linux || LinuxCalls.isSupported());
        DatagramSocket gone = new DatagramSocket(0, LOOPBACK);
        InetSocketAddress address = addressOf(gone);
        gone.close();
        try (SocketSet sockets = linux ? new LinuxSocketSet(false) : new NioSocketSet()) {
            sockets.wakeup();
            assertThat(sockets.select(PATIENCE_NANOS)).isZero();
            ConnectedSocket socket = sockets.connect(address, false, reader);
            socket.send(new byte[10], 0, 10);
            readUntil(sockets, 1);
            assertThat(arrived).containsExactly("unreachable");
        }
    }

    @Test
    void theKernelsStampLiesBetweenSendingAndReading() throws IOException {
        assumeTrue(LinuxCalls.isSupported());
        try (SocketSet sockets = new LinuxSocketSet(false);
                DatagramSocket peer = new DatagramSocket(0, LOOPBACK)) {
            ConnectedSocket socket = sockets.connect(addressOf(peer), true, reader);
            InetSocketAddress to = new InetSocketAddress(LOOPBACK, socket.localPort());
            long before = System.nanoTime();
            peer.send(new DatagramPacket(new byte[10], 10, to));
            readUntil(sockets, 1);
            // The clocks were compared a moment ago, in about a microsecond.
            assertThat(arrivals.getFirst())
                    .isBetween(before - 100_000, System.nanoTime() + 100_000);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aRunOfSegmentsArrivesAsItsDatagrams(boolean keepsRuns) throws IOException {
        assumeTrue(LinuxCalls.isSupported());
        try (SocketSet sockets = new LinuxSocketSet(keepsRuns);
                DatagramPort port =
                        DatagramPorts.open(
                                DatagramPorts.Kind.AUTO,
                                List.of(LOOPBACK),
                                0,
                                PortOptions.DEFAULT,
                                new Counters())) {
            InetSocketAddress from = port.localAddresses().getFirst().toInetSocketAddress();
            ConnectedSocket socket = sockets.connect(from, true, reader);
            TransportAddress to =
                    TransportAddress.of(new InetSocketAddress(LOOPBACK, socket.localPort()));
            Egress batch = new Egress(4, full -> {});
            for (String text : new String[] {"aaaa", "bbbb", "cccc", "dd"}) {
                batch.add(text.getBytes(US_ASCII), 0, text.length(), 0, to);
            }
            port.send(batch);
            readUntil(sockets, 4);
            assertThat(arrived).containsExactly("aaaa", "bbbb", "cccc", "dd");
        }
    }

    private static InetSocketAddress addressOf(DatagramSocket socket) {
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    private void readUntil(SocketSet sockets, int count) throws IOException {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (arrived.size() < count && System.nanoTime() - deadline < 0) {
            int ready = sockets.select(TimeUnit.MILLISECONDS.toNanos(100));
            for (int i = 0; i < ready; i++) {
                sockets.ready(i).read();
            }
        }
    }
}
