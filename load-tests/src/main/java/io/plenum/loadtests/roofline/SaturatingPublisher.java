package io.plenum.loadtests.roofline;

import io.plenum.bridge.bytes.TransportAddress;
import io.plenum.bridge.rtp.RtpHeaderWriter;
import io.plenum.bridge.srtp.SrtpSender;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * A publisher that keeps the loop busy: whole frames of SRTP, as many packets under way as fit the
 * loop's socket buffer, so that the loop always finds some and none is lost. It encrypts as it
 * sends: for one packet in there are as many out as there are viewers, so its core has time.
 */
final class SaturatingPublisher implements Runnable {
    static final int PAYLOAD_TYPE = 96;
    private static final int SSRC = 0x5EED;

    /** Fits the 208 kB that Linux gives a socket by default, at 2.3 kB for each datagram. */
    private static final int UNDER_WAY = 128;

    private static final long PAUSE_NANOS = 50_000;

    /** When nothing was received for so long, what is under way is lost. */
    private static final long PATIENCE_NANOS = 50_000_000;

    private static final int TIMESTAMP_STEP = 90_000 / 30;
    private static final int TRANSPORT_SEQUENCE_ID = 3;
    private static final int ABSOLUTE_SEND_TIME_ID = 2;
    private static final int BUFFER_BYTES = 2_048;

    private final FrameShape shape;
    private final SrtpSender srtp;
    private final TransportAddress loop;
    private final LongSupplier received;
    private final boolean inBursts;
    private final Random random = new Random(42);
    private final RtpHeaderWriter writer = new RtpHeaderWriter();
    private final byte[] payload = new byte[BUFFER_BYTES];
    private final byte[] datagram = new byte[BUFFER_BYTES];
    private final ByteBuffer datagramBuffer = ByteBuffer.wrap(datagram);
    private volatile boolean stopped;
    private long sent;
    private long lost;
    private long packetIndex;
    private int timestamp;

    /**
     * @param loop where to send
     * @param received packets that are done with, so far
     * @param inBursts whether to wait until all are done with and send as many again at once, so
     *     that the loop finds long runs though something behind it is slower
     */
    SaturatingPublisher(
            FrameShape shape,
            SrtpSender srtp,
            TransportAddress loop,
            LongSupplier received,
            boolean inBursts) {
        this.shape = shape;
        this.srtp = srtp;
        this.loop = loop;
        this.received = received;
        this.inBursts = inBursts;
        random.nextBytes(payload);
    }

    /** Ends {@link #run} soon. */
    void stop() {
        stopped = true;
    }

    @Override
    public void run() {
        try (DatagramChannel socket = DatagramChannel.open(StandardProtocolFamily.INET)) {
            socket.connect(loop.toInetSocketAddress());
            while (!stopped) {
                sendFrame(socket, shape.nextFrame(random));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void sendFrame(DatagramChannel socket, int[] payloadBytes) throws IOException {
        awaitRoom(payloadBytes.length);
        timestamp += TIMESTAMP_STEP;
        for (int i = 0; i < payloadBytes.length; i++) {
            payload[0] = (byte) (i == 0 ? 0x10 : 0); // S: a VP8 partition begins (RFC 7741)
            int length = build(payloadBytes[i], i == payloadBytes.length - 1);
            socket.write(datagramBuffer.clear().limit(length));
            sent++;
        }
    }

    private int build(int payloadLength, boolean marker) {
        writer.begin(
                datagram,
                0,
                datagram.length,
                PAYLOAD_TYPE,
                marker,
                (int) packetIndex & 0xFFFF,
                timestamp,
                SSRC);
        writer.absoluteSendTime(ABSOLUTE_SEND_TIME_ID, (int) packetIndex & 0xFF_FFFF);
        writer.transportSequenceNumber(TRANSPORT_SEQUENCE_ID, (int) packetIndex & 0xFFFF);
        int headerLength = writer.finish();
        return srtp.protectRtp(payload, 0, payloadLength, datagram, 0, headerLength, packetIndex++);
    }

    private void awaitRoom(int packets) {
        long seen = received.getAsLong();
        long seenNanos = System.nanoTime();
        boolean isFull = sent - lost + packets - seen > UNDER_WAY;
        while (!stopped
                && sent - lost + packets - seen > (isFull && inBursts ? packets : UNDER_WAY)) {
            LockSupport.parkNanos(PAUSE_NANOS);
            long now = received.getAsLong();
            if (now != seen) {
                seen = now;
                seenNanos = System.nanoTime();
            } else if (System.nanoTime() - seenNanos > PATIENCE_NANOS) {
                lost = sent - seen;
            }
        }
    }
}
