package io.plenum.loadtests.sockets;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** By java.nio: everywhere, a system call for each datagram, and no stamps. */
final class NioSocketSet implements SocketSet {
    private static final int DATAGRAM_BYTES = 2_048;

    /** Datagrams read of one socket in a row. */
    private static final int BURST = 32;

    private final Selector selector;
    private final ByteBuffer datagram = ByteBuffer.allocateDirect(DATAGRAM_BYTES);
    private final List<Socket> ready = new ArrayList<>();

    NioSocketSet() throws IOException {
        selector = Selector.open();
    }

    @Override
    public boolean stampsArrivals() {
        return false;
    }

    @Override
    public ConnectedSocket connect(InetSocketAddress remote, boolean stamped, DatagramReader reader)
            throws IOException {
        boolean ipv4 = remote.getAddress().getAddress().length == 4;
        DatagramChannel channel =
                DatagramChannel.open(
                        ipv4 ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6);
        channel.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER_BYTES);
        channel.connect(remote);
        channel.configureBlocking(false);
        Socket socket = new Socket(channel, reader);
        channel.register(selector, SelectionKey.OP_READ, socket);
        return socket;
    }

    @Override
    public int select(long timeoutNanos) throws IOException {
        long millis = TimeUnit.NANOSECONDS.toMillis(timeoutNanos);
        if (millis > 0) {
            selector.select(millis);
        } else {
            selector.selectNow();
        }
        ready.clear();
        for (SelectionKey key : selector.selectedKeys()) {
            ready.add((Socket) key.attachment());
        }
        selector.selectedKeys().clear();
        return ready.size();
    }

    @Override
    public ConnectedSocket ready(int index) {
        return ready.get(index);
    }

    @Override
    public void wakeup() {
        selector.wakeup();
    }

    @Override
    public void close() throws IOException {
        for (SelectionKey key : selector.keys()) {
            key.channel().close();
        }
        selector.close();
    }

    private final class Socket implements ConnectedSocket {
        private final DatagramChannel channel;
        private final DatagramReader reader;

        Socket(DatagramChannel channel, DatagramReader reader) {
            this.channel = channel;
            this.reader = reader;
        }

        @Override
        public int localPort() {
            return channel.socket().getLocalPort();
        }

        @Override
        public void read() {
            for (int i = 0; i < BURST && channel.isOpen(); i++) {
                try {
                    if (channel.read(datagram.clear()) <= 0) {
                        return;
                    }
                } catch (PortUnreachableException e) {
                    reader.onUnreachable();
                    return;
                } catch (IOException e) {
                    reader.onBroken(String.valueOf(e.getMessage()));
                    return;
                }
                reader.onDatagram(datagram, 0, datagram.position(), System.nanoTime());
            }
        }

        @Override
        public boolean send(byte[] buffer, int offset, int length) {
            try {
                return channel.write(ByteBuffer.wrap(buffer, offset, length)) > 0;
            } catch (IOException e) {
                return false;
            }
        }

        @Override
        public void close() {
            try {
                channel.close();
            } catch (IOException e) {
                reader.onBroken(String.valueOf(e.getMessage()));
            }
        }
    }
}
