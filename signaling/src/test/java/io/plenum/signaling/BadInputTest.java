package io.plenum.signaling;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.plenum.bridge.counts.Count;
import io.plenum.signaling.counts.SignallingCount;
import io.plenum.signaling.support.DtlsClient;
import io.plenum.signaling.support.OfferText;
import io.plenum.signaling.support.SocketClient;
import io.plenum.signaling.support.StunRequest;
import io.plenum.signaling.support.TestServer;
import io.plenum.signaling.support.UdpClient;
import io.plenum.signaling.support.WhipPeer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.bouncycastle.tls.DTLSTransport;
import org.bouncycastle.tls.TlsException;
import org.bouncycastle.tls.TlsFatalAlertReceived;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What strangers and broken clients send. Each is refused and counted under its reason, and the
 * server and everyone else on it go on.
 */
@TestInstance(Lifecycle.PER_CLASS)
class BadInputTest {
    private static final int TEN_MEGABYTES = 10_000_000;
    private static final String SDP = "application/sdp";

    private TestServer server;
    private WhipPeer bystander;

    @BeforeAll
    void start() throws Exception {
        server = new TestServer();
        bystander = new WhipPeer(server, "bystanders");
        bystander.connect();
    }

    @AfterEach
    void everyoneElseGoesOn() throws Exception {
        assertThat(server.get("/health/ready").statusCode()).isEqualTo(200);
        assertThat(bystander.isAnswered()).isTrue();
    }

    @AfterAll
    void end() throws Exception {
        bystander.close();
        server.close();
    }

    @Test
    void aCheckWithAWrongPasswordGets401() throws Exception {
        long before = server.count(Count.DROPPED_STUN_BAD_INTEGRITY);
        try (UdpClient stranger = new UdpClient(server.mediaPort())) {
            byte[] answer =
                    requireNonNull(
                            stranger.check(bystander.username(), "not-the-password-of-it", 5_000));

            assertThat(StunRequest.type(answer)).isEqualTo(StunRequest.ERROR);
            assertThat(StunRequest.errorCode(answer)).isEqualTo(401);
        }
        server.awaitMore(Count.DROPPED_STUN_BAD_INTEGRITY, before);
    }

    @Test
    void aCheckForAnUnknownUserGetsNoAnswer() throws Exception {
        long before = server.count(Count.DROPPED_STUN_UNKNOWN_USER);
        try (UdpClient stranger = new UdpClient(server.mediaPort())) {
            assertThat(stranger.check("nobody:here", bystander.password(), 600)).isNull();
        }
        server.awaitMore(Count.DROPPED_STUN_UNKNOWN_USER, before);
    }

    @Test
    void aCheckWithABrokenFingerprintGetsNoAnswer() throws Exception {
        long before = server.count(Count.DROPPED_STUN_MALFORMED);
        byte[] request =
                StunRequest.nominating(bystander.username(), bystander.password(), new byte[12]);
        request[request.length - 1] ^= 1;
        try (UdpClient stranger = new UdpClient(server.mediaPort())) {
            stranger.send(request);
            server.awaitMore(Count.DROPPED_STUN_MALFORMED, before);
            assertThat(stranger.receive(200)).isNull();
        }
    }

    @Test
    void randomDatagramsAreDroppedAndEachIsCountedOnce() throws Exception {
        Random random = new Random(20_260_101);
        long received = server.count(Count.DATAGRAMS_RECEIVED);
        long dropped = dropped();
        int sent = 0;
        try (UdpClient stranger = new UdpClient(server.mediaPort())) {
            while (sent < 2_000) {
                byte[] datagram = new byte[random.nextInt(2_001)];
                random.nextBytes(datagram);
                stranger.send(datagram);
                sent++;
                if (sent % 50 == 0) {
                    // No more at once than the socket's buffer holds: the kernel must lose none.
                    long target = dropped + sent;
                    TestServer.await(() -> dropped() >= target, target + " drops");
                }
            }
        }
        assertThat(dropped() - dropped).isEqualTo(sent);
        assertThat(server.count(Count.DATAGRAMS_RECEIVED) - received).isEqualTo(sent);
    }

    /** Everything that can become of a datagram from an address no peer uses. */
    private long dropped() {
        return server.count(Count.DROPPED_UNKNOWN_FIRST_BYTE)
                + server.count(Count.DROPPED_UNKNOWN_REMOTE)
                + server.count(Count.DROPPED_TRUNCATED)
                + server.count(Count.DROPPED_STUN_UNKNOWN_USER);
    }

    @Test
    void aCertificateThatIsNotTheOneInTheOfferEndsTheParticipant() throws Exception {
        long before = server.count(Count.DTLS_FINGERPRINT_MISMATCHES);
        try (SocketClient socket = server.socket();
                UdpClient udp = new UdpClient(server.mediaPort())) {
            socket.join("mismatch", "Mallory");
            String promised = OfferText.sendingOpus(new DtlsClient().fingerprint());
            socket.send(
                    """
                    {"type":"offer","id":1,"sdp":"%s",\
                    "publications":[{"mid":"0","source":"microphone","muted":false}]}"""
                            .formatted(promised.replace("\r\n", "\\r\\n")));
            String answer = socket.await("answer").replace("\\r\\n", "\r\n");
            String username = OfferText.attribute(answer, "ice-ufrag") + ":" + OfferText.FRAGMENT;
            assertThat(udp.check(username, OfferText.attribute(answer, "ice-pwd"), 5_000))
                    .isNotNull();

            handshakeThatIsRefused(new DtlsClient(), udp);

            assertThat(socket.await("bye")).contains("\"reason\":\"media-failed\"");
            assertThat(socket.closeCode()).isEqualTo(4002);
        }
        server.awaitMore(Count.DTLS_FINGERPRINT_MISMATCHES, before);
    }

    @Test
    void aCertificateThatIsNotTheOneInTheOfferEndsTheWhipSession() throws Exception {
        long before = server.count(Count.DTLS_FINGERPRINT_MISMATCHES);
        try (WhipPeer peer = new WhipPeer(server, "mismatch")) {
            assertThat(peer.isAnswered()).isTrue();

            handshakeThatIsRefused(new DtlsClient(), peer.udp());

            server.awaitMore(Count.DTLS_FINGERPRINT_MISMATCHES, before);
            try (UdpClient again = new UdpClient(server.mediaPort())) {
                assertThat(again.check(peer.username(), peer.password(), 600)).isNull();
            }
            assertThat(server.delete(peer.session()).statusCode()).isEqualTo(404);
        }
    }

    /** The refusal may overtake the end of the handshake or come right behind it. */
    private static void handshakeThatIsRefused(DtlsClient client, UdpClient udp)
            throws IOException {
        try {
            DTLSTransport connection = client.connect(udp);
            byte[] buffer = new byte[connection.getReceiveLimit()];
            assertThat(connection.receive(buffer, 0, buffer.length, 5_000)).isEqualTo(-1);
        } catch (TlsException e) {
            assertThat(e).isInstanceOf(TlsFatalAlertReceived.class);
        }
    }

    @Test
    void aClientHelloCutShortDoesNotSpoilTheHandshakeAfterIt() throws Exception {
        long malformed = server.count(Count.DROPPED_DTLS_MALFORMED);
        long completed = server.count(Count.DTLS_HANDSHAKES_COMPLETED);
        try (WhipPeer peer = new WhipPeer(server, "cut")) {
            assertThat(peer.isAnswered()).isTrue();
            byte[] hello = peer.dtls().clientHello();
            for (int length : new int[] {1, 12, 13, 14, 24, 25, 40, 60, hello.length - 1}) {
                peer.udp().send(Arrays.copyOf(hello, length));
            }
            server.awaitMore(Count.DROPPED_DTLS_MALFORMED, malformed + 8);

            peer.connect();

            server.awaitMore(Count.DTLS_HANDSHAKES_COMPLETED, completed);
        }
    }

    @Test
    void aPacketWithAFlippedBitIsDroppedAndTheNextIsTaken() throws Exception {
        long badTags = server.count(Count.DROPPED_SRTP_BAD_TAG);
        try (WhipPeer peer = new WhipPeer(server, "flipped")) {
            peer.connect();
            byte[] packet = peer.rtp(1);
            packet[20] ^= 4;
            long completed = server.count(Count.RTP_PACKETS_RECEIVED);

            peer.udp().send(packet);
            // The keys reach the loop just after the client has them.
            TestServer.await(
                    () -> {
                        resend(peer, packet);
                        return server.count(Count.DROPPED_SRTP_BAD_TAG) > badTags;
                    },
                    "a packet to fail its authentication");
            assertThat(server.count(Count.RTP_PACKETS_RECEIVED)).isEqualTo(completed);

            peer.udp().send(peer.rtp(2));
            server.awaitMore(Count.RTP_PACKETS_RECEIVED, completed);
        }
    }

    private static void resend(WhipPeer peer, byte[] packet) {
        try {
            peer.udp().send(packet);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void anOfferOfTenMegabytesGets413() throws Exception {
        long before = server.count(SignallingCount.REFUSED_TOO_LARGE);
        String answer = postTenMegabytes("Content-Length: " + TEN_MEGABYTES, "");

        assertThat(answer).startsWith("HTTP/1.1 413 ").contains("application/problem+json");
        assertThat(answer).contains("\"error\":\"too-large\"").contains("256 KiB");
        assertThat(server.count(SignallingCount.REFUSED_TOO_LARGE)).isEqualTo(before + 1);
    }

    @Test
    void anOfferOfTenMegabytesThatDoesNotSaySoGets413() throws Exception {
        long before = server.count(SignallingCount.REFUSED_TOO_LARGE);
        String answer =
                postTenMegabytes(
                        "Transfer-Encoding: chunked", Integer.toHexString(TEN_MEGABYTES) + "\r\n");

        assertThat(answer).startsWith("HTTP/1.1 413 ").contains("\"error\":\"too-large\"");
        assertThat(server.count(SignallingCount.REFUSED_TOO_LARGE)).isEqualTo(before + 1);
    }

    /** A client that goes on sending and reads nothing until it cannot send any more. */
    private String postTenMegabytes(String header, String chunk) throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.httpPort())) {
            socket.setSoTimeout(10_000);
            OutputStream out = socket.getOutputStream();
            out.write(
                    "POST /whip/x HTTP/1.1\r\nHost: test\r\nContent-Type: %s\r\n%s\r\n\r\n%s"
                            .formatted(SDP, header, chunk)
                            .getBytes(StandardCharsets.US_ASCII));
            Thread body =
                    Thread.startVirtualThread(
                            () -> {
                                try {
                                    out.write(new byte[TEN_MEGABYTES]);
                                } catch (IOException _) {
                                    // The server has hung up, as it may.
                                }
                            });
            ByteArrayOutputStream answer = new ByteArrayOutputStream();
            InputStream in = socket.getInputStream();
            try {
                in.transferTo(answer);
            } catch (SocketException _) {
                // Reset, because not all was read; what came before is what counts.
            }
            body.join();
            return answer.toString(StandardCharsets.UTF_8);
        }
    }

    @Test
    void aMessageOfTenMegabytesGetsAnErrorAndGoodbye() throws Exception {
        long before = server.count(SignallingCount.REFUSED_TOO_LARGE);
        try (SocketClient socket = server.socket()) {
            socket.join("large", "Alice");
            socket.send("x".repeat(TEN_MEGABYTES));

            assertThat(socket.await("error")).contains("\"error\":\"too-large\"", "512 KiB");
            assertThat(socket.await("bye")).contains("\"reason\":\"protocol-error\"");
            assertThat(socket.closeCode()).isEqualTo(4005);
        }
        assertThat(server.count(SignallingCount.REFUSED_TOO_LARGE)).isEqualTo(before + 1);
    }

    @ParameterizedTest
    @CsvSource({
        "bad-json, REFUSED_BAD_JSON, <marker>{",
        "bad-json, REFUSED_BAD_JSON, '[\"<marker>\"]'",
        "unknown-type, REFUSED_UNKNOWN_TYPE, '{\"type\":\"<marker>\"}'",
        "bad-message, REFUSED_BAD_MESSAGE, '{\"type\":\"mute\",\"mid\":\"0\",\"muted\":\"<marker>\"}'",
        "bad-message, REFUSED_BAD_MESSAGE, '{\"type\":\"offer\",\"id\":\"<marker>\"}'",
    })
    void aBadMessageGetsAnErrorThatDoesNotRepeatIt(
            String error, SignallingCount count, String message) throws Exception {
        long before = server.count(count);
        try (SocketClient socket = server.socket()) {
            socket.join("messages", "Alice");
            socket.send(message);

            assertThat(socket.await("error"))
                    .contains("\"error\":\"" + error + "\"", "\"fatal\":false")
                    .doesNotContain("marker");
            stillUsable(socket);
        }
        assertThat(server.count(count)).isEqualTo(before + 1);
    }

    @Test
    void aBinaryMessageGetsAnError() throws Exception {
        long before = server.count(SignallingCount.REFUSED_BINARY);
        try (SocketClient socket = server.socket()) {
            socket.join("messages", "Alice");
            socket.sendBinary(new byte[] {1, 2, 3});

            assertThat(socket.await("error")).contains("\"error\":\"binary\"", "\"fatal\":false");
            stillUsable(socket);
        }
        assertThat(server.count(SignallingCount.REFUSED_BINARY)).isEqualTo(before + 1);
    }

    private static void stillUsable(SocketClient socket) throws InterruptedException {
        socket.send("{\"type\":\"ping\",\"id\":7}");
        assertThat(socket.await("pong")).contains("\"id\":7");
    }

    @Test
    void anOfferThatIsNotSdpGets415() throws Exception {
        long before = server.count(SignallingCount.REFUSED_CONTENT_TYPE);
        HttpResponse<String> answer = server.post("/whip/x", "application/json", "{}");

        assertThat(answer.statusCode()).isEqualTo(415);
        assertThat(answer.headers().firstValue("Content-Type"))
                .contains("application/problem+json");
        assertThat(answer.body()).contains("\"error\":\"not-sdp\"", "application/sdp");
        assertThat(server.count(SignallingCount.REFUSED_CONTENT_TYPE)).isEqualTo(before + 1);
    }

    /** Lines are those of {@link OfferText}: the m-line is the sixth. */
    @ParameterizedTest
    @CsvSource({
        "a=ice-ufrag:, a=x:, SDP line 12, one is missing",
        "a=ice-, a=x-, SDP line 6, no a=ice-ufrag and a=ice-pwd",
        "a=ice-pwd:abcdefghijklmnopqrstuvwx, a=ice-pwd:short, SDP line 12, 22 to 256",
        "a=fingerprint:, a=x:, SDP line 6, a=fingerprint",
        "a=setup:actpass, a=setup:passive, SDP line 14, must be actpass or active",
        "opus/48000/2, speex/16000, SDP line 6, offers no codec that this server forwards",
        "a=rtcp-mux, a=x, SDP line 6, rtcp-mux",
        "a=mid:0, a=x, SDP line 6, mid",
        "m=audio 9, m=audio nine, SDP line 6, port",
        "m=audio, m=application, SDP, no audio or video section",
        "v=0, v=1, SDP line 1, v=0",
    })
    void anOfferThatCannotBeServedGets400AndTheLine(
            String what, String instead, String where, String why) throws Exception {
        long before = server.count(SignallingCount.REFUSED_SDP);
        String offer = OfferText.sendingOpus(bystander.dtls().fingerprint());
        assertThat(offer).contains(what);

        HttpResponse<String> answer = server.post("/whip/x", SDP, offer.replace(what, instead));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("\"error\":\"bad-sdp\"", where, why);
        assertThat(server.count(SignallingCount.REFUSED_SDP)).isEqualTo(before + 1);
    }

    @Test
    void anOfferWithASectionOutsideTheBundleGets400AndItsLine() throws Exception {
        String offer = OfferText.sendingOpus(bystander.dtls().fingerprint());
        String second = offer.substring(offer.indexOf("m=audio")).replace("a=mid:0", "a=mid:1");

        HttpResponse<String> answer = server.post("/whip/x", SDP, offer + second);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("SDP line 19 (a=mid:1)", "BUNDLE");
    }

    @Test
    void aVideoOfferOfTheoraAloneNamesTheCodecsThatWork() throws Exception {
        String offer =
                OfferText.sendingOpus(bystander.dtls().fingerprint())
                        .replace("m=audio", "m=video")
                        .replace("opus/48000/2", "theora/90000");

        HttpResponse<String> answer = server.post("/whip/x", SDP, offer);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("offers no codec", "VP8");
    }
}
