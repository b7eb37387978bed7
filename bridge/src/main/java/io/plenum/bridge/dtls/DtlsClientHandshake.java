package io.plenum.bridge.dtls;

import io.plenum.bridge.parameters.DtlsFingerprint;
import io.plenum.bridge.srtp.SrtpKeys;
import io.plenum.bridge.srtp.SrtpProfile;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.tls.DTLSClientProtocol;
import org.bouncycastle.tls.DTLSTransport;
import org.bouncycastle.tls.DatagramTransport;
import org.jspecify.annotations.Nullable;

/**
 * A DTLS-SRTP handshake as the active side (RFC 5763 section 5): what a participant does who calls
 * a bridge. One handshake, on the thread that calls {@link #connect}.
 */
public final class DtlsClientHandshake implements AutoCloseable {
    /** More than any flight has; what overflows is lost, as on a wire. */
    private static final int MAX_WAITING = 64;

    /** The way to the server. */
    @FunctionalInterface
    public interface Output {
        /** Sends one datagram; the array may be used again afterwards. */
        void send(byte[] buffer, int offset, int length);
    }

    private final SrtpTlsClient client;
    private final Output output;
    private final LinkedBlockingQueue<byte[]> inbound = new LinkedBlockingQueue<>(MAX_WAITING);
    private @Nullable DTLSTransport session;

    /**
     * Sends nothing yet.
     *
     * @param certificate ours
     * @param server of the server's certificate; a handshake with any other fails (RFC 8122 section
     *     6)
     * @param profile the only SRTP protection profile that is offered (RFC 5764 section 4.1.2)
     */
    public DtlsClientHandshake(
            DtlsCertificate certificate,
            DtlsFingerprint server,
            SrtpProfile profile,
            Output output) {
        client =
                new SrtpTlsClient(
                        certificate, new RemoteFingerprints(List.of(server)), profile.id());
        this.output = output;
    }

    /**
     * Shakes hands. Blocks, for 20 s at most.
     *
     * @return the keys as we see them: what we encrypt with is local
     * @throws IOException if it fails, whoever is to blame
     */
    public SrtpKeys connect() throws IOException {
        session = new DTLSClientProtocol().connect(client, new Wire());
        SrtpKeys keys = client.keys();
        if (keys == null) {
            throw new IOException("the server chose no SRTP protection profile");
        }
        return keys;
    }

    /** A datagram came from the server. Any thread; the array is ours from now on. */
    public void onDatagram(byte[] datagram) {
        inbound.offer(datagram);
    }

    /** Says close_notify to the server, if the handshake had come to its end. */
    @Override
    public void close() throws IOException {
        DTLSTransport open = session;
        if (open != null) {
            open.close();
        }
    }

    /** Both directions, as Bouncy Castle wants them. */
    private final class Wire implements DatagramTransport {
        @Override
        public int getReceiveLimit() {
            return HandshakeDatagrams.RECEIVE_LIMIT_BYTES;
        }

        @Override
        public int getSendLimit() {
            return HandshakeDatagrams.SEND_LIMIT_BYTES;
        }

        @Override
        public int receive(byte[] buffer, int offset, int length, int waitMillis)
                throws IOException {
            try {
                byte[] datagram = inbound.poll(Math.max(waitMillis, 1), TimeUnit.MILLISECONDS);
                if (datagram == null || datagram.length > length) {
                    return -1;
                }
                System.arraycopy(datagram, 0, buffer, offset, datagram.length);
                return datagram.length;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
        }

        @Override
        public void send(byte[] buffer, int offset, int length) {
            output.send(buffer, offset, length);
        }

        @Override
        public void close() {
            // the socket is the caller's
        }
    }
}
