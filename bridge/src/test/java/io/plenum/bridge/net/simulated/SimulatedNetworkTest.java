package io.plenum.bridge.net.simulated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.plenum.bridge.bytes.BigEndian;
import io.plenum.bridge.bytes.Egress;
import io.plenum.bridge.bytes.Ingress;
import io.plenum.bridge.bytes.TransportAddress;
import io.plenum.bridge.counts.Count;
import io.plenum.bridge.counts.Counters;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SimulatedNetworkTest {
    private static final long MILLI = 1_000_000;
    private static final TransportAddress ALICE = TransportAddress.ofIpv4(0x0A00_0001, 1000);
    private static final TransportAddress BOB = TransportAddress.ofIpv4(0x0A00_0002, 2000);

    // close to the end of the clock, where nanoTime wraps
    private static final long START = Long.sum(Long.MAX_VALUE, -5 * MILLI);

    /** One arrival at Bob: which datagram, when. */
    private record Arrival(int number, long atNanos) {}

    private SimulatedNetwork network = new SimulatedNetwork(42, START);
    private Counters counters = new Counters();
    private SimulatedPort alice = network.open(new Counters(), ALICE);
    private SimulatedPort bob = network.open(counters, BOB);
    private final List<Arrival> arrivals = new ArrayList<>();

    private void restart(long seed) {
        network = new SimulatedNetwork(seed, START);
        counters = new Counters();
        alice = network.open(new Counters(), ALICE);
        bob = network.open(counters, BOB);
        arrivals.clear();
    }

    /** Alice sends {@code count} numbered datagrams, one every {@code everyNanos}. */
    private void stream(int count, long everyNanos, int lengthBytes) {
        Egress egress = new Egress(4, alice::send);
        byte[] datagram = new byte[lengthBytes];
        for (int i = 0; i < count; i++) {
            advanceTo(START + i * everyNanos);
            BigEndian.putInt(datagram, 0, i);
            egress.add(datagram, 0, lengthBytes, 0, BOB);
            alice.send(egress);
        }
        while (network.hasInFlight()) {
            advanceTo(network.nextArrivalNanos());
        }
    }

    private void advanceTo(long nanos) {
        while (network.hasInFlight() && network.nextArrivalNanos() - nanos <= 0) {
            network.advanceTo(network.nextArrivalNanos());
            collect();
        }
        network.advanceTo(nanos);
    }

    private void collect() {
        Ingress ingress = new Ingress(64);
        bob.receive(ingress);
        for (int i = 0; i < ingress.count(); i++) {
            assertThat(ingress.remote(i)).isEqualTo(ALICE);
            int number = BigEndian.getInt(ingress.slab(), ingress.offset(i));
            arrivals.add(new Arrival(number, network.nowNanos() - START));
        }
    }

    private List<Integer> numbers() {
        return arrivals.stream().map(Arrival::number).toList();
    }

    @Test
    void perfectLinkDeliversAtOnceInOrder() {
        stream(100, MILLI, 50);
        assertThat(numbers()).hasSize(100).isSorted();
        assertThat(arrivals.get(7).atNanos()).isEqualTo(7 * MILLI);
        assertThat(counters.get(Count.DATAGRAMS_RECEIVED)).isEqualTo(100);
        assertThat(counters.get(Count.BYTES_RECEIVED)).isEqualTo(5000);
    }

    @Test
    void delayIsExactAndNothingComesEarlier() {
        network.setConditions(ALICE, BOB, LinkConditions.PERFECT.withDelay(40 * MILLI, 0));
        alice.send(0, BOB, new byte[20]);
        assertThat(network.nextArrivalNanos()).isEqualTo(START + 40 * MILLI);
        assertThat(network.advanceTo(START + 40 * MILLI - 1)).isZero();
        assertThat(network.advanceTo(START + 40 * MILLI)).isEqualTo(1);
    }

    @Test
    void directionsAreIndependent() {
        network.setConditions(ALICE, BOB, LinkConditions.PERFECT.withDelay(40 * MILLI, 0));
        bob.send(0, ALICE, new byte[20]);
        assertThat(network.advanceTo(START)).isEqualTo(1);
    }

    @Test
    void jitterSpreadsDelayButKeepsOrder() {
        network.setConditions(ALICE, BOB, LinkConditions.PERFECT.withDelay(20 * MILLI, 9 * MILLI));
        stream(1000, MILLI, 50);
        assertThat(numbers()).hasSize(1000).isSorted();
        assertThat(arrivals)
                .allMatch(
                        a -> {
                            long delay = a.atNanos() - a.number() * MILLI;
                            return delay >= 20 * MILLI && delay <= 29 * MILLI;
                        })
                .anyMatch(a -> a.atNanos() - a.number() * MILLI > 28 * MILLI)
                .anyMatch(a -> a.atNanos() - a.number() * MILLI < 24 * MILLI);
    }

    @Test
    void sameSeedSameArrivalsOtherSeedOthers() {
        LinkConditions rough =
                LinkConditions.PERFECT
                        .withDelay(20 * MILLI, 15 * MILLI)
                        .withLoss(LossModel.Gilbert.ofBursts(0.1, 3))
                        .withDuplicates(0.05)
                        .withReordering(0.05, 7 * MILLI)
                        .withRate(2_000_000, 20_000);
        network.setDefaultConditions(rough);
        stream(500, MILLI, 300);
        List<Arrival> first = List.copyOf(arrivals);

        restart(42);
        network.setDefaultConditions(rough);
        // a third host changes nothing between these two
        SimulatedPort carol =
                network.open(new Counters(), TransportAddress.ofIpv4(0x0A00_0003, 3000));
        carol.send(0, TransportAddress.ofIpv4(0x0A00_0001, 1), new byte[9]);
        stream(500, MILLI, 300);
        assertThat(arrivals).isEqualTo(first);

        restart(43);
        network.setDefaultConditions(rough);
        stream(500, MILLI, 300);
        assertThat(arrivals).isNotEqualTo(first);
    }

    @Test
    void randomLossHasItsRate() {
        network.setConditions(
                ALICE, BOB, LinkConditions.PERFECT.withLoss(new LossModel.Random(0.1)));
        stream(20_000, 1000, 20);
        assertThat(1 - arrivals.size() / 20_000.0).isCloseTo(0.1, within(0.01));
        assertThat(meanBurst(20_000)).isCloseTo(1 / 0.9, within(0.1));
        assertThat(network.lost()).isEqualTo(20_000 - arrivals.size());
    }

    @Test
    void gilbertLossHasItsRateAndItsBursts() {
        network.setConditions(
                ALICE, BOB, LinkConditions.PERFECT.withLoss(LossModel.Gilbert.ofBursts(0.1, 5)));
        stream(50_000, 1000, 20);
        assertThat(1 - arrivals.size() / 50_000.0).isCloseTo(0.1, within(0.02));
        assertThat(meanBurst(50_000)).isCloseTo(5, within(0.5));
    }

    private double meanBurst(int sent) {
        int expected = 0;
        int bursts = 0;
        int lost = 0;
        for (int number : numbers()) {
            if (number != expected) {
                bursts++;
                lost += number - expected;
            }
            expected = number + 1;
        }
        if (expected != sent) {
            bursts++;
            lost += sent - expected;
        }
        return (double) lost / bursts;
    }

    @Test
    void duplicatesArriveTwice() {
        network.setConditions(ALICE, BOB, LinkConditions.PERFECT.withDuplicates(1));
        stream(3, MILLI, 20);
        assertThat(numbers()).containsExactly(0, 0, 1, 1, 2, 2);
    }

    @Test
    void reorderedDatagramsAreOvertaken() {
        network.setConditions(ALICE, BOB, LinkConditions.PERFECT.withReordering(0.1, 3 * MILLI));
        stream(1000, MILLI, 20);
        assertThat(numbers()).hasSize(1000).doesNotHaveDuplicates();
        int overtaken = 0;
        for (int i = 1; i < arrivals.size(); i++) {
            if (arrivals.get(i).number() < arrivals.get(i - 1).number()) {
                overtaken++;
            }
        }
        assertThat(overtaken).isBetween(60, 130);
    }

    @Test
    void bottleneckSpacesDatagramsAndItsQueueOverflows() {
        // 1,000 bytes with headers at 1 Mbit/s: 8 ms each; 5 fit into the queue
        network.setConditions(ALICE, BOB, LinkConditions.PERFECT.withRate(1_000_000, 5000));
        stream(20, 0, 972);
        assertThat(arrivals)
                .containsExactly(
                        new Arrival(0, 8 * MILLI),
                        new Arrival(1, 16 * MILLI),
                        new Arrival(2, 24 * MILLI),
                        new Arrival(3, 32 * MILLI),
                        new Arrival(4, 40 * MILLI));
        assertThat(network.lost()).isEqualTo(15);
    }

    @Test
    void bottleneckPassesItsRateOverTime() {
        network.setConditions(ALICE, BOB, LinkConditions.PERFECT.withRate(1_000_000, 10_000));
        // 2 Mbit/s for 4 s
        stream(1000, 4 * MILLI, 972);
        assertThat(arrivals.size()).isBetween(500, 510);
    }

    @Test
    void nobodyAtTheAddressIsLost() {
        alice.send(0, TransportAddress.ofIpv4(0x0A00_0002, 1), new byte[1]);
        bob.close();
        bob.close();
        alice.send(0, BOB, new byte[1]);
        assertThat(network.advanceTo(START)).isZero();
        assertThat(network.lost()).isEqualTo(2);
        network.open(new Counters(), BOB);
        assertThatThrownBy(() -> network.open(new Counters(), BOB))
                .hasMessageContaining("10.0.0.2:2000");
    }

    @Test
    void oversizedDatagramAndFullReceiveBufferAreDropped() {
        alice.send(0, BOB, new byte[Ingress.SLOT_BYTES + 1]);
        network.advanceTo(START);
        assertThat(bob.receive(new Ingress(4))).isZero();
        assertThat(counters.get(Count.DROPPED_TRUNCATED)).isEqualTo(1);

        for (int i = 0; i < 5000; i++) {
            alice.send(0, BOB, new byte[1000]);
        }
        network.advanceTo(START);
        assertThat(network.delivered()).isEqualTo(1 + (4 << 20) / 1000);
    }

    @Test
    void impossibleConditionsAreRefused() {
        assertThatThrownBy(() -> LinkConditions.PERFECT.withDuplicates(1.1))
                .hasMessageContaining("duplicateProbability is 1.1");
        assertThatThrownBy(() -> LinkConditions.PERFECT.withDelay(-1, 0))
                .hasMessageContaining("past");
        assertThatThrownBy(() -> new LossModel.Random(Double.NaN)).hasMessageContaining("NaN");
    }
}
