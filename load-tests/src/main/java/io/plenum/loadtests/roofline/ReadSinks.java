package io.plenum.loadtests.roofline;

import io.plenum.bridge.bytes.TransportAddress;
import io.plenum.loadtests.sockets.ConnectedSocket;
import io.plenum.loadtests.sockets.DatagramReader;
import io.plenum.loadtests.sockets.SocketSet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Sockets that one thread reads as the load generator reads its viewers': the loop is charged for
 * the delivery into their buffers, and for waking who reads them.
 */
final class ReadSinks implements Sinks {
    private static final long TURN_NANOS = 5_000_000;

    /** So many of each viewer's are kept, to be opened. */
    private static final int KEPT = 4;

    private final SocketSet sockets;
    private final List<Viewer> viewers = new ArrayList<>();
    private final AtomicLong read = new AtomicLong();
    private final Thread reader;
    private volatile boolean stopped;

    private final class Viewer implements DatagramReader {
        private final List<byte[]> kept = new ArrayList<>();
        private int port;

        @Override
        public void onDatagram(ByteBuffer buffer, int offset, int length, long arrivalNanos) {
            read.setOpaque(read.getOpaque() + 1);
            if (kept.size() < KEPT) {
                byte[] copy = new byte[length];
                buffer.get(offset, copy);
                kept.add(copy);
            }
        }

        @Override
        public void onUnreachable() {
            // The loop's port opens before this and closes after it: nothing of it is refused.
        }

        @Override
        public void onBroken(String why) {
            throw new UncheckedIOException(new IOException("a viewer's socket: " + why));
        }
    }

    /**
     * Begins to read, on a thread that runs where the caller's does.
     *
     * @param loop who will send
     * @param keepsRuns see {@link SocketSet#open}
     */
    ReadSinks(int count, TransportAddress loop, boolean keepsRuns) throws IOException {
        sockets = SocketSet.open(keepsRuns);
        InetSocketAddress from = loop.toInetSocketAddress();
        for (int i = 0; i < count; i++) {
            Viewer viewer = new Viewer();
            ConnectedSocket socket = sockets.connect(from, false, viewer);
            viewer.port = socket.localPort();
            viewers.add(viewer);
        }
        reader = Thread.ofPlatform().daemon().name("roofline-viewers").start(this::run);
    }

    private void run() {
        try {
            while (!stopped) {
                int ready = sockets.select(TURN_NANOS);
                for (int i = 0; i < ready; i++) {
                    sockets.ready(i).read();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Datagrams that all viewers have read so far. Any thread. */
    long read() {
        return read.getOpaque();
    }

    @Override
    public List<TransportAddress> addresses() {
        return viewers.stream()
                .map(each -> new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), each.port))
                .map(TransportAddress::of)
                .toList();
    }

    @Override
    public int open(List<SrtpSession> sessions) throws IOException {
        close();
        int authentic = 0;
        for (int i = 0; i < viewers.size(); i++) {
            authentic += sessions.get(i).open(i, viewers.get(i).kept);
        }
        return authentic;
    }

    @Override
    public void close() throws IOException {
        if (stopped) {
            return;
        }
        stopped = true;
        try {
            reader.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        sockets.close();
    }
}
