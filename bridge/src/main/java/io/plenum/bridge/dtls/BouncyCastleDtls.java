package io.plenum.bridge.dtls;

import io.plenum.bridge.counts.Count;
import io.plenum.bridge.counts.Counters;
import io.plenum.bridge.parameters.CloseReason;
import io.plenum.bridge.parameters.DtlsFingerprint;
import io.plenum.bridge.peer.DtlsTransport;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.DTLSServerProtocol;
import org.bouncycastle.tls.DTLSTransport;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsFatalAlertReceived;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A DTLS 1.2 server for one peer, by Bouncy Castle, on a virtual thread of its own.
 *
 * <p>The thread starts with the peer's first datagram and lives as long as the session, because
 * Bouncy Castle's session is blocking and answers a repeated last flight from within receive.
 * Session, buffers and parked thread together hold 36 kB of heap. It holds no lock that the loop
 * could wait for.
 *
 * <p>There is no HelloVerifyRequest: it proves that the client receives what is sent to its address
 * (RFC 6347 section 4.2.1), and ICE has proved that before the first DTLS byte gets here. There is
 * no limit on handshakes at a time: virtual threads run on as many carriers as there are
 * processors, so more of them queue for a carrier as they would for a semaphore.
 */
public final class BouncyCastleDtls implements DtlsTransport {
    private static final Logger LOG = LoggerFactory.getLogger(BouncyCastleDtls.class);

    /** A client's flight is one to three datagrams; the rest is room for repetitions and SCTP. */
    static final int MAX_DATAGRAMS_WAITING = 32;

    static final int MAX_MESSAGES_WAITING = 64;

    /** One record, its header, nonce and tag in one datagram. */
    static final int MAX_MESSAGE_BYTES = HandshakeDatagrams.SEND_LIMIT_BYTES - 13 - 24;

    /**
     * How long a handshake may take.
     *
     * @param handshake from the peer's first datagram to its Finished
     * @param afterAlert what is left of it after an alert in the clear
     */
    record Deadlines(Duration handshake, Duration afterAlert) {
        static final Deadlines USUAL = new Deadlines(Duration.ofSeconds(15), Duration.ofSeconds(2));
    }

    private final DtlsCertificate certificate;
    private final Counters counters;
    private final Listener listener;
    private final Deadlines deadlines;
    private final DatagramQueue inbound = new DatagramQueue(MAX_DATAGRAMS_WAITING);
    private final DatagramQueue messages = new DatagramQueue(MAX_MESSAGES_WAITING);
    private @Nullable HandshakeDatagrams datagrams; // the owner's, set when the thread starts
    private @Nullable Thread thread; // likewise
    private volatile @Nullable RemoteFingerprints remoteFingerprints;
    private volatile boolean ended;

    /**
     * @param certificate ours, the one whose fingerprint is in our SDP
     * @param counters of the loop that calls the other methods
     * @param listener told everything, on this transport's thread
     */
    public BouncyCastleDtls(DtlsCertificate certificate, Counters counters, Listener listener) {
        this(certificate, counters, listener, Deadlines.USUAL);
    }

    BouncyCastleDtls(
            DtlsCertificate certificate,
            Counters counters,
            Listener listener,
            Deadlines deadlines) {
        this.certificate = certificate;
        this.counters = counters;
        this.listener = listener;
        this.deadlines = deadlines;
    }

    @Override
    public void setRemoteFingerprints(List<DtlsFingerprint> fingerprints) {
        remoteFingerprints = new RemoteFingerprints(fingerprints);
        LockSupport.unpark(thread);
    }

    @Override
    public void onDatagram(byte[] buffer, int offset, int length, long nowNanos) {
        if (ended) {
            counters.increment(Count.DROPPED_DTLS_ENDED);
            return;
        }
        if (length > HandshakeDatagrams.RECEIVE_LIMIT_BYTES
                || !DtlsRecords.wellFormed(buffer, offset, length)) {
            counters.increment(Count.DROPPED_DTLS_MALFORMED);
            return;
        }
        if (!inbound.offer(Arrays.copyOfRange(buffer, offset, offset + length))) {
            counters.increment(Count.DROPPED_DTLS_QUEUE_FULL);
            return;
        }
        counters.increment(Count.DTLS_DATAGRAMS_RECEIVED);
        if (thread == null) {
            start();
        } else {
            LockSupport.unpark(thread);
        }
    }

    @Override
    public boolean send(byte[] message) {
        if (ended || message.length > MAX_MESSAGE_BYTES || !messages.offer(message)) {
            return false;
        }
        LockSupport.unpark(thread);
        return true;
    }

    @Override
    public void close() {
        if (ended) {
            return;
        }
        if (datagrams == null) {
            ended = true;
            listener.onClosed();
            return;
        }
        datagrams.requestClose();
        LockSupport.unpark(thread);
    }

    /** The thread that works for this transport, null before the first datagram. Owner only. */
    @Nullable Thread thread() {
        return thread;
    }

    private void start() {
        HandshakeDatagrams network =
                new HandshakeDatagrams(
                        listener,
                        inbound,
                        messages,
                        System.nanoTime() + deadlines.handshake().toNanos(),
                        deadlines.afterAlert().toNanos());
        datagrams = network;
        thread = Thread.ofVirtual().name("dtls").start(() -> listener.around(() -> run(network)));
    }

    private void run(HandshakeDatagrams network) {
        try {
            serve(network);
        } catch (RuntimeException | Error e) {
            LOG.error("a DTLS transport ended by a fault of ours", e);
            end(() -> listener.onFailed(CloseReason.DTLS_FAILED, "internal error: " + e));
        }
    }

    private void serve(HandshakeDatagrams network) {
        RemoteFingerprints fingerprints;
        try {
            network.awaitClientHello();
            fingerprints = awaitFingerprints(network);
        } catch (IOException e) {
            endWithoutSession(network, e, "no whole ClientHello came, or no fingerprint was known");
            return;
        }
        SrtpTlsServer server = new SrtpTlsServer(certificate, fingerprints, network);
        DTLSTransport session;
        try {
            session = new DTLSServerProtocol().accept(server, network);
        } catch (IOException e) {
            endWithoutSession(
                    network,
                    e,
                    server.why() != null
                            ? server.why()
                            : e instanceof HandshakeDatagrams.DeadlineException
                                    ? network.received() == 0
                                            ? "the client sent nothing after its ClientHello"
                                            : "the client's last flight did not come whole"
                                    : describe(e),
                    server.failure());
            return;
        }
        listener.onConnected(server.keys(), server.remoteFingerprint());
        network.establish();
        try {
            exchange(session, network);
        } catch (IOException e) {
            network.flush();
            end(() -> listener.onFailed(CloseReason.DTLS_FAILED, describe(e)));
            return;
        }
        network.flush();
        end(listener::onClosed);
    }

    private RemoteFingerprints awaitFingerprints(HandshakeDatagrams network) throws IOException {
        RemoteFingerprints known = remoteFingerprints;
        while (known == null) {
            network.park(Long.MAX_VALUE);
            known = remoteFingerprints;
        }
        return known;
    }

    /** Receives, and sends what waits, until either side closes. */
    private void exchange(DTLSTransport session, HandshakeDatagrams network) throws IOException {
        byte[] buffer = new byte[HandshakeDatagrams.RECEIVE_LIMIT_BYTES];
        while (!network.isClosed()) {
            for (byte[] message = messages.poll(); message != null; message = messages.poll()) {
                session.send(message, 0, message.length);
                network.flush();
            }
            try {
                int length = session.receive(buffer, 0, buffer.length, 0);
                if (length > 0) {
                    listener.onApplicationData(Arrays.copyOf(buffer, length));
                }
            } catch (HandshakeDatagrams.WokenException woken) {
                // to send, or because the session was closed
            }
        }
    }

    private void endWithoutSession(HandshakeDatagrams network, IOException e, String why) {
        endWithoutSession(network, e, why, CloseReason.DTLS_FAILED);
    }

    private void endWithoutSession(
            HandshakeDatagrams network, IOException e, String why, CloseReason reason) {
        network.flush();
        if (network.closeRequested()) {
            end(listener::onClosed);
        } else if (network.alert() == AlertDescription.close_notify
                && e instanceof HandshakeDatagrams.DeadlineException) {
            end(
                    () ->
                            listener.onFailed(
                                    CloseReason.DTLS_CLOSED,
                                    "the client closed during the handshake"));
        } else if (network.alert() != ClientFlightFilter.NO_ALERT
                && e instanceof HandshakeDatagrams.DeadlineException) {
            String alert = AlertDescription.getText((short) network.alert());
            end(
                    () ->
                            listener.onFailed(
                                    CloseReason.DTLS_FAILED,
                                    "the client ended the handshake with alert " + alert));
        } else {
            end(() -> listener.onFailed(reason, why));
        }
    }

    private void end(Runnable lastCall) {
        ended = true;
        lastCall.run();
    }

    private static String describe(IOException e) {
        return switch (e) {
            case TlsFatalAlertReceived received ->
                    "the client sent alert "
                            + AlertDescription.getText(received.getAlertDescription());
            case TlsFatalAlert sent ->
                    "we sent alert " + AlertDescription.getText(sent.getAlertDescription());
            default -> String.valueOf(e.getMessage());
        };
    }
}
