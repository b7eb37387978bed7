package io.plenum.signaling.support;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.tls.DatagramTransport;
import org.jspecify.annotations.Nullable;

/** One UDP address that talks to one media port; also what a DTLS client runs on. */
public final class UdpClient implements DatagramTransport, AutoCloseable {
    private final DatagramSocket socket;
    private final InetSocketAddress remote;
    private final Random random = new Random(7);

    /** A fresh port on the loopback address. */
    public UdpClient(int remotePort) throws IOException {
        InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
        socket = new DatagramSocket(0, loopback);
        remote = new InetSocketAddress(loopback, remotePort);
    }

    /** Sends one datagram. */
    public void send(byte[] datagram) throws IOException {
        send(datagram, 0, datagram.length);
    }

    @Override
    public void send(byte[] buffer, int offset, int length) throws IOException {
        socket.send(new DatagramPacket(buffer, offset, length, remote));
    }

    /** The next datagram, or null if none comes in time. */
    public byte @Nullable [] receive(int timeoutMillis) throws IOException {
        byte[] buffer = new byte[2048];
        int length = receive(buffer, 0, buffer.length, timeoutMillis);
        return length < 0 ? null : Arrays.copyOf(buffer, length);
    }

    /** Bouncy Castle's contract: -1 if nothing comes; 0 waits for long. */
    @Override
    public int receive(byte[] buffer, int offset, int length, int waitMillis) throws IOException {
        DatagramPacket packet = new DatagramPacket(buffer, offset, length);
        socket.setSoTimeout(waitMillis == 0 ? 10_000 : waitMillis);
        try {
            socket.receive(packet);
            return packet.getLength();
        } catch (SocketTimeoutException e) {
            return -1;
        }
    }

    /**
     * Sends a nominating check, again every 200 ms, and returns the response.
     *
     * @return null if none comes within {@code timeoutMillis}
     */
    public byte @Nullable [] check(String username, String password, int timeoutMillis)
            throws IOException {
        byte[] transaction = new byte[12];
        random.nextBytes(transaction);
        byte[] request = StunRequest.nominating(username, password, transaction);
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
        while (deadline - System.nanoTime() > 0) {
            send(request);
            byte[] answer = receive(200);
            while (answer != null) {
                if (StunRequest.answers(answer, transaction)) {
                    return answer;
                }
                answer = receive(200);
            }
        }
        return null;
    }

    @Override
    public int getReceiveLimit() {
        return 2048;
    }

    @Override
    public int getSendLimit() {
        return 1200;
    }

    @Override
    public void close() {
        socket.close();
    }
}
