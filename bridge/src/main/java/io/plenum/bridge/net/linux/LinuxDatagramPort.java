package io.plenum.bridge.net.linux;

import io.plenum.bridge.bytes.Egress;
import io.plenum.bridge.bytes.Ingress;
import io.plenum.bridge.bytes.TransportAddress;
import io.plenum.bridge.counts.Count;
import io.plenum.bridge.counts.Counters;
import io.plenum.bridge.net.DatagramPort;
import io.plenum.bridge.net.PortBinding;
import io.plenum.bridge.net.PortOptions;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A port over Linux system calls: many datagrams per call, and runs to one destination as one
 * segmented send. Allocates nothing per call. After {@link #close} every call is harmless and does
 * nothing.
 */
public final class LinuxDatagramPort implements DatagramPort {
    private final Arena arena;
    private final LibC libc;
    private final Counters counters;
    private final int[] fds;
    private final List<TransportAddress> localAddresses;
    private final int receiveBufferBytes;
    private final ReceiveBatch receiveBatch;
    private final Segmentation segmentation;
    private final SendBatch sendBatch;
    private final Waiting waiting;
    private int firstSocket;
    private boolean isClosed;

    private LinuxDatagramPort(
            Arena arena, LibC libc, List<UdpSocket> sockets, boolean segments, Counters counters)
            throws IOException {
        this.arena = arena;
        this.libc = libc;
        this.counters = counters;
        fds = sockets.stream().mapToInt(UdpSocket::fd).toArray();
        localAddresses = sockets.stream().map(UdpSocket::local).toList();
        receiveBufferBytes =
                sockets.stream().mapToInt(UdpSocket::receiveBufferBytes).min().orElse(0);
        boolean[] isIpv4 = new boolean[fds.length];
        for (int i = 0; i < fds.length; i++) {
            isIpv4[i] = localAddresses.get(i).isIpv4();
        }
        boolean canSegment = segments && sockets.stream().allMatch(UdpSocket::canSegment);
        receiveBatch = new ReceiveBatch(arena, libc, counters, fds.length);
        segmentation = new Segmentation(canSegment);
        sendBatch = new SendBatch(arena, libc, counters, segmentation, fds, isIpv4);
        // Last, since it opens a file.
        waiting = new Waiting(arena, libc, fds);
    }

    /** Whether this is a Linux whose structures and calls this package knows. */
    public static boolean isSupported() {
        String architecture = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
        return System.getProperty("os.name", "").equals("Linux")
                && (architecture.equals("amd64") || architecture.equals("aarch64"))
                && LibC.isComplete();
    }

    /** See {@link io.plenum.bridge.net.DatagramPorts#open}. */
    public static LinuxDatagramPort open(
            List<InetAddress> bind, int port, PortOptions options, Counters counters)
            throws IOException {
        for (int attempt = 1; ; attempt++) {
            Arena arena = Arena.ofShared();
            LibC libc = new LibC(arena);
            List<UdpSocket> sockets = new ArrayList<>();
            try {
                int number = port;
                for (InetAddress address : bind) {
                    sockets.add(UdpSocket.open(libc, address, number, options));
                    number = sockets.getFirst().local().port();
                }
                return new LinuxDatagramPort(arena, libc, sockets, options.segments(), counters);
            } catch (IOException e) {
                for (UdpSocket socket : sockets) {
                    libc.close(socket.fd());
                }
                arena.close();
                // A port that is free on the first address may be taken on the second.
                if (port != 0 || attempt == PortBinding.FREE_PORT_ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    @Override
    public List<TransportAddress> localAddresses() {
        return localAddresses;
    }

    @Override
    public int receive(Ingress into) {
        if (isClosed) {
            return 0;
        }
        int before = into.count();
        int sockets = fds.length;
        // Begins with another socket each time, so that a flood on one does not starve the others.
        firstSocket = (firstSocket + 1) % sockets;
        for (int i = 0; i < sockets; i++) {
            int socket = (firstSocket + i) % sockets;
            receiveBatch.receive(fds[socket], socket, into);
        }
        int received = into.count() - before;
        counters.add(Count.DATAGRAMS_RECEIVED, received);
        return received;
    }

    @Override
    public void send(Egress batch) {
        if (isClosed) {
            counters.add(Count.DATAGRAMS_NOT_SENT, batch.count());
        } else {
            sendBatch.send(batch);
        }
        batch.clear();
    }

    @Override
    public void await(long timeoutNanos) {
        if (!isClosed) {
            waiting.await(timeoutNanos);
        }
    }

    @Override
    public boolean gainsFromRuns() {
        return segmentation.limitBytes() > 0;
    }

    @Override
    public void wakeup() {
        waiting.wakeup();
    }

    @Override
    public int receiveBufferBytes() {
        return receiveBufferBytes;
    }

    @Override
    public void close() {
        if (isClosed) {
            return;
        }
        isClosed = true;
        for (int fd : fds) {
            libc.close(fd);
        }
        waiting.close();
        arena.close();
    }
}
