package io.plenum.loadtests.roofline;

import io.plenum.bridge.bytes.TransportAddress;
import io.plenum.bridge.rtp.RtpHeader;
import io.plenum.bridge.rtp.Verdict;
import io.plenum.bridge.srtp.SrtpReceiver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the viewers would be: sockets with a small buffer that nobody reads while the measurement
 * runs. They fill within milliseconds and then the kernel drops what arrives. A reader would take
 * the second core from the sender and wake up in the middle of every send; a full buffer costs the
 * loop the same for every datagram, about what a network card's driver would. What arrived first
 * stays, and is opened afterwards as a viewer would.
 */
final class Sinks implements AutoCloseable {
    private static final int BUFFER_BYTES = 16 * 1024;
    private static final int LONGEST_DATAGRAM_BYTES = 2_048;

    private final List<DatagramChannel> sockets = new ArrayList<>();

    /**
     * @param count of them, on free ports of 127.0.0.1
     * @throws IOException if there are not so many
     */
    Sinks(int count) throws IOException {
        try {
            for (int i = 0; i < count; i++) {
                DatagramChannel socket = DatagramChannel.open(StandardProtocolFamily.INET);
                sockets.add(socket);
                socket.configureBlocking(false);
                socket.setOption(StandardSocketOptions.SO_RCVBUF, BUFFER_BYTES);
                socket.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0));
            }
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    /** Where to send, one for each viewer. */
    List<TransportAddress> addresses() throws IOException {
        List<TransportAddress> addresses = new ArrayList<>();
        for (DatagramChannel socket : sockets) {
            addresses.add(TransportAddress.of((InetSocketAddress) socket.getLocalAddress()));
        }
        return addresses;
    }

    /**
     * Opens what has stayed in the buffers.
     *
     * @param sessions one for each viewer
     * @return datagrams that were authentic
     * @throws IOException if a viewer got nothing, or something that is not authentic
     */
    int open(List<SrtpSession> sessions) throws IOException {
        int authentic = 0;
        for (int viewer = 0; viewer < sockets.size(); viewer++) {
            int opened = open(sockets.get(viewer), new SrtpReceiver(sessions.get(viewer).peer()));
            if (opened <= 0) {
                throw new IOException(
                        opened == 0
                                ? "viewer %d got nothing".formatted(viewer)
                                : "viewer %d got what it cannot decrypt".formatted(viewer));
            }
            authentic += opened;
        }
        return authentic;
    }

    /** Datagrams that were authentic, or -1 if one was not. */
    private static int open(DatagramChannel socket, SrtpReceiver viewer) throws IOException {
        byte[] datagram = new byte[LONGEST_DATAGRAM_BYTES];
        byte[] payload = new byte[LONGEST_DATAGRAM_BYTES];
        ByteBuffer buffer = ByteBuffer.wrap(datagram);
        RtpHeader header = new RtpHeader();
        int opened = 0;
        while (socket.receive(buffer.clear()) != null) {
            int length = buffer.position();
            if (header.wrapEncrypted(datagram, 0, length) != Verdict.OK
                    || viewer.unprotectRtp(datagram, 0, length, header.headerLength(), payload, 0)
                            < 0) {
                return -1;
            }
            opened++;
        }
        return opened;
    }

    @Override
    public void close() throws IOException {
        for (DatagramChannel socket : sockets) {
            socket.close();
        }
    }
}
