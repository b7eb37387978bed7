package io.plenum.bridge.loop;

import io.plenum.bridge.api.LogContext;
import io.plenum.bridge.counts.Counters;
import io.plenum.bridge.dtls.BouncyCastleDtls;
import io.plenum.bridge.dtls.DtlsCertificate;
import io.plenum.bridge.ice.IceLite;
import io.plenum.bridge.parameters.CloseReason;
import io.plenum.bridge.parameters.DtlsFingerprint;
import io.plenum.bridge.parameters.IceParameters;
import io.plenum.bridge.peer.DtlsTransport;
import io.plenum.bridge.peer.Peer;
import io.plenum.bridge.send.TransportOutput;
import io.plenum.bridge.srtp.CipherProviders;
import io.plenum.bridge.srtp.SrtpKeys;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts a peer together on its loop, and carries what its DTLS session says, on threads of its own,
 * back to that loop as commands.
 */
final class PeerAssembly {
    private static final Logger LOG = LoggerFactory.getLogger(PeerAssembly.class);

    private final MediaLoop loop;
    private final DtlsCertificate certificate;
    private final AtomicInteger openSessions;
    private final CipherProviders ciphers;

    /**
     * @param openSessions DTLS sessions that have not ended; kept up to date here
     * @param ciphers protect the media
     */
    PeerAssembly(
            MediaLoop loop,
            DtlsCertificate certificate,
            AtomicInteger openSessions,
            CipherProviders ciphers) {
        this.loop = loop;
        this.certificate = certificate;
        this.openSessions = openSessions;
        this.ciphers = ciphers;
    }

    /**
     * Makes the peer. On the loop's thread.
     *
     * @param room where it will be, for the log
     * @param seed of its SSRC, sequence numbers and timestamps; unpredictable outside tests
     */
    Peer assemble(String room, String id, IceParameters ice, long seed) {
        Counters counters = loop.counters();
        SessionEvents events = new SessionEvents(room, id);
        openSessions.incrementAndGet();
        DtlsTransport dtls = new BouncyCastleDtls(certificate, counters, events);
        Peer peer =
                new Peer(
                        id,
                        loop,
                        new Peer.Parts(
                                new IceLite(ice, loop.nowNanos(), counters),
                                dtls,
                                new TransportOutput(loop.egress(), counters),
                                loop.forwarding(),
                                counters,
                                new SplittableRandom(seed),
                                ciphers),
                        loop.nowNanos());
        events.peer = peer;
        return peer;
    }

    /** Carries a session's events to the loop. */
    private final class SessionEvents implements DtlsTransport.Listener {
        private final String room;
        private final String id;
        private final AtomicBoolean ended = new AtomicBoolean();
        private volatile @Nullable Peer peer;

        SessionEvents(String room, String id) {
            this.room = room;
            this.id = id;
        }

        @Override
        public void around(Runnable work) {
            try (LogContext _ = LogContext.of(room, id)) {
                work.run();
            }
        }

        private void onLoop(PeerEvent event) {
            boolean taken =
                    loop.submit(
                            () -> {
                                Peer target = peer;
                                if (target != null) {
                                    event.accept(target);
                                }
                            });
            if (!taken) {
                // DTLS repeats what is lost; a lost end is found by the handshake deadline or
                // consent.
                LOG.warn("a DTLS event was lost, the media loop's command queue is full");
            }
        }

        private void onEnded() {
            if (ended.compareAndSet(false, true)) {
                openSessions.decrementAndGet();
            }
        }

        @Override
        public void onOutbound(byte[] datagram) {
            onLoop(target -> target.onDtlsOutbound(datagram));
        }

        @Override
        public void onConnected(SrtpKeys keys, DtlsFingerprint remoteFingerprint) {
            onLoop(target -> target.onDtlsConnected(keys, loop.nowNanos()));
        }

        @Override
        public void onApplicationData(byte[] message) {
            // Nothing above DTLS but SRTP keys is negotiated, so nobody speaks SCTP to us.
        }

        @Override
        public void onFailed(CloseReason reason, String why) {
            LOG.info("{}: {}", reason.text(), why);
            onLoop(target -> target.onDtlsFailed(reason));
            onEnded();
        }

        @Override
        public void onClosed() {
            onLoop(Peer::onDtlsClosed);
            onEnded();
        }
    }

    /** Something that happened to a peer's DTLS session. */
    @FunctionalInterface
    private interface PeerEvent {
        void accept(Peer peer);
    }
}
