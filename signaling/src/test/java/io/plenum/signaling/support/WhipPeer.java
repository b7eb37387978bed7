package io.plenum.signaling.support;

import io.plenum.bridge.srtp.SrtpSender;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.bouncycastle.tls.DTLSTransport;
import org.jspecify.annotations.Nullable;

/** Someone who publishes Opus over WHIP, from a UDP address of its own. */
public final class WhipPeer implements AutoCloseable {
    private static final int RTP_HEADER_BYTES = 12;

    private final UdpClient udp;
    private final DtlsClient dtls = new DtlsClient();
    private final String session;
    private final String username;
    private final String password;
    private @Nullable DTLSTransport connection;
    private @Nullable SrtpSender srtp;

    /** Posts an offer and takes the answer's credentials. */
    public WhipPeer(TestServer server, String room) throws IOException, InterruptedException {
        HttpResponse<String> answer =
                server.post(
                        "/whip/" + room,
                        "application/sdp",
                        OfferText.sendingOpus(dtls.fingerprint()));
        if (answer.statusCode() != 201) {
            throw new AssertionError(answer.statusCode() + " " + answer.body());
        }
        session = answer.headers().firstValue("Location").orElseThrow();
        username = OfferText.attribute(answer.body(), "ice-ufrag") + ":" + OfferText.FRAGMENT;
        password = OfferText.attribute(answer.body(), "ice-pwd");
        udp = new UdpClient(server.mediaPort());
    }

    /** Path of the WHIP session. */
    public String session() {
        return session;
    }

    /** For checks: theirs, a colon, ours. */
    public String username() {
        return username;
    }

    /** The server's ICE password. */
    public String password() {
        return password;
    }

    /** The address it sends from. */
    public UdpClient udp() {
        return udp;
    }

    /** Its certificate and its side of the handshake. */
    public DtlsClient dtls() {
        return dtls;
    }

    /** Whether a connectivity check is answered with success. */
    public boolean isAnswered() throws IOException {
        byte[] answer = udp.check(username, password, 5_000);
        return answer != null && StunRequest.type(answer) == StunRequest.SUCCESS;
    }

    /** Checks, then shakes hands. */
    public void connect() throws IOException {
        if (!isAnswered()) {
            throw new AssertionError("the connectivity check was not answered");
        }
        connection = dtls.connect(udp);
        srtp = new SrtpSender(dtls.keys());
    }

    /** Shakes hands with another certificate than the one that was announced, in vain. */
    public void handshakeOfSomebodyElse() {
        try {
            new DtlsClient().connect(udp).close();
        } catch (IOException e) {
            return;
        }
        // The server looks at the certificate after its last flight: it then breaks off.
    }

    /** An RTP packet, protected. */
    public byte[] rtp(int sequenceNumber) {
        SrtpSender sender = srtp;
        if (sender == null) {
            throw new IllegalStateException("not connected");
        }
        byte[] packet = new byte[200];
        ByteBuffer.wrap(packet)
                .put((byte) 0x80)
                .put((byte) OfferText.PAYLOAD_TYPE)
                .putShort((short) sequenceNumber)
                .putInt(960 * sequenceNumber)
                .putInt(OfferText.SSRC);
        byte[] payload = new byte[40];
        int length =
                sender.protectRtp(
                        payload, 0, payload.length, packet, 0, RTP_HEADER_BYTES, sequenceNumber);
        return Arrays.copyOf(packet, length);
    }

    @Override
    public void close() throws IOException {
        DTLSTransport open = connection;
        if (open != null) {
            open.close();
        }
        udp.close();
    }
}
