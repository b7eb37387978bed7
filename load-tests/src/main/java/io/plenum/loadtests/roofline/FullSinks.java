package io.plenum.loadtests.roofline;

import io.plenum.bridge.bytes.TransportAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Where the viewers would be: sockets with a small buffer that nobody reads while the measurement
 * runs. They fill within milliseconds and then the kernel drops what arrives. A reader would take
 * the second core from the sender and wake up in the middle of every send; a full buffer costs the
 * loop the same for every datagram, about what a network card's driver would. What arrived first
 * stays, and is opened afterwards as a viewer would.
 */
final class FullSinks implements Sinks {
    private static final int BUFFER_BYTES = 16 * 1024;
    private static final int LONGEST_DATAGRAM_BYTES = 2_048;

    private final List<DatagramChannel> sockets = new ArrayList<>();

    /**
     * @param count of them, on free ports of 127.0.0.1
     * @throws IOException if there are not so many
     */
    FullSinks(int count) throws IOException {
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

    @Override
    public List<TransportAddress> addresses() throws IOException {
        List<TransportAddress> addresses = new ArrayList<>();
        for (DatagramChannel socket : sockets) {
            addresses.add(TransportAddress.of((InetSocketAddress) socket.getLocalAddress()));
        }
        return addresses;
    }

    @Override
    public int open(List<SrtpSession> sessions) throws IOException {
        int authentic = 0;
        for (int viewer = 0; viewer < sockets.size(); viewer++) {
            List<byte[]> stayed = new ArrayList<>();
            ByteBuffer buffer = ByteBuffer.allocate(LONGEST_DATAGRAM_BYTES);
            while (sockets.get(viewer).receive(buffer.clear()) != null) {
                stayed.add(Arrays.copyOf(buffer.array(), buffer.position()));
            }
            authentic += sessions.get(viewer).open(viewer, stayed);
        }
        return authentic;
    }

    @Override
    public void close() throws IOException {
        for (DatagramChannel socket : sockets) {
            socket.close();
        }
    }
}
