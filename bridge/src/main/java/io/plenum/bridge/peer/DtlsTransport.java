package io.plenum.bridge.peer;

import io.plenum.bridge.parameters.CloseReason;
import io.plenum.bridge.parameters.DtlsFingerprint;
import io.plenum.bridge.srtp.SrtpKeys;
import java.util.List;

/**
 * The DTLS side of one peer's transport (RFC 5763, RFC 8827 section 6.5): we are the server, the
 * peer is the client.
 *
 * <p>Every method is called by the peer's owner, never blocks, and may be called again after the
 * end, when it does nothing. Answers come through the {@link Listener}.
 */
public interface DtlsTransport {
    /**
     * Says which certificates the peer may show. A ClientHello that came earlier waits for this.
     * Later calls replace the list as long as the certificate has not been seen.
     *
     * @param fingerprints from the peer's SDP; one match is enough (RFC 8122 section 5)
     */
    void setRemoteFingerprints(List<DtlsFingerprint> fingerprints);

    /**
     * Takes one datagram whose first byte is 20 to 63 (RFC 7983). The bytes are copied.
     *
     * @param buffer owned by the caller
     * @param offset of the datagram in it
     * @param length of the datagram in bytes
     * @param nowNanos monotonic arrival time
     */
    void onDatagram(byte[] buffer, int offset, int length, long nowNanos);

    /**
     * Sends application data, one message in one record. It waits for the handshake to end.
     *
     * @param message from here on owned by the transport
     * @return false if too many messages wait already, the message is too long for one datagram, or
     *     the transport has ended; nothing is sent then
     */
    boolean send(byte[] message);

    /** Ends the session: close_notify if it stands, and the end of whatever works for it. */
    void close();

    /**
     * What happened. Called on any thread, one call at a time; the implementor turns it into
     * commands for the peer's loop. The last call is {@code onFailed} or {@code onClosed}, exactly
     * one of them.
     */
    interface Listener {
        /**
         * Carries out all of the transport's work on its thread; may say there whom it is about.
         */
        default void around(Runnable work) {
            work.run();
        }

        /**
         * One datagram for the peer.
         *
         * @param datagram from here on owned by the listener, at most 1200 bytes in a handshake
         */
        void onOutbound(byte[] datagram);

        /**
         * The handshake has ended and the peer's certificate is one of those in its SDP. Called
         * before the {@code onOutbound} of our last flight, so the keys are in place when media
         * arrives.
         *
         * @param keys of both directions
         * @param remoteFingerprint sha-256 of the certificate the peer showed
         */
        void onConnected(SrtpKeys keys, DtlsFingerprint remoteFingerprint);

        /**
         * One message of application data, for example an SCTP packet.
         *
         * @param message from here on owned by the listener
         */
        void onApplicationData(byte[] message);

        /**
         * No session, or the session broke.
         *
         * @param reason for the peer's end
         * @param why one clause for whoever reads the log, without a full stop and without secrets
         */
        void onFailed(CloseReason reason, String why);

        /** The session was closed, by the peer's close_notify or by {@link #close}. */
        void onClosed();
    }
}
