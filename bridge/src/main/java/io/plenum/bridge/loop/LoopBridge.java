package io.plenum.bridge.loop;

import io.plenum.bridge.api.Bridge;
import io.plenum.bridge.api.BridgeListener;
import io.plenum.bridge.api.BridgeOverloadedException;
import io.plenum.bridge.api.BridgeStatistics;
import io.plenum.bridge.api.LogContext;
import io.plenum.bridge.api.PacketCapture;
import io.plenum.bridge.bytes.TransportAddress;
import io.plenum.bridge.config.BridgeConfig;
import io.plenum.bridge.counts.Count;
import io.plenum.bridge.counts.CountedCodec;
import io.plenum.bridge.counts.Counters;
import io.plenum.bridge.counts.Distribution;
import io.plenum.bridge.counts.Histogram;
import io.plenum.bridge.counts.MediaTotal;
import io.plenum.bridge.counts.PeerStatistics;
import io.plenum.bridge.crypto.CipherSelection;
import io.plenum.bridge.dtls.DtlsCertificate;
import io.plenum.bridge.dtls.DtlsWarmUp;
import io.plenum.bridge.ice.HostCandidates;
import io.plenum.bridge.ice.IceCredentials;
import io.plenum.bridge.net.DatagramPort;
import io.plenum.bridge.net.DatagramPorts;
import io.plenum.bridge.net.PortBinding;
import io.plenum.bridge.net.PortOptions;
import io.plenum.bridge.net.UsableAddresses;
import io.plenum.bridge.net.linux.BackgroundThreads;
import io.plenum.bridge.parameters.CloseReason;
import io.plenum.bridge.parameters.DownlinkReport;
import io.plenum.bridge.parameters.IceCandidate;
import io.plenum.bridge.parameters.IceParameters;
import io.plenum.bridge.parameters.LayerTarget;
import io.plenum.bridge.parameters.LocalTransport;
import io.plenum.bridge.parameters.MediaParameters;
import io.plenum.bridge.parameters.RemoteTransport;
import io.plenum.bridge.parameters.Tile;
import io.plenum.bridge.peer.Peer;
import io.plenum.bridge.room.Room;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The bridge made of media loops: places peers on loops and carries commands there. */
public final class LoopBridge implements Bridge {
    private static final Logger LOG = LoggerFactory.getLogger(LoopBridge.class);

    /** How long a command may wait for room in a loop's queue before the caller is told. */
    private static final long SUBMIT_PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** A loop that has ended answers no more. */
    private static final long REPORT_PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(2);

    private static final long CLOSE_PATIENCE_MILLIS = 1_000;

    /** The first handshake of a JVM takes a quarter of a second, later ones a few milliseconds. */
    private static final int WARM_UP_HANDSHAKES = 3;

    private final SecureRandom random = new SecureRandom();
    private final DtlsCertificate certificate = DtlsCertificate.create(random, Instant.now());
    private final List<LoopHandle> loops = new ArrayList<>();
    private final ConcurrentMap<String, PeerHandle> peers = new ConcurrentHashMap<>();
    private final Placement placement;
    private final AtomicInteger openSessions = new AtomicInteger();
    private final EventQueue events;
    private volatile CipherSelection.Chosen ciphers;
    private volatile boolean closed;

    /** One loop with its thread. */
    private record LoopHandle(MediaLoop loop, LoopRunner runner, List<IceCandidate> candidates) {}

    /** Where a peer lives. */
    private record PeerHandle(LoopHandle home, Placement.Part part) {}

    private LoopBridge(
            CipherSelection.Chosen ciphers, Placement placement, BridgeListener listener) {
        this.ciphers = ciphers;
        this.placement = placement;
        events = new EventQueue(listener);
    }

    /**
     * Opens the ports and starts the loops.
     *
     * @throws IOException if a port, address or provider of ciphers cannot be used; the message
     *     says which and what to do
     */
    public static LoopBridge start(BridgeConfig config, BridgeListener listener)
            throws IOException {
        return start(config, Placement.PEERS_BEFORE_SPANNING, listener);
    }

    /** As above, where rooms of fewer peers span loops. */
    static LoopBridge start(BridgeConfig config, int peersBeforeSpanning, BridgeListener listener)
            throws IOException {
        boolean demanded = config.crypto() == BridgeConfig.Crypto.ACCP;
        LoopBridge bridge =
                new LoopBridge(
                        demanded
                                ? CipherSelection.choose(config.crypto())
                                : CipherSelection.UNDECIDED,
                        new Placement(config.loops(), peersBeforeSpanning),
                        listener);
        try {
            bridge.openLoops(config);
            BackgroundThreads.yieldToOthers();
            DtlsWarmUp.run(bridge.certificate, WARM_UP_HANDSHAKES);
            if (!demanded) {
                Thread.ofPlatform()
                        .daemon()
                        .name("plenum-cipher-trial")
                        .start(() -> bridge.chooseCiphers(config.crypto()));
            }
            return bridge;
        } catch (IOException | RuntimeException e) {
            bridge.close();
            throw e;
        }
    }

    /** Whoever comes before the trial has ended gets the platform's ciphers. */
    private void chooseCiphers(BridgeConfig.Crypto wish) {
        try {
            ciphers = CipherSelection.choose(wish);
        } catch (IOException e) {
            LOG.error("{}", e.getMessage());
        }
    }

    private void openLoops(BridgeConfig config) throws IOException {
        List<InetAddress> bind =
                config.bind().isEmpty()
                        ? UsableAddresses.list()
                        : config.bind().stream().map(InetAddress::ofLiteral).toList();
        for (int i = 0; i < config.loops(); i++) {
            Counters counters = new Counters();
            int number = config.port() == 0 ? 0 : config.port() + i;
            PortOptions options =
                    new PortOptions(config.gso() == BridgeConfig.Gso.AUTO, config.dscp());
            DatagramPort port =
                    DatagramPorts.open(kind(config.io()), bind, number, options, counters);
            warnOfSmallBuffer(port);
            long nowNanos = System.nanoTime();
            MediaLoop loop =
                    new MediaLoop(port, counters, events::raise, new CommandQueue(), nowNanos);
            LoopRunner runner = new LoopRunner("plenum-media-" + i, loop, port);
            loops.add(new LoopHandle(loop, runner, candidates(port, config.advertise())));
            runner.start();
        }
        LoopSpans.connect(loops.stream().map(LoopHandle::loop).toList());
    }

    /**
     * A small receive buffer loses packets whenever the loop pauses; only the operator can raise
     * it.
     */
    private static void warnOfSmallBuffer(DatagramPort port) {
        int granted = port.receiveBufferBytes();
        if (granted < PortBinding.SOCKET_BUFFER_BYTES) {
            LOG.warn(
                    "UDP receive buffer: {} KiB granted, {} KiB asked for; raise net.core.rmem_max",
                    granted / 1024,
                    PortBinding.SOCKET_BUFFER_BYTES / 1024);
        }
    }

    private static DatagramPorts.Kind kind(BridgeConfig.Io io) {
        return switch (io) {
            case AUTO -> DatagramPorts.Kind.AUTO;
            case LINUX -> DatagramPorts.Kind.LINUX;
            case NIO -> DatagramPorts.Kind.NIO;
        };
    }

    private static List<IceCandidate> candidates(DatagramPort port, List<String> advertise) {
        List<TransportAddress> bound = port.localAddresses();
        if (advertise.isEmpty()) {
            return HostCandidates.of(bound);
        }
        int number = bound.getFirst().port();
        return HostCandidates.of(
                advertise.stream()
                        .map(
                                address ->
                                        TransportAddress.of(
                                                new InetSocketAddress(
                                                        InetAddress.ofLiteral(address), number)))
                        .toList());
    }

    @Override
    public LocalTransport addPeer(String room, String peer) {
        requireOpen();
        IceParameters ice = IceCredentials.generate(random);
        Placement.Part part = placement.place(room);
        LoopHandle home = loops.get(part.loop());
        PeerHandle handle = new PeerHandle(home, part);
        if (peers.putIfAbsent(peer, handle) != null) {
            part.release();
            throw new IllegalArgumentException("there is a peer " + peer + " already");
        }
        MediaLoop loop = home.loop();
        PeerAssembly assembly =
                new PeerAssembly(loop, certificate, openSessions, ciphers.providers());
        long seed = random.nextLong();
        boolean taken =
                loop.submit(
                        () ->
                                loop.addPeer(
                                        room,
                                        part,
                                        assembly.assemble(room, peer, ice, seed),
                                        () -> onPeerGone(peer, handle)));
        if (!taken) {
            onPeerGone(peer, handle);
            throw new BridgeOverloadedException("the media loop has too many commands waiting");
        }
        return new LocalTransport(ice, home.candidates(), certificate.fingerprint());
    }

    private void onPeerGone(String peer, PeerHandle handle) {
        if (peers.remove(peer, handle)) {
            handle.part().release();
        }
    }

    @Override
    public void setRemote(String peer, RemoteTransport remote) {
        command(peer, (loop, room, target) -> target.setRemote(remote, loop.nowNanos()));
    }

    @Override
    public LocalTransport restartIce(String peer, RemoteTransport remote) {
        PeerHandle handle = peers.get(peer);
        if (handle == null) {
            throw new IllegalArgumentException("there is no peer " + peer);
        }
        IceParameters ice = IceCredentials.generate(random);
        MediaLoop loop = handle.home().loop();
        submit(loop, () -> loop.restartIce(peer, ice, remote));
        return new LocalTransport(ice, handle.home().candidates(), certificate.fingerprint());
    }

    @Override
    public void setMedia(String peer, MediaParameters media) {
        command(peer, (loop, room, target) -> room.setMedia(target, media, loop.nowNanos()));
    }

    @Override
    public void assign(String peer, String mid, @Nullable String publication) {
        command(
                peer,
                (loop, room, target) -> room.assign(target, mid, publication, loop.nowNanos()));
    }

    @Override
    public void followLoudest(String peer, String mid) {
        command(peer, (loop, room, target) -> room.followLoudest(target, mid, loop.nowNanos()));
    }

    @Override
    public void setLayers(String peer, String mid, LayerTarget target) {
        command(peer, (loop, room, found) -> found.setLayers(mid, target, loop.nowNanos()));
    }

    @Override
    public void setWithheld(String peer, String publication, boolean withheld) {
        command(
                peer,
                (loop, room, target) ->
                        room.setWithheld(target, publication, withheld, loop.nowNanos()));
    }

    @Override
    public void setView(String peer, List<Tile> tiles, boolean hidden) {
        List<Tile> view = List.copyOf(tiles);
        command(peer, (loop, room, found) -> found.setView(view, hidden, loop.nowNanos()));
    }

    @Override
    public CompletionStage<DownlinkReport> downlink(String peer) {
        CompletableFuture<DownlinkReport> report = new CompletableFuture<>();
        PeerHandle handle = peers.get(peer);
        if (handle == null) {
            report.complete(DownlinkReport.NOTHING);
            return report;
        }
        MediaLoop loop = handle.home().loop();
        submit(
                loop,
                () -> {
                    DownlinkReport[] found = {DownlinkReport.NOTHING};
                    loop.withPeer(
                            peer,
                            (room, target) -> found[0] = target.downlinkReport(loop.nowNanos()));
                    // What waits for it is no work for the loop.
                    var _ = report.completeAsync(() -> found[0]);
                });
        return report.completeOnTimeout(
                DownlinkReport.NOTHING, REPORT_PATIENCE_NANOS, TimeUnit.NANOSECONDS);
    }

    @Override
    public void removePeer(String peer, CloseReason reason) {
        PeerHandle handle = peers.get(peer);
        if (handle != null) {
            MediaLoop loop = handle.home().loop();
            submit(loop, () -> loop.removePeer(peer, reason));
        }
    }

    /** A command for one peer. */
    @FunctionalInterface
    private interface PeerCommand {
        void accept(MediaLoop loop, Room room, Peer peer);
    }

    private void command(String peer, PeerCommand command) {
        PeerHandle handle = peers.get(peer);
        if (handle != null) {
            MediaLoop loop = handle.home().loop();
            submit(
                    loop,
                    () ->
                            loop.withPeer(
                                    peer, (room, target) -> carryOut(command, loop, room, target)));
        }
    }

    /** One that fails ends only itself. */
    private static void carryOut(PeerCommand command, MediaLoop loop, Room room, Peer target) {
        try {
            command.accept(loop, room, target);
        } catch (RuntimeException e) {
            try (LogContext _ = LogContext.of(room.id(), target.id())) {
                LOG.error("a command failed", e);
            }
        }
    }

    /**
     * Losing one of these would leave loop and caller with different ideas, so it is tried for a
     * while.
     */
    private static void submit(MediaLoop loop, Runnable command) {
        long startedNanos = System.nanoTime();
        while (!loop.submit(command)) {
            if (System.nanoTime() - startedNanos > SUBMIT_PATIENCE_NANOS) {
                throw new BridgeOverloadedException("the media loop has too many commands waiting");
            }
            LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(200));
        }
    }

    @Override
    public List<IceCandidate> candidates() {
        return loops.stream().flatMap(each -> each.candidates().stream()).toList();
    }

    @Override
    public BridgeStatistics statistics() {
        Map<Count, Long> sums = new EnumMap<>(Count.class);
        for (Count count : Count.values()) {
            long sum = 0;
            for (LoopHandle each : loops) {
                sum += each.loop().counters().get(count);
            }
            sums.put(count, sum);
        }
        SortedMap<Integer, Long> runs = new TreeMap<>();
        for (LoopHandle each : loops) {
            long[] messages = each.loop().counters().runs();
            for (int datagrams = 1; datagrams < messages.length; datagrams++) {
                if (messages[datagrams] > 0) {
                    runs.merge(datagrams, messages[datagrams], Long::sum);
                }
            }
        }
        return new BridgeStatistics(
                placement.rooms(),
                peers.size(),
                sums,
                runs,
                media(),
                distributions(),
                perLoop(Count.BUSY_NANOS),
                perLoop(Count.CYCLES),
                ciphers.reports());
    }

    private List<Long> perLoop(Count what) {
        return loops.stream().map(each -> each.loop().counters().get(what)).toList();
    }

    private Map<MediaTotal, Map<CountedCodec, Long>> media() {
        Map<MediaTotal, Map<CountedCodec, Long>> totals = new EnumMap<>(MediaTotal.class);
        for (MediaTotal total : MediaTotal.values()) {
            Map<CountedCodec, Long> byCodec = new EnumMap<>(CountedCodec.class);
            for (CountedCodec codec : CountedCodec.values()) {
                long sum = 0;
                for (LoopHandle each : loops) {
                    sum += each.loop().counters().media(codec, total);
                }
                byCodec.put(codec, sum);
            }
            totals.put(total, byCodec);
        }
        return totals;
    }

    private Map<Distribution, Histogram> distributions() {
        Map<Distribution, Histogram> sums = new EnumMap<>(Distribution.class);
        for (Distribution what : Distribution.values()) {
            for (LoopHandle each : loops) {
                sums.merge(what, each.loop().counters().histogram(what), Histogram::plus);
            }
        }
        return sums;
    }

    @Override
    public CompletableFuture<Optional<PeerStatistics>> peerStatistics(String peer) {
        PeerHandle handle = peers.get(peer);
        if (handle == null) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        CompletableFuture<Optional<PeerStatistics>> answer = new CompletableFuture<>();
        MediaLoop loop = handle.home().loop();
        boolean taken =
                loop.submit(() -> answer.complete(Optional.ofNullable(loop.statistics(peer))));
        if (!taken) {
            // Only statistics: the loop has enough to do.
            answer.complete(Optional.empty());
        }
        return answer;
    }

    @Override
    public PacketCapture capture(String peer, int payloadBytes) {
        PeerHandle handle = peers.get(peer);
        if (handle == null) {
            throw new IllegalArgumentException("there is no peer " + peer);
        }
        MediaLoop loop = handle.home().loop();
        Instant now = Instant.now();
        long epochNanos = TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
        PeerCapture capture = new PeerCapture(loop, payloadBytes, epochNanos - System.nanoTime());
        submit(loop, () -> loop.capture(peer, capture));
        return capture;
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the bridge is closed");
        }
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        sayGoodbye();
        for (LoopHandle each : loops) {
            each.runner().close();
        }
        events.close();
    }

    /** Ends every peer and lets the loops send what the DTLS sessions say last. */
    private void sayGoodbye() {
        CountDownLatch gone = new CountDownLatch(loops.size());
        for (LoopHandle each : loops) {
            boolean taken =
                    each.loop()
                            .submit(
                                    () -> {
                                        each.loop().removeAll(CloseReason.SERVER_SHUTDOWN);
                                        gone.countDown();
                                    });
            if (!taken) {
                gone.countDown();
            }
        }
        try {
            gone.await(CLOSE_PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
            long deadlineNanos =
                    System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(CLOSE_PATIENCE_MILLIS);
            while (openSessions.get() > 0 && System.nanoTime() - deadlineNanos < 0) {
                TimeUnit.MILLISECONDS.sleep(1);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
