package io.plenum.bridge.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plenum.bridge.api.LogContext;
import io.plenum.bridge.bytes.TransportAddress;
import io.plenum.bridge.counts.Counters;
import io.plenum.bridge.ice.BindingRequest;
import io.plenum.bridge.ice.IceLite;
import io.plenum.bridge.net.simulated.SimulatedNetwork;
import io.plenum.bridge.net.simulated.SimulatedPort;
import io.plenum.bridge.parameters.DtlsFingerprint;
import io.plenum.bridge.parameters.IceParameters;
import io.plenum.bridge.parameters.RemoteTransport;
import io.plenum.bridge.peer.NoDtls;
import io.plenum.bridge.peer.Peer;
import io.plenum.bridge.send.TransportOutput;
import io.plenum.bridge.srtp.CipherProviders;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The log of a cycle that failed says whose datagram it was. */
class FailedCycleTest {
    private static final String PASSWORD = "0123456789012345678901";
    private static final TransportAddress BRIDGE = TransportAddress.ofIpv4(0x0A00_0001, 10_000);
    private static final TransportAddress GUEST = TransportAddress.ofIpv4(0x0A00_0002, 5_000);

    private final SimulatedNetwork network = new SimulatedNetwork(1, 0);
    private final Counters counters = new Counters();

    /** Takes no event at all. */
    private final MediaLoop loop =
            new MediaLoop(
                    network.open(counters, BRIDGE),
                    counters,
                    event -> {
                        throw new IllegalStateException("meant to fail");
                    },
                    new CommandQueue(),
                    0);

    private void takeInAda() {
        Peer peer =
                new Peer(
                        "ada",
                        loop,
                        new Peer.Parts(
                                new IceLite(new IceParameters("ours", PASSWORD), 0, counters),
                                new NoDtls(),
                                new TransportOutput(loop.egress(), counters),
                                loop.forwarding(),
                                counters,
                                new SplittableRandom(1),
                                CipherProviders.PLATFORM),
                        0);
        loop.addPeer("room", new Placement(1, 1).place("room"), peer, () -> {});
        peer.setRemote(
                new RemoteTransport(
                        new IceParameters("them", PASSWORD),
                        List.of(new DtlsFingerprint("sha-256", "00"))),
                0);
    }

    private void adaChecks() {
        SimulatedPort port = network.open(new Counters(), GUEST);
        port.send(
                0,
                BRIDGE,
                BindingRequest.transaction(1)
                        .username("ours:them")
                        .priority()
                        .controlling()
                        .useCandidate()
                        .signed(PASSWORD)
                        .fingerprinted());
        network.advanceTo(network.nextArrivalNanos());
    }

    @Test
    void theLoopKnowsWhomItWorkedFor() {
        takeInAda();
        assertThat(loop.failedFor()).isEmpty();
        adaChecks();
        assertThatThrownBy(() -> loop.doWork(network.nowNanos())).hasMessage("meant to fail");
        assertThat(loop.failedFor()).isEqualTo(LogContext.map("room", "ada"));
        loop.doWork(network.nowNanos());
        assertThat(loop.failedFor()).isEmpty();
    }
}
