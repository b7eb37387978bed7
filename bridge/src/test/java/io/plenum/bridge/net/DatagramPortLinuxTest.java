package io.plenum.bridge.net;

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
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the Linux port promises beyond the contract of all ports. */
class DatagramPortLinuxTest {
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

    private final Counters counters = new Counters();

    @BeforeEach
    void onLinuxOnly() {
        assumeTrue(LinuxDatagramPort.isSupported());
    }

    @Test
    void saysWhyAnAddressCannotBeBound() throws IOException {
        try (DatagramSocket other = new DatagramSocket(0, LOOPBACK)) {
            int taken = other.getLocalPort();
            assertThatThrownBy(
                            () ->
                                    LinuxDatagramPort.open(
                                            List.of(LOOPBACK),
                                            taken,
                                            PortOptions.DEFAULT,
                                            counters))
                    .hasMessageContaining("on 127.0.0.1: another program uses it.");
        }
        InetAddress elsewhere = InetAddress.ofLiteral("192.0.2.1");
        assertThatThrownBy(
                        () ->
                                LinuxDatagramPort.open(
                                        List.of(elsewhere), 0, PortOptions.DEFAULT, counters))
                .hasMessageContaining("on 192.0.2.1: this machine has no such address.");
    }

    @Test
    void equalLengthsToOneDestinationAreOneMessageAndABatchOneCall() throws IOException {
        try (LinuxDatagramPort port =
                LinuxDatagramPort.open(List.of(LOOPBACK), 0, PortOptions.DEFAULT, counters)) {
            TransportAddress self = port.localAddresses().getFirst();
            Egress batch = new Egress(16, full -> {});
            for (int length : new int[] {900, 900, 900, 400, 900, 901}) {
                batch.add(new byte[length], 0, length, 0, self);
            }
            port.send(batch);
            assertThat(counters.get(Count.SEND_CALLS)).isEqualTo(1);
            assertThat(counters.runs()[4]).as("900 900 900 400").isEqualTo(1);
            assertThat(counters.runs()[1]).as("900, and 901").isEqualTo(2);

            Ingress received = new Ingress(16);
            while (port.receive(received) > 0) {
                assertThat(received.count()).isLessThanOrEqualTo(6);
            }
            assertThat(received.count()).isEqualTo(6);
            assertThat(counters.get(Count.RECEIVE_CALLS)).isEqualTo(1);
        }
    }

    @Test
    void withoutSegmentsEachDatagramIsAMessageOfOneCall() throws IOException {
        try (LinuxDatagramPort port =
                LinuxDatagramPort.open(List.of(LOOPBACK), 0, new PortOptions(false, 0), counters)) {
            Egress batch = new Egress(16, full -> {});
            for (int i = 0; i < 6; i++) {
                batch.add(new byte[900], 0, 900, 0, port.localAddresses().getFirst());
            }
            port.send(batch);
            assertThat(counters.get(Count.SEND_CALLS)).isEqualTo(1);
            assertThat(counters.runs()[1]).isEqualTo(6);
        }
    }

    @Test
    void aClosedPortDoesNothing() throws IOException {
        LinuxDatagramPort port =
                LinuxDatagramPort.open(List.of(LOOPBACK), 0, PortOptions.DEFAULT, counters);
        TransportAddress self = port.localAddresses().getFirst();
        port.close();
        Egress batch = new Egress(4, full -> {});
        batch.add(new byte[10], 0, 10, 0, self);
        port.send(batch);
        port.await(TimeUnit.HOURS.toNanos(1));
        assertThat(port.receive(new Ingress(4))).isZero();
        assertThat(batch.count()).isZero();
        assertThat(counters.get(Count.DATAGRAMS_NOT_SENT)).isEqualTo(1);
    }
}
