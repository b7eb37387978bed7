package io.plenum.bridge.net.nio;

import io.plenum.bridge.bytes.BigEndian;
import io.plenum.bridge.bytes.Egress;
import io.plenum.bridge.bytes.Ingress;
import io.plenum.bridge.bytes.TransportAddress;
import io.plenum.bridge.counts.Count;
import io.plenum.bridge.counts.Counters;
import io.plenum.bridge.net.DatagramPort;
import io.plenum.bridge.net.PortBinding;
import io.plenum.bridge.net.PortOptions;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A port over {@link DatagramChannel}s: one system call per datagram, and an address object per
 * received one, which the JDK makes.
 */
public final class NioDatagramPort implements DatagramPort {
    private static final Logger LOG = LoggerFactory.getLogger(NioDatagramPort.class);

    /** Destinations whose JDK address is kept; a loop has far fewer peers. */
    private static final int MAX_CACHED_DESTINATIONS = 8192;

    private final Selector selector;
    private final List<DatagramChannel> channels;
    private final List<TransportAddress> localAddresses;
    private final Counters counters;
    private final ByteBuffer receiveBuffer = ByteBuffer.allocateDirect(Ingress.SLOT_BYTES + 1);
    private final ByteBuffer sendBuffer = ByteBuffer.allocateDirect(Egress.SLOT_BYTES);
    private final IdentityHashMap<TransportAddress, InetSocketAddress> destinations =
            new IdentityHashMap<>();
    private int firstChannel;

    private NioDatagramPort(Selector selector, List<DatagramChannel> channels, Counters counters)
            throws IOException {
        this.selector = selector;
        this.channels = channels;
        this.counters = counters;
        localAddresses = new ArrayList<>();
        for (DatagramChannel channel : channels) {
            localAddresses.add(TransportAddress.of((InetSocketAddress) channel.getLocalAddress()));
        }
    }

    /** See {@link io.plenum.bridge.net.DatagramPorts#open}. */
    public static NioDatagramPort open(
            List<InetAddress> bind, int port, PortOptions options, Counters counters)
            throws IOException {
        for (int attempt = 1; ; attempt++) {
            List<DatagramChannel> channels = new ArrayList<>();
            try {
                int number = port;
                for (InetAddress address : bind) {
                    channels.add(openChannel(address, number, options));
                    number = ((InetSocketAddress) channels.getFirst().getLocalAddress()).getPort();
                }
                Selector selector = Selector.open();
                for (DatagramChannel channel : channels) {
                    channel.register(selector, SelectionKey.OP_READ);
                }
                return new NioDatagramPort(selector, channels, counters);
            } catch (IOException e) {
                closeAll(channels);
                // A port that is free on the first address may be taken on the second.
                if (port != 0 || attempt == PortBinding.FREE_PORT_ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private static DatagramChannel openChannel(InetAddress address, int port, PortOptions options)
            throws IOException {
        DatagramChannel channel =
                DatagramChannel.open(
                        address instanceof Inet4Address
                                ? StandardProtocolFamily.INET
                                : StandardProtocolFamily.INET6);
        try {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.SO_RCVBUF, PortBinding.SOCKET_BUFFER_BYTES);
            channel.setOption(StandardSocketOptions.SO_SNDBUF, PortBinding.SOCKET_BUFFER_BYTES);
            if (options.dscp() != 0) {
                channel.setOption(StandardSocketOptions.IP_TOS, options.trafficClass());
            }
            channel.bind(new InetSocketAddress(address, port));
            return channel;
        } catch (IOException e) {
            channel.close();
            throw PortBinding.refused(address, port, String.valueOf(e.getMessage()));
        }
    }

    private static void closeAll(List<DatagramChannel> channels) {
        for (DatagramChannel channel : channels) {
            try {
                channel.close();
            } catch (IOException e) {
                LOG.warn("a UDP socket did not close", e);
            }
        }
    }

    @Override
    public List<TransportAddress> localAddresses() {
        return List.copyOf(localAddresses);
    }

    @Override
    public int receive(Ingress into) {
        int before = into.count();
        int sockets = channels.size();
        // Begins with another socket each time, so that a flood on one does not starve the others.
        firstChannel = (firstChannel + 1) % sockets;
        for (int i = 0; i < sockets && into.count() < into.capacity(); i++) {
            receiveFrom((firstChannel + i) % sockets, into);
        }
        int received = into.count() - before;
        counters.add(Count.DATAGRAMS_RECEIVED, received);
        return received;
    }

    private void receiveFrom(int index, Ingress into) {
        DatagramChannel channel = channels.get(index);
        while (into.count() < into.capacity()) {
            receiveBuffer.clear();
            InetSocketAddress from;
            try {
                from = (InetSocketAddress) channel.receive(receiveBuffer);
            } catch (IOException e) {
                // An ICMP error of an earlier send (a peer that went away) says nothing of this
                // socket.
                return;
            }
            if (from == null) {
                return;
            }
            counters.increment(Count.RECEIVE_CALLS);
            receiveBuffer.flip();
            int length = receiveBuffer.remaining();
            counters.add(Count.BYTES_RECEIVED, length);
            if (length > Ingress.SLOT_BYTES) {
                counters.increment(Count.DROPPED_TRUNCATED);
                continue;
            }
            receiveBuffer.get(into.slab(), into.offset(into.count()), length);
            add(into, length, index, from);
        }
    }

    private static void add(Ingress into, int length, int index, InetSocketAddress from) {
        byte[] raw = from.getAddress().getAddress();
        long now = System.nanoTime();
        if (raw.length == 4) {
            TransportAddress mapped =
                    TransportAddress.ofIpv4(BigEndian.getInt(raw, 0), from.getPort());
            into.add(length, index, mapped.high(), mapped.low(), mapped.port(), now, 0);
        } else {
            into.add(
                    length,
                    index,
                    BigEndian.getLong(raw, 0),
                    BigEndian.getLong(raw, 8),
                    from.getPort(),
                    now,
                    0);
        }
    }

    @Override
    public void send(Egress batch) {
        for (int i = 0; i < batch.count(); i++) {
            int length = batch.length(i);
            sendBuffer.clear();
            sendBuffer.put(batch.slab(), batch.offset(i), length).flip();
            try {
                int sent =
                        channels.get(batch.localIndex(i))
                                .send(sendBuffer, destination(batch.destination(i)));
                if (sent == length) {
                    counters.increment(Count.SEND_CALLS);
                    counters.increment(Count.DATAGRAMS_SENT);
                    counters.add(Count.BYTES_SENT, length);
                    continue;
                }
            } catch (IOException | UnsupportedAddressTypeException e) {
                // No route, an ICMP error of an earlier send, or an IPv6 destination on an IPv4
                // socket: this datagram is lost, no more.
            }
            counters.increment(Count.DATAGRAMS_NOT_SENT);
        }
        batch.clear();
    }

    /** A peer's destination is one object for long, so its JDK address is made once. */
    private InetSocketAddress destination(TransportAddress address) {
        InetSocketAddress known = destinations.get(address);
        if (known == null) {
            if (destinations.size() >= MAX_CACHED_DESTINATIONS) {
                destinations.clear();
            }
            known = address.toInetSocketAddress();
            destinations.put(address, known);
        }
        return known;
    }

    @Override
    public void await(long timeoutNanos) {
        try {
            long millis = TimeUnit.NANOSECONDS.toMillis(timeoutNanos);
            if (millis == 0) {
                selector.selectNow();
            } else {
                selector.select(millis);
            }
            selector.selectedKeys().clear();
        } catch (IOException e) {
            LOG.error("waiting for datagrams failed", e);
        }
    }

    @Override
    public boolean gainsFromRuns() {
        return false;
    }

    @Override
    public void wakeup() {
        selector.wakeup();
    }

    @Override
    public int receiveBufferBytes() {
        int smallest = Integer.MAX_VALUE;
        for (DatagramChannel channel : channels) {
            try {
                smallest = Math.min(smallest, channel.getOption(StandardSocketOptions.SO_RCVBUF));
            } catch (IOException e) {
                return 0;
            }
        }
        return smallest;
    }

    @Override
    public void close() {
        closeAll(channels);
        try {
            selector.close();
        } catch (IOException e) {
            LOG.warn("a selector did not close", e);
        }
    }
}
