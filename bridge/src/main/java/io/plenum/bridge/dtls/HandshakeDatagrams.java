package io.plenum.bridge.dtls;

import io.plenum.bridge.peer.DtlsTransport;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import org.bouncycastle.tls.DatagramTransport;
import org.bouncycastle.tls.TlsCloseable;
import org.jspecify.annotations.Nullable;

/**
 * The network as one handshake's thread sees it: blocking receive, flights packed into few
 * datagrams, a deadline. All but the constructor, {@link #requestClose} and the two queues belong
 * to that thread.
 */
final class HandshakeDatagrams implements DatagramTransport {
    /** Fits IPv6's minimum MTU with every header and a TURN relay's; browsers use the same. */
    static final int SEND_LIMIT_BYTES = 1200;

    /** More than any link carries; Firefox sends 1408. */
    static final int RECEIVE_LIMIT_BYTES = 2048;

    /** Why {@link #receive} gave up waiting. The session lives on: Bouncy Castle lets it pass. */
    static final class WokenException extends InterruptedIOException {
        private static final long serialVersionUID = 1;

        WokenException() {
            super("woken");
        }

        @Override
        public synchronized Throwable fillInStackTrace() {
            return this; // ordinary control flow
        }
    }

    /** The handshake took too long. */
    static final class DeadlineException extends IOException {
        private static final long serialVersionUID = 1;

        DeadlineException() {
            super("deadline");
        }
    }

    private final DtlsTransport.Listener listener;
    private final DatagramQueue inbound;
    private final DatagramQueue messages;
    private final ClientFlightFilter filter = new ClientFlightFilter();
    private final byte[] flight = new byte[SEND_LIMIT_BYTES];
    private final long graceNanos;
    private int flightBytes;
    private byte @Nullable [] clientHello;
    private @Nullable TlsCloseable session;
    private long deadlineNanos;
    private boolean established;
    private boolean closed;
    private int received;
    private volatile boolean closeRequested;

    /**
     * @param inbound datagrams from the peer, {@link DtlsRecords#wellFormed}
     * @param messages application data from our side
     * @param deadlineNanos by which the handshake must have ended
     * @param graceNanos how long a handshake may still take after an alert in the clear
     */
    HandshakeDatagrams(
            DtlsTransport.Listener listener,
            DatagramQueue inbound,
            DatagramQueue messages,
            long deadlineNanos,
            long graceNanos) {
        this.listener = listener;
        this.inbound = inbound;
        this.messages = messages;
        this.deadlineNanos = deadlineNanos;
        this.graceNanos = graceNanos;
    }

    /** Ends the session at the next chance. Any thread; the caller then unparks ours. */
    void requestClose() {
        closeRequested = true;
    }

    boolean closeRequested() {
        return closeRequested;
    }

    void setMinimumProtectedBytes(int bytes) {
        filter.setMinimumProtectedBytes(bytes);
    }

    void setSession(TlsCloseable session) {
        this.session = session;
    }

    /** From here on there is no deadline, and application data wakes {@link #receive}. */
    void establish() {
        established = true;
        flush();
    }

    /** Datagrams of the peer that Bouncy Castle was shown. */
    int received() {
        return received;
    }

    /** See {@link ClientFlightFilter#alert}. */
    int alert() {
        return filter.alert();
    }

    /** Waits for a whole ClientHello, which {@link #receive} then gives first. */
    void awaitClientHello() throws IOException {
        ClientHelloReassembly reassembly = new ClientHelloReassembly();
        while (true) {
            byte[] datagram = inbound.poll();
            if (datagram == null) {
                park(Long.MAX_VALUE);
            } else if (reassembly.offer(datagram, 0, datagram.length)
                    == ClientHelloReassembly.Verdict.COMPLETE) {
                clientHello = reassembly.record();
                return;
            }
        }
    }

    /** Waits to be woken, but not past the deadline and not if we are to close. */
    void park(long nanos) throws IOException {
        if (closeRequested) {
            if (session != null && !closed) {
                session.close(); // sends user_canceled or close_notify, then calls close below
            }
            throw new WokenException();
        }
        if (established) {
            if (nanos == Long.MAX_VALUE) {
                LockSupport.park(this);
            } else {
                LockSupport.parkNanos(this, nanos);
            }
            return;
        }
        long left = deadlineNanos - System.nanoTime();
        if (left <= 0) {
            throw new DeadlineException();
        }
        LockSupport.parkNanos(this, Math.min(left, nanos));
    }

    @Override
    public int getReceiveLimit() {
        byte[] hello = clientHello;
        return hello == null ? RECEIVE_LIMIT_BYTES : Math.max(hello.length, RECEIVE_LIMIT_BYTES);
    }

    @Override
    public int getSendLimit() {
        return SEND_LIMIT_BYTES;
    }

    /**
     * Gives the next datagram that passes the filter.
     *
     * @param waitMillis 0 for ever
     * @return its length, or -1 if none came in time
     * @throws WokenException if there is something else to do than wait
     */
    @Override
    public int receive(byte[] buffer, int offset, int length, int waitMillis) throws IOException {
        flush();
        byte[] hello = clientHello;
        if (hello != null) {
            clientHello = null;
            System.arraycopy(hello, 0, buffer, offset, hello.length);
            return hello.length;
        }
        long startNanos = System.nanoTime();
        long waitNanos = waitMillis == 0 ? Long.MAX_VALUE : waitMillis * 1_000_000L;
        while (true) {
            if (closed || (established && !messages.isEmpty())) {
                throw new WokenException();
            }
            byte[] datagram = inbound.poll();
            if (datagram != null) {
                int passed = filterOne(datagram);
                if (passed > 0 && passed <= length) {
                    received++;
                    System.arraycopy(datagram, 0, buffer, offset, passed);
                    return passed;
                }
                continue;
            }
            long left = waitNanos;
            if (waitMillis != 0) {
                left = waitNanos - (System.nanoTime() - startNanos);
                if (left <= 0) {
                    return -1;
                }
            }
            park(left);
        }
    }

    private int filterOne(byte[] datagram) {
        int before = filter.alert();
        int passed = filter.filter(datagram, datagram.length);
        if (filter.alert() != before && !established) {
            long latest = System.nanoTime() + graceNanos;
            if (latest - deadlineNanos < 0) {
                deadlineNanos = latest;
            }
        }
        return passed;
    }

    /**
     * Takes one record. Bouncy Castle sends every handshake message by itself; those of a flight
     * travel together here, so that ServerHello to ServerHelloDone is one datagram, lost as a whole
     * or not.
     */
    @Override
    public void send(byte[] buffer, int offset, int length) {
        if (flightBytes + length > SEND_LIMIT_BYTES) {
            flush();
        }
        if (length > SEND_LIMIT_BYTES) {
            listener.onOutbound(Arrays.copyOfRange(buffer, offset, offset + length));
            return;
        }
        System.arraycopy(buffer, offset, flight, flightBytes, length);
        flightBytes += length;
    }

    /** Hands out what was sent so far. */
    void flush() {
        if (flightBytes > 0) {
            byte[] datagram = Arrays.copyOf(flight, flightBytes);
            flightBytes = 0;
            listener.onOutbound(datagram);
        }
    }

    /** Called by Bouncy Castle when it is done with the session, for good or bad. */
    @Override
    public void close() {
        flush();
        closed = true;
    }

    boolean isClosed() {
        return closed;
    }
}
