package io.plenum.bridge.dtls;

import io.plenum.bridge.counts.Counters;
import io.plenum.bridge.parameters.CloseReason;
import io.plenum.bridge.parameters.DtlsFingerprint;
import io.plenum.bridge.peer.DtlsTransport;
import io.plenum.bridge.srtp.SrtpKeys;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.tls.DTLSClientProtocol;
import org.bouncycastle.tls.DTLSTransport;
import org.bouncycastle.tls.DatagramTransport;

/**
 * A peer made of Bouncy Castle's client and our server, with the network between them in hand. What
 * the client sends before it waits is one flight; {@link #uplink} says what arrives of it.
 */
final class ClientSide implements DatagramTransport, DtlsTransport.Listener {
    /** What arrives of one flight. */
    interface Uplink {
        List<byte[]> carry(int flight, List<byte[]> datagrams);
    }

    /** Whether one of our datagrams is lost. */
    interface Downlink {
        boolean loses(int number) throws InterruptedException;
    }

    final Counters counters = new Counters();
    final BouncyCastleDtls server;
    final SrtpTlsClient client;
    final CompletableFuture<SrtpKeys> connected = new CompletableFuture<>();
    final CompletableFuture<DtlsFingerprint> remoteFingerprint = new CompletableFuture<>();
    final CompletableFuture<String> ended = new CompletableFuture<>();
    final CompletableFuture<CloseReason> reason = new CompletableFuture<>();
    final CompletableFuture<Void> clientClosed = new CompletableFuture<>();
    final LinkedBlockingQueue<String> messages = new LinkedBlockingQueue<>();
    final ConcurrentLinkedQueue<byte[]> outbound = new ConcurrentLinkedQueue<>();

    Uplink uplink = (flight, datagrams) -> datagrams;
    Downlink lostOutbound = number -> false;
    int clientSendLimitBytes = 1200;

    private final LinkedBlockingQueue<byte[]> toClient = new LinkedBlockingQueue<>();
    private final List<byte[]> flight = new ArrayList<>();
    private int flights;
    private int outboundNumber;
    private boolean over;

    ClientSide(DtlsCertificate ours, DtlsCertificate theirs, int... profiles) {
        this(ours, theirs, BouncyCastleDtls.Deadlines.USUAL, profiles);
    }

    ClientSide(
            DtlsCertificate ours,
            DtlsCertificate theirs,
            BouncyCastleDtls.Deadlines deadlines,
            int... profiles) {
        server = new BouncyCastleDtls(ours, counters, this, deadlines);
        client =
                new SrtpTlsClient(
                        theirs, new RemoteFingerprints(List.of(ours.fingerprint())), profiles);
    }

    /** Lets the client start; the thread it runs on owns the server's transport until it ends. */
    CompletableFuture<DTLSTransport> connect() {
        CompletableFuture<DTLSTransport> session = new CompletableFuture<>();
        Thread.startVirtualThread(
                () -> {
                    try {
                        DTLSTransport transport = new DTLSClientProtocol().connect(client, this);
                        session.complete(transport);
                    } catch (IOException | RuntimeException e) {
                        session.completeExceptionally(e);
                    }
                });
        return session;
    }

    static <T> T await(CompletableFuture<T> future) throws Exception {
        return future.get(20, TimeUnit.SECONDS);
    }

    /** Whether the transport's thread has ended, waiting a little for it. */
    boolean threadEnded() throws InterruptedException {
        Thread thread = server.thread();
        return thread == null || thread.join(Duration.ofSeconds(5));
    }

    @Override
    public int getReceiveLimit() {
        return 2048;
    }

    @Override
    public int getSendLimit() {
        return clientSendLimitBytes;
    }

    @Override
    public int receive(byte[] buffer, int offset, int length, int waitMillis) throws IOException {
        deliver();
        if (over) {
            throw new IOException("closed");
        }
        try {
            byte[] datagram =
                    toClient.poll(waitMillis == 0 ? 20_000 : waitMillis, TimeUnit.MILLISECONDS);
            if (datagram == null) {
                return -1;
            }
            System.arraycopy(datagram, 0, buffer, offset, datagram.length);
            return datagram.length;
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Override
    public void send(byte[] buffer, int offset, int length) {
        flight.add(java.util.Arrays.copyOfRange(buffer, offset, offset + length));
    }

    /** Sends what the client has sent since it last waited. */
    void deliver() {
        if (flight.isEmpty()) {
            return;
        }
        for (byte[] datagram : uplink.carry(flights++, List.copyOf(flight))) {
            byte[] slab = new byte[datagram.length + 7]; // the loop's buffer is not ours
            System.arraycopy(datagram, 0, slab, 5, datagram.length);
            server.onDatagram(slab, 5, datagram.length, System.nanoTime());
            java.util.Arrays.fill(slab, (byte) 0xEE);
        }
        flight.clear();
    }

    @Override
    public void close() {
        deliver();
        over = true;
        clientClosed.complete(null);
    }

    @Override
    public void onOutbound(byte[] datagram) {
        outbound.add(datagram);
        try {
            if (!lostOutbound.loses(outboundNumber++)) {
                toClient.add(datagram);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void onConnected(SrtpKeys keys, DtlsFingerprint fingerprint) {
        remoteFingerprint.complete(fingerprint);
        connected.complete(keys);
    }

    @Override
    public void onApplicationData(byte[] message) {
        messages.add(new String(message, java.nio.charset.StandardCharsets.UTF_8));
    }

    @Override
    public void onFailed(CloseReason why, String text) {
        if (ended.isDone()) {
            messages.add("ended twice");
        }
        reason.complete(why);
        ended.complete(text);
        connected.completeExceptionally(new IllegalStateException(text));
    }

    @Override
    public void onClosed() {
        if (ended.isDone()) {
            messages.add("ended twice");
        }
        reason.complete(CloseReason.DTLS_CLOSED);
        ended.complete("closed");
        connected.completeExceptionally(new IllegalStateException("closed"));
    }
}
