package io.plenum.loadtests.sockets;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * By Linux system calls: several messages of a socket in one call, runs that were sent as one
 * message read as one where that is wanted (UDP_GRO), and the kernel's arrival stamps.
 */
final class LinuxSocketSet implements SocketSet {
    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    private static final int SOCK_DGRAM = 2;
    private static final int SOCK_NONBLOCK = 0x800;
    private static final int SOL_SOCKET = 1;
    private static final int SO_RCVBUF = 8;
    private static final int SO_RCVBUFFORCE = 33;
    private static final int SO_TIMESTAMPNS = 35;
    private static final int SOL_UDP = 17;
    private static final int UDP_GRO = 104;
    private static final int EPOLL_CTL_ADD = 1;
    private static final int EPOLLIN = 1;
    private static final int EPOLL_DATA = LinuxCalls.epollEventBytes() - Long.BYTES;
    private static final int MSG_DONTWAIT = 0x40;
    private static final int ADDRESS_BYTES = 28;

    /** Where in {@link #scratch} the length of an address stands, and where a one for wake-ups. */
    private static final int ADDRESS_LENGTH = 32;

    private static final int ONE = 56;

    /** Messages of one call, and how long each may be. */
    private static final int MESSAGES = 8;

    /** Such calls in a row for one socket. */
    private static final int TURNS = 4;

    private static final int MESSAGE_BYTES = 65_536;
    private static final int HEADER_BYTES = 64;
    private static final int CONTROL_BYTES = 64;
    private static final int EVENTS = 256;
    private static final long RECALIBRATION_NANOS = 1_000_000_000L;

    private final Arena arena = Arena.ofShared();
    private final LinuxCalls calls = new LinuxCalls(arena);
    private final boolean keepsRuns;
    private final int epoll;
    private final int wakeFd;
    private final MemorySegment events =
            arena.allocate((long) EVENTS * LinuxCalls.epollEventBytes(), 8);
    private final MemorySegment headers = arena.allocate((long) MESSAGES * HEADER_BYTES, 8);
    private final MemorySegment vectors = arena.allocate(MESSAGES * 16L, 8);
    private final MemorySegment controls = arena.allocate((long) MESSAGES * CONTROL_BYTES, 8);
    private final MemorySegment slab = arena.allocate((long) MESSAGES * MESSAGE_BYTES, 64);
    private final MemorySegment outgoing = arena.allocate(MESSAGE_BYTES, 64);
    private final MemorySegment scratch = arena.allocate(64, 8);
    private final ByteBuffer received = slab.asByteBuffer();
    private final List<Socket> sockets = new ArrayList<>();
    private final List<Socket> ready = new ArrayList<>();
    private long calibratedNanos;
    private long realToMonotonicNanos;

    LinuxSocketSet(boolean keepsRuns) throws IOException {
        this.keepsRuns = keepsRuns;
        epoll = checked(calls.epollCreate(), "epoll");
        wakeFd = checked(calls.eventfd(SOCK_NONBLOCK), "eventfd");
        scratch.set(JAVA_LONG, ONE, 1);
        watch(wakeFd, -1);
        for (int i = 0; i < MESSAGES; i++) {
            vectors.set(JAVA_LONG, i * 16L, slab.address() + (long) i * MESSAGE_BYTES);
            vectors.set(JAVA_LONG, i * 16L + 8, MESSAGE_BYTES);
            // struct msghdr: no name, one vector, room for control messages.
            headers.set(JAVA_LONG, header(i) + 16, vectors.address() + i * 16L);
            headers.set(JAVA_LONG, header(i) + 24, 1);
            headers.set(JAVA_LONG, header(i) + 32, controls.address() + (long) i * CONTROL_BYTES);
        }
        calibrate();
    }

    private static long header(int message) {
        return (long) message * HEADER_BYTES;
    }

    private static int checked(int result, String what) throws IOException {
        if (result < 0) {
            throw new IOException("%s: error %d".formatted(what, -result));
        }
        return result;
    }

    private void watch(int fd, long number) throws IOException {
        scratch.set(JAVA_INT, 0, EPOLLIN);
        scratch.set(JAVA_LONG_UNALIGNED, EPOLL_DATA, number);
        checked(calls.epollCtl(epoll, EPOLL_CTL_ADD, fd, scratch.address()), "epoll_ctl");
    }

    /** The kernel stamps by the clock of the day; everything here is measured by the other. */
    private void calibrate() {
        long before = System.nanoTime();
        Instant real = Instant.now();
        long after = System.nanoTime();
        calibratedNanos = after;
        realToMonotonicNanos =
                before + (after - before) / 2 - unixNanos(real.getEpochSecond(), real.getNano());
    }

    private static long unixNanos(long seconds, long nanos) {
        return TimeUnit.SECONDS.toNanos(seconds) + nanos;
    }

    @Override
    public boolean stampsArrivals() {
        return true;
    }

    @Override
    public ConnectedSocket connect(InetSocketAddress remote, boolean stamped, DatagramReader reader)
            throws IOException {
        byte[] address = remote.getAddress().getAddress();
        boolean ipv4 = address.length == 4;
        int fd =
                checked(
                        calls.socket(ipv4 ? AF_INET : AF_INET6, SOCK_DGRAM | SOCK_NONBLOCK),
                        "socket");
        try {
            // Beyond net.core.rmem_max, where root runs this: viewers are not to lose what we owe.
            scratch.set(JAVA_INT, 0, RECEIVE_BUFFER_BYTES);
            if (calls.setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, scratch.address(), Integer.BYTES)
                    < 0) {
                set(fd, SOL_SOCKET, SO_RCVBUF, RECEIVE_BUFFER_BYTES);
            }
            if (keepsRuns) {
                set(fd, SOL_UDP, UDP_GRO, 1);
            }
            if (stamped) {
                set(fd, SOL_SOCKET, SO_TIMESTAMPNS, 1);
            }
            scratch.asSlice(0, ADDRESS_BYTES).fill((byte) 0);
            scratch.set(JAVA_SHORT, 0, (short) (ipv4 ? AF_INET : AF_INET6));
            scratch.set(JAVA_BYTE, 2, (byte) (remote.getPort() >> 8));
            scratch.set(JAVA_BYTE, 3, (byte) remote.getPort());
            MemorySegment.copy(address, 0, scratch, JAVA_BYTE, ipv4 ? 4 : 8, address.length);
            int length = ipv4 ? 16 : ADDRESS_BYTES;
            checked(calls.connect(fd, scratch.address(), length), "connect");
            watch(fd, sockets.size());
            scratch.set(JAVA_INT, ADDRESS_LENGTH, ADDRESS_BYTES);
            long room = scratch.address() + ADDRESS_LENGTH;
            checked(calls.getsockname(fd, scratch.address(), room), "getsockname");
        } catch (IOException e) {
            calls.close(fd);
            throw e;
        }
        int port = (scratch.get(JAVA_BYTE, 2) & 0xFF) << 8 | (scratch.get(JAVA_BYTE, 3) & 0xFF);
        Socket socket = new Socket(fd, port, reader);
        sockets.add(socket);
        return socket;
    }

    private void set(int fd, int level, int option, int value) throws IOException {
        scratch.set(JAVA_INT, 0, value);
        int result = calls.setsockopt(fd, level, option, scratch.address(), Integer.BYTES);
        checked(result, "socket option " + option);
    }

    @Override
    public int select(long timeoutNanos) throws IOException {
        int millis = (int) TimeUnit.NANOSECONDS.toMillis(timeoutNanos);
        int found = calls.epollWait(epoll, events.address(), EVENTS, Math.max(0, millis));
        ready.clear();
        for (int i = 0; i < found; i++) {
            long at = (long) i * LinuxCalls.epollEventBytes() + EPOLL_DATA;
            long number = events.get(JAVA_LONG_UNALIGNED, at);
            if (number < 0) {
                calls.read(wakeFd, scratch.address(), Long.BYTES);
            } else {
                ready.add(sockets.get((int) number));
            }
        }
        if (System.nanoTime() - calibratedNanos > RECALIBRATION_NANOS) {
            calibrate();
        }
        return ready.size();
    }

    @Override
    public ConnectedSocket ready(int index) {
        return ready.get(index);
    }

    @Override
    public void wakeup() {
        LinuxCalls.wake(wakeFd, scratch.address() + ONE);
    }

    @Override
    public void close() {
        sockets.forEach(Socket::close);
        calls.close(wakeFd);
        calls.close(epoll);
        arena.close();
    }

    /** Of what {@code recvmmsg} left. */
    private void deliver(int message, Socket socket) {
        int length = headers.get(JAVA_INT, header(message) + 56);
        int segment = length;
        long arrival = 0;
        long control = (long) message * CONTROL_BYTES;
        long end = control + headers.get(JAVA_LONG, header(message) + 40);
        // struct cmsghdr: length, level, type, then the value; each begins at a multiple of 8.
        while (control + 16 <= end) {
            long bytes = controls.get(JAVA_LONG, control);
            int level = controls.get(JAVA_INT, control + 8);
            int type = controls.get(JAVA_INT, control + 12);
            if (level == SOL_UDP && type == UDP_GRO) {
                segment = controls.get(JAVA_INT_UNALIGNED, control + 16);
            } else if (level == SOL_SOCKET && type == SO_TIMESTAMPNS) {
                arrival =
                        unixNanos(
                                        controls.get(JAVA_LONG, control + 16),
                                        controls.get(JAVA_LONG, control + 24))
                                + realToMonotonicNanos;
            }
            control += Math.max(16, (bytes + 7) & ~7);
        }
        if (arrival == 0) {
            arrival = System.nanoTime();
        }
        int begin = message * MESSAGE_BYTES;
        for (int at = 0; at < length && segment > 0; at += segment) {
            int part = Math.min(segment, length - at);
            socket.reader.onDatagram(received, begin + at, part, arrival);
        }
    }

    private final class Socket implements ConnectedSocket {
        private final DatagramReader reader;
        private final int localPort;
        private int fd;

        Socket(int fd, int localPort, DatagramReader reader) {
            this.fd = fd;
            this.localPort = localPort;
            this.reader = reader;
        }

        @Override
        public int localPort() {
            return localPort;
        }

        @Override
        public void read() {
            int count = MESSAGES;
            for (int turn = 0; turn < TURNS && count == MESSAGES && fd >= 0; turn++) {
                for (int i = 0; i < MESSAGES; i++) {
                    headers.set(JAVA_LONG, header(i) + 40, CONTROL_BYTES);
                }
                count = calls.recvmmsg(fd, headers.address(), MESSAGES, MSG_DONTWAIT);
                for (int i = 0; i < count && fd >= 0; i++) {
                    deliver(i, this);
                }
            }
            if (count == -LinuxCalls.ECONNREFUSED) {
                reader.onUnreachable();
            } else if (count < 0 && count != -LinuxCalls.EAGAIN) {
                reader.onBroken("error " + -count);
            }
        }

        @Override
        public boolean send(byte[] buffer, int offset, int length) {
            if (fd < 0) {
                return false;
            }
            MemorySegment.copy(buffer, offset, outgoing, JAVA_BYTE, 0, length);
            return calls.send(fd, outgoing.address(), length, MSG_DONTWAIT) == length;
        }

        @Override
        public void close() {
            if (fd >= 0) {
                calls.close(fd);
                fd = -1;
            }
        }
    }
}
