package io.plenum.bridge.net.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.plenum.bridge.bytes.TransportAddress;
import io.plenum.bridge.net.PortBinding;
import io.plenum.bridge.net.PortOptions;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * One bound, non-blocking UDP socket.
 *
 * @param fd file descriptor; its owner closes it
 * @param local address and port it is bound to
 * @param receiveBufferBytes what the kernel granted
 * @param canSegment whether the kernel knows UDP_SEGMENT
 */
record UdpSocket(int fd, TransportAddress local, int receiveBufferBytes, boolean canSegment) {
    private static final int SOCK_DGRAM = 2;
    private static final int SOCK_NONBLOCK = 0x800;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int SOL_SOCKET = ReceivedControl.SOL_SOCKET;
    private static final int SO_SNDBUF = 7;
    private static final int SO_RCVBUF = 8;
    private static final int IPPROTO_IP = ReceivedControl.IPPROTO_IP;
    private static final int IP_RECVTOS = 13;
    private static final int IPPROTO_IPV6 = ReceivedControl.IPPROTO_IPV6;
    private static final int IPV6_RECVTCLASS = 66;
    private static final int IPV6_V6ONLY = 26;
    private static final int SOL_UDP = 17;
    private static final int UDP_SEGMENT = 103;

    /**
     * @param port 0 for one that is free
     * @param options segmentation is not the socket's, but each message's
     * @throws IOException see {@link PortBinding#refused}
     */
    static UdpSocket open(LibC libc, InetAddress address, int port, PortOptions options)
            throws IOException {
        TransportAddress wanted = TransportAddress.of(new InetSocketAddress(address, port));
        int fd =
                libc.socket(
                        wanted.isIpv4() ? SocketAddresses.AF_INET : SocketAddresses.AF_INET6,
                        SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd < 0) {
            throw PortBinding.refused(address, port, Errno.text(-fd));
        }
        try (Arena arena = Arena.ofConfined()) {
            return bind(libc, fd, wanted, address, options, arena);
        } catch (IOException | RuntimeException | Error e) {
            libc.close(fd);
            throw e;
        }
    }

    private static UdpSocket bind(
            LibC libc,
            int fd,
            TransportAddress wanted,
            InetAddress address,
            PortOptions options,
            Arena arena)
            throws IOException {
        MemorySegment value = arena.allocate(JAVA_INT);
        MemorySegment valueBytes = arena.allocate(JAVA_INT);
        if (!wanted.isIpv4()) {
            setOption(libc, fd, IPPROTO_IPV6, IPV6_V6ONLY, 1, value);
        }
        // The kernel grants at most net.core.rmem_max and wmem_max: what it granted is reported.
        setOption(libc, fd, SOL_SOCKET, SO_RCVBUF, PortBinding.SOCKET_BUFFER_BYTES, value);
        setOption(libc, fd, SOL_SOCKET, SO_SNDBUF, PortBinding.SOCKET_BUFFER_BYTES, value);

        askForControl(libc, fd, wanted.isIpv4(), value);
        if (options.dscp() != 0) {
            setOption(
                    libc,
                    fd,
                    wanted.isIpv4() ? IPPROTO_IP : IPPROTO_IPV6,
                    wanted.isIpv4() ? ReceivedControl.IP_TOS : ReceivedControl.IPV6_TCLASS,
                    options.trafficClass(),
                    value);
        }

        MemorySegment name = arena.allocate(SocketAddresses.STORAGE_BYTES, 8);
        int scope = address instanceof Inet6Address six ? six.getScopeId() : 0;
        int nameBytes = SocketAddresses.write(name, 0, wanted, scope);
        int result = libc.bind(fd, name.address(), nameBytes);
        if (result == 0) {
            valueBytes.set(JAVA_INT, 0, SocketAddresses.STORAGE_BYTES);
            result = libc.getsockname(fd, name.address(), valueBytes.address());
        }
        if (result < 0) {
            throw PortBinding.refused(address, wanted.port(), Errno.text(-result));
        }
        TransportAddress local =
                new TransportAddress(
                        SocketAddresses.high(name, 0),
                        SocketAddresses.low(name, 0),
                        SocketAddresses.port(name, 0));
        int granted = option(libc, fd, SOL_SOCKET, SO_RCVBUF, value, valueBytes);
        int segment = option(libc, fd, SOL_UDP, UDP_SEGMENT, value, valueBytes);
        return new UdpSocket(fd, local, Math.max(0, granted), segment >= 0);
    }

    /**
     * What is to come with each datagram. A kernel that refuses one of these does without: time is
     * then that of reading, congestion marks and losses in the buffer stay unknown.
     */
    private static void askForControl(LibC libc, int fd, boolean isIpv4, MemorySegment value) {
        value.set(JAVA_INT, 0, 1);
        long on = value.address();
        libc.setsockopt(fd, SOL_SOCKET, ReceivedControl.SO_TIMESTAMPNS, on, Integer.BYTES);
        libc.setsockopt(fd, SOL_SOCKET, ReceivedControl.SO_RXQ_OVFL, on, Integer.BYTES);
        if (isIpv4) {
            libc.setsockopt(fd, IPPROTO_IP, IP_RECVTOS, on, Integer.BYTES);
        } else {
            libc.setsockopt(fd, IPPROTO_IPV6, IPV6_RECVTCLASS, on, Integer.BYTES);
        }
    }

    private static void setOption(
            LibC libc, int fd, int level, int option, int to, MemorySegment value)
            throws IOException {
        value.set(JAVA_INT, 0, to);
        int result = libc.setsockopt(fd, level, option, value.address(), Integer.BYTES);
        if (result < 0) {
            throw new IOException(
                    "socket option %d/%d was refused: %s"
                            .formatted(level, option, Errno.text(-result)));
        }
    }

    /** The option's value, or the error number negated. */
    private static int option(
            LibC libc,
            int fd,
            int level,
            int option,
            MemorySegment value,
            MemorySegment valueBytes) {
        valueBytes.set(JAVA_INT, 0, Integer.BYTES);
        int result = libc.getsockopt(fd, level, option, value.address(), valueBytes.address());
        return result < 0 ? result : value.get(JAVA_INT, 0);
    }
}
