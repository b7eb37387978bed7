package io.plenum.bridge.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plenum.bridge.bytes.Egress;
import io.plenum.bridge.bytes.Ingress;
import io.plenum.bridge.bytes.TransportAddress;
import io.plenum.bridge.counts.Counters;
import io.plenum.bridge.net.simulated.LinkConditions;
import io.plenum.bridge.net.simulated.SimulatedNetwork;
import io.plenum.bridge.net.simulated.SimulatedPort;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LoopInvokerTest {
    private static final long MILLI = 1_000_000;
    private static final long START = Long.sum(Long.MAX_VALUE, -100 * MILLI);
    private static final TransportAddress SERVER = TransportAddress.ofIpv4(0x0A00_0001, 10_000);
    private static final TransportAddress CLIENT = TransportAddress.ofIpv4(0x0A00_0002, 5000);

    private final SimulatedNetwork network = new SimulatedNetwork(1, START);
    private final SimulatedPort client = network.open(new Counters(), CLIENT);
    private final List<String> events = new ArrayList<>();

    /** Answers each datagram and says hello every 50 ms. */
    private final class Echo implements DutyCycle {
        private final SimulatedPort port = network.open(new Counters(), SERVER);
        private final Ingress ingress = new Ingress(4);
        private final Egress egress = new Egress(4, port::send);
        private final TimerWheel wheel = new TimerWheel(START);

        Echo() {
            TimerWheel.Timer hello =
                    new TimerWheel.Timer() {
                        @Override
                        public void onDeadline(long nowNanos) {
                            events.add("tick " + (nowNanos - START) / MILLI);
                            wheel.schedule(this, deadlineNanos() + 50 * MILLI);
                        }
                    };
            wheel.schedule(hello, START + 50 * MILLI);
        }

        @Override
        public int doWork(long nowNanos) {
            ingress.clear();
            int work = port.receive(ingress);
            for (int i = 0; i < ingress.count(); i++) {
                events.add("datagram " + (nowNanos - START) / MILLI);
                egress.add(
                        ingress.slab(), ingress.offset(i), ingress.length(i), 0, ingress.remote(i));
            }
            work += wheel.advance(nowNanos);
            port.send(egress);
            return work;
        }

        @Override
        public long nextDeadlineNanos() {
            return wheel.nextDeadlineNanos();
        }

        @Override
        public void onClose() {
            events.add("closed");
            port.close();
        }
    }

    @Test
    void eventsHappenAtTheirVeryTime() {
        network.setDefaultConditions(LinkConditions.PERFECT.withDelay(30 * MILLI, 0));
        try (LoopInvoker loop = new LoopInvoker(new Echo())) {
            client.send(0, SERVER, new byte[12]);
            loop.runUntil(network, START + 40 * MILLI);
            client.send(0, SERVER, new byte[12]);
            loop.runUntil(network, START + 120 * MILLI);
        }
        assertThat(events)
                .containsExactly("datagram 30", "tick 50", "datagram 70", "tick 100", "closed");
        assertThat(network.nowNanos()).isEqualTo(START + 120 * MILLI);
        assertThat(client.receive(new Ingress(4))).isEqualTo(2);
    }

    @Test
    void loopWithoutRestIsADefect() {
        LoopInvoker loop =
                new LoopInvoker(
                        new DutyCycle() {
                            @Override
                            public int doWork(long nowNanos) {
                                return 1;
                            }

                            @Override
                            public long nextDeadlineNanos() {
                                return START;
                            }

                            @Override
                            public void onClose() {
                                events.add("closed");
                            }
                        });
        assertThatThrownBy(() -> loop.invoke(START)).hasMessageContaining("still busy");
        loop.close();
        loop.close();
        assertThat(events).containsExactly("closed");
        assertThatThrownBy(() -> loop.invoke(START)).hasMessageContaining("closed");
    }

    @Test
    void overdueDeadlineIsADefect() {
        LoopInvoker loop =
                new LoopInvoker(
                        new DutyCycle() {
                            @Override
                            public int doWork(long nowNanos) {
                                return 0;
                            }

                            @Override
                            public long nextDeadlineNanos() {
                                return START - 7;
                            }

                            @Override
                            public void onClose() {}
                        });
        assertThatThrownBy(() -> loop.runUntil(network, START + MILLI))
                .hasMessageContaining("deadline 7 ns ago");
    }
}
