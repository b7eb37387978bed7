package io.plenum.loadtests.client;

import io.plenum.bridge.dtls.DtlsCertificate;
import io.plenum.bridge.dtls.DtlsClientHandshake;
import io.plenum.bridge.parameters.DtlsFingerprint;
import io.plenum.bridge.rtcp.Fir;
import io.plenum.bridge.rtcp.Nack;
import io.plenum.bridge.rtcp.Pli;
import io.plenum.bridge.rtcp.RtcpCompound;
import io.plenum.bridge.rtcp.RtcpTypes;
import io.plenum.bridge.rtcp.RtcpWriter;
import io.plenum.bridge.rtp.Verdict;
import io.plenum.bridge.srtp.SrtpKeys;
import io.plenum.bridge.srtp.SrtpProfile;
import io.plenum.bridge.srtp.SrtpReceiver;
import io.plenum.bridge.srtp.SrtpSender;
import io.plenum.loadtests.report.LoadCounts;
import io.plenum.loadtests.sdp.AnswerText;
import io.plenum.loadtests.sockets.ConnectedSocket;
import io.plenum.loadtests.sockets.DatagramReader;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * One transport to the server as a browser has it: checks, handshake, SRTP, what it sends and what
 * is asked of it. Belongs to the {@link GeneratorLoop}; only the handshake has a thread of its own.
 */
public final class HeadlessParticipant implements DatagramReader, AutoCloseable {
    private static final long MILLI = 1_000_000L;
    private static final long CHECK_NANOS = 50 * MILLI;
    private static final long CONSENT_NANOS = 4_000 * MILLI;
    private static final long REPORT_NANOS = 1_000 * MILLI;
    private static final long GIVE_UP_NANOS = 20_000 * MILLI;
    private static final int STUN_END = 4;
    private static final int DTLS_BEGIN = 20;
    private static final int DTLS_END = 64;
    private static final int RTP_BEGIN = 128;
    private static final int RTCP_TYPES_BEGIN = 192;
    private static final int RTCP_TYPES_END = 224;
    private static final int PACKET_BYTES = 2_048;

    private final GeneratorLoop loop;
    private final DtlsCertificate certificate;
    private final LoadCounts counts;
    private final SrtpProfile profile;
    private final boolean sampled;
    private final long downlinkBps;
    private final SplittableRandom random;
    private final int ssrc;
    private final List<EncodingSender> sending = new ArrayList<>();
    private final ReceivedMedia received;

    /** Null for one that says what its downlink carries instead. */
    private final @Nullable ArrivalReports arrivals;

    private final byte[] in = new byte[PACKET_BYTES];
    private final byte[] plain = new byte[PACKET_BYTES];
    private final byte[] written = new byte[PACKET_BYTES];
    private final byte[] out = new byte[PACKET_BYTES];
    private final RtcpCompound compound = new RtcpCompound();
    private final RtcpWriter rtcp = new RtcpWriter();
    private final Nack nack = new Nack();
    private final Pli pli = new Pli();
    private final Fir fir = new Fir();
    private @Nullable ConnectedSocket socket;
    private @Nullable InetSocketAddress remote;
    private @Nullable StunClient stun;
    private @Nullable DtlsClientHandshake dtls;
    private @Nullable SrtpSender sender;
    private @Nullable SrtpReceiver receiver;
    private @Nullable Runnable onConnected;
    private long startNanos;
    private int transportSequence;
    private boolean checked;
    private boolean closed;

    /**
     * Makes one that is not connected.
     *
     * @param sampled whether it decrypts and measures
     * @param loss share of the received media to throw away, 0 to 1
     * @param downlinkBps what it says that it can receive, 0 if it says nothing
     */
    public HeadlessParticipant(
            GeneratorLoop loop,
            DtlsCertificate certificate,
            LoadCounts counts,
            SrtpProfile profile,
            boolean sampled,
            double loss,
            long downlinkBps,
            SplittableRandom random) {
        this.loop = loop;
        this.downlinkBps = downlinkBps;
        this.certificate = certificate;
        this.counts = counts;
        this.profile = profile;
        this.sampled = sampled;
        this.random = random;
        this.ssrc = random.nextInt() & 0x7FFF_FFFF;
        received = new ReceivedMedia(loop, counts, sampled, loss, random, this::ask);
        arrivals =
                downlinkBps > 0
                        ? null
                        : new ArrivalReports(
                                loop, random.nextLong(REPORT_NANOS), new ReportOutput());
    }

    private final class ReportOutput implements ArrivalReports.Output {
        @Override
        public RtcpWriter begin() {
            beginRtcp();
            return rtcp;
        }

        @Override
        public void send() {
            sendRtcp();
        }
    }

    boolean isClosed() {
        return closed;
    }

    int nextTransportSequence() {
        return transportSequence++;
    }

    /** Something it will send once it is connected. */
    public void add(EncodingSender encoding) {
        sending.add(encoding);
    }

    /**
     * Begins to connect. The loop's thread.
     *
     * @param offered whether we made the offer, and not the server
     * @param startNanos when joining began: what the time to join is measured from
     */
    public void connect(
            String ufrag,
            String password,
            AnswerText answer,
            boolean offered,
            long startNanos,
            Runnable whenConnected)
            throws IOException {
        this.startNanos = startNanos;
        received.begin(startNanos);
        onConnected = whenConnected;
        InetSocketAddress server = answer.candidates().getFirst();
        socket = loop.open(server, sampled, this);
        remote = server;
        stun =
                new StunClient(
                        ufrag,
                        password,
                        answer.ufrag(),
                        answer.password(),
                        offered,
                        random.nextLong());
        dtls =
                new DtlsClientHandshake(
                        certificate,
                        new DtlsFingerprint("sha-256", answer.fingerprint()),
                        profile,
                        this::writeLater);
        check();
    }

    private void check() {
        if (closed || stun == null) {
            return;
        }
        if (!checked && loop.now() - startNanos > GIVE_UP_NANOS) {
            counts.onFailed("no answer to connectivity checks in 20 s");
            return;
        }
        byte[] request = stun.request();
        write(request, request.length);
        long wait = checked ? CONSENT_NANOS : CHECK_NANOS;
        loop.schedule(loop.now() + wait, this::check);
    }

    private void shakeHands(DtlsClientHandshake client) {
        Thread.ofVirtual()
                .start(
                        () -> {
                            try {
                                SrtpKeys keys = client.connect();
                                loop.execute(() -> onKeys(keys));
                            } catch (IOException | RuntimeException e) {
                                loop.execute(() -> counts.onFailed("DTLS: " + e.getMessage()));
                            }
                        });
    }

    private void onKeys(SrtpKeys keys) {
        if (closed) {
            return;
        }
        sender = new SrtpSender(keys);
        receiver = new SrtpReceiver(keys);
        received.onKeys(receiver);
        counts.onConnected(loop.now() - startNanos);
        if (onConnected != null) {
            onConnected.run();
        }
        loop.schedule(loop.now() + random.nextLong(REPORT_NANOS), this::report);
    }

    @Override
    public void onDatagram(ByteBuffer buffer, int offset, int length, long arrivalNanos) {
        if (closed || length == 0) {
            return;
        }
        int first = buffer.get(offset) & 0xFF;
        int second = length > 1 ? buffer.get(offset + 1) & 0xFF : 0;
        if (first >= RTP_BEGIN) {
            if (second >= RTCP_TYPES_BEGIN && second < RTCP_TYPES_END) {
                onRtcp(buffer, offset, length);
            } else {
                boolean kept = received.onRtp(buffer, offset, length, arrivalNanos);
                if (kept && arrivals != null) {
                    arrivals.onRtp(buffer, offset, length, arrivalNanos);
                }
            }
        } else if (first < STUN_END) {
            onStun(buffer.slice(offset, length));
        } else if (first >= DTLS_BEGIN && first < DTLS_END && dtls != null) {
            byte[] copy = new byte[length];
            buffer.get(offset, copy);
            dtls.onDatagram(copy);
        }
    }

    @Override
    public void onUnreachable() {
        counts.onUnreachable();
    }

    @Override
    public void onBroken(String why) {
        counts.onFailed("the socket: " + why);
        close();
    }

    private void onStun(ByteBuffer datagram) {
        if (stun == null || dtls == null || remote == null) {
            return;
        }
        if (stun.isSuccess(datagram)) {
            if (!checked) {
                checked = true;
                shakeHands(dtls);
            }
            return;
        }
        byte[] response = stun.respond(datagram, remote);
        if (response != null) {
            write(response, response.length);
        }
    }

    private void onRtcp(ByteBuffer buffer, int offset, int length) {
        SrtpReceiver known = receiver;
        if (known == null || sending.isEmpty()) {
            return;
        }
        if (length > in.length) {
            return;
        }
        buffer.get(offset, in, 0, length);
        int total = known.unprotectRtcp(in, 0, length, plain, 0);
        if (total < 0 || compound.wrap(plain, 0, total) != Verdict.OK) {
            return;
        }
        while (compound.next()) {
            if (compound.isFeedback(RtcpTypes.RTPFB, RtcpTypes.FMT_NACK)
                    && nack.wrap(compound) == Verdict.OK) {
                for (EncodingSender encoding : sending) {
                    encoding.onNack(this, nack);
                }
            } else if (compound.isFeedback(RtcpTypes.PSFB, RtcpTypes.FMT_PLI)
                    && pli.wrap(compound) == Verdict.OK) {
                onKeyFrameWanted(pli.mediaSsrc());
            } else if (compound.isFeedback(RtcpTypes.PSFB, RtcpTypes.FMT_FIR)
                    && fir.wrap(compound) == Verdict.OK) {
                for (int i = 0; i < fir.entryCount(); i++) {
                    onKeyFrameWanted(fir.ssrc(i));
                }
            }
        }
    }

    private void onKeyFrameWanted(int mediaSsrc) {
        for (EncodingSender encoding : sending) {
            encoding.onKeyFrameWanted(mediaSsrc);
        }
    }

    private void report() {
        if (closed) {
            return;
        }
        if (sending.isEmpty()) {
            beginRtcp();
            received.writeReports(rtcp);
            if (downlinkBps > 0) {
                rtcp.remb(ssrc, downlinkBps, new int[0]);
            }
            sendRtcp();
        }
        for (EncodingSender encoding : sending) {
            rtcp.begin(written, 0, PACKET_BYTES / 2);
            encoding.writeReport(rtcp);
            sendRtcp();
        }
        loop.schedule(loop.now() + REPORT_NANOS, this::report);
    }

    private void ask(int mediaSsrc, int[] numbers, int count) {
        beginRtcp();
        rtcp.nack(ssrc, mediaSsrc, numbers, 0, count);
        sendRtcp();
    }

    private void beginRtcp() {
        rtcp.begin(written, 0, PACKET_BYTES / 2);
        rtcp.receiverReport(ssrc);
    }

    private void sendRtcp() {
        SrtpSender known = sender;
        if (known != null && rtcp.length() > 0) {
            int total = known.protectRtcp(written, 0, rtcp.length(), out, 0);
            write(out, total);
        }
    }

    /** The packet's header goes to the beginning of this. */
    byte[] outgoing() {
        return out;
    }

    /** Protects and sends a packet whose header stands in {@link #outgoing}. */
    void sendRtp(byte[] payload, int payloadLength, int headerLength, long index) {
        SrtpSender known = sender;
        if (known != null && !closed) {
            int total = known.protectRtp(payload, 0, payloadLength, out, 0, headerLength, index);
            write(out, total);
            counts.onSent();
        }
    }

    /** The handshake has a thread of its own, and its buffer is its own too. */
    private void writeLater(byte[] buffer, int offset, int length) {
        byte[] copy = Arrays.copyOfRange(buffer, offset, offset + length);
        loop.execute(() -> write(copy, copy.length));
    }

    private void write(byte[] datagram, int length) {
        ConnectedSocket open = socket;
        if (open != null && !closed && !open.send(datagram, 0, length)) {
            counts.onNotSent();
        }
    }

    @Override
    public void close() {
        closed = true;
        received.close();
        if (arrivals != null) {
            arrivals.close();
        }
        ConnectedSocket open = socket;
        if (open != null) {
            loop.close(open);
        }
    }
}
