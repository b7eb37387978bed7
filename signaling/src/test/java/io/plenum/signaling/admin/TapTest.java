package io.plenum.signaling.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plenum.bridge.bytes.TransportAddress;
import io.plenum.bridge.counts.Count;
import io.plenum.signaling.config.Setting;
import io.plenum.signaling.support.OfferText;
import io.plenum.signaling.support.TestServer;
import io.plenum.signaling.support.WhipPeer;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An operator captures what a participant sends to a running server. */
class TapTest {
    private static final int PACKETS = 30;
    private static final int HEADER_BYTES = 12;
    private static final int PAYLOAD_BYTES = 40;

    private final HttpClient http = HttpClient.newHttpClient();

    private static JsonNode json(HttpResponse<String> answer) throws Exception {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return new ObjectMapper().readTree(answer.body());
    }

    /** Of the only one in the only room. */
    private static String participant(TestServer server) throws Exception {
        String room = json(server.get("/admin/api/overview")).at("/rooms/0/name").asText();
        return json(server.get("/admin/api/room?name=" + room)).at("/participants/0/id").asText();
    }

    /** Begins; the answer's head is there once the loop has been told. */
    private HttpResponse<InputStream> tap(TestServer server, String query) throws Exception {
        return http.send(
                HttpRequest.newBuilder(
                                URI.create(
                                        "http://127.0.0.1:%d/admin/api/participant/tap?%s"
                                                .formatted(server.httpPort(), query)))
                        .POST(BodyPublishers.noBody())
                        .build(),
                BodyHandlers.ofInputStream());
    }

    private static void send(TestServer server, WhipPeer publisher, int count) throws Exception {
        long before = server.count(Count.RTP_PACKETS_RECEIVED);
        for (int i = 0; i < count; i++) {
            publisher.udp().send(publisher.rtp((int) before + i));
        }
        TestServer.await(
                () -> server.count(Count.RTP_PACKETS_RECEIVED) == before + count, "all packets");
    }

    private static List<PcapReader.Packet> media(byte[] file) {
        return PcapReader.read(file).stream()
                .filter(each -> !each.isRemark() && !each.isRtcp())
                .toList();
    }

    private static String remark(byte[] file) {
        PcapReader.Packet last = PcapReader.read(file).getLast();
        assertThat(last.isRemark()).isTrue();
        return new String(last.bytes(), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theFileHoldsWhatWasSentFromThenOn(boolean payload) throws Exception {
        Map<Setting, List<String>> settings =
                Map.of(Setting.ADMIN_TAP_PAYLOAD, List.of(Boolean.toString(payload)));
        try (TestServer server = new TestServer(settings);
                WhipPeer publisher = new WhipPeer(server, "room")) {
            publisher.connect();
            send(server, publisher, 1);
            String id = participant(server);
            var answer = tap(server, "id=" + id + "&seconds=60&payload=" + payload);
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("Content-Type"))
                    .contains("application/vnd.tcpdump.pcap");
            assertThat(answer.headers().firstValue("Content-Disposition"))
                    .contains("attachment; filename=\"plenum-%s.pcap\"".formatted(id));
            assertThat(tap(server, "id=" + id).statusCode()).isEqualTo(409);
            send(server, publisher, PACKETS);
            assertThat(
                            json(server.get("/admin/api/participant?id=" + id))
                                    .at("/events")
                                    .findValuesAsText("event"))
                    .contains("tapped");
            server.delete(publisher.session());

            byte[] file = answer.body().readAllBytes();
            List<PcapReader.Packet> media = media(file);
            assertThat(media).hasSize(PACKETS);
            for (int i = 0; i < PACKETS; i++) {
                PcapReader.Packet packet = media.get(i);
                assertThat(packet.to())
                        .isEqualTo(TransportAddress.ofIpv4(0x7F00_0001, server.mediaPort()));
                assertThat(packet.from().sameHost(packet.to())).isTrue();
                assertThat(packet.length()).isEqualTo(HEADER_BYTES + PAYLOAD_BYTES);
                assertThat(packet.bytes())
                        .isEqualTo(
                                ByteBuffer.allocate(HEADER_BYTES + (payload ? PAYLOAD_BYTES : 12))
                                        .put((byte) 0x80)
                                        .put((byte) OfferText.PAYLOAD_TYPE)
                                        .putShort((short) (i + 1))
                                        .putInt(960 * (i + 1))
                                        .putInt(OfferText.SSRC)
                                        .array());
            }
            assertThat(remark(file))
                    .contains("because the participant has left; ", ", 0 more were dropped");
            assertThat(tap(server, "id=" + id).statusCode()).isEqualTo(404);
        }
    }

    /** Somebody else's reader finds in the file what our own finds. */
    @Test
    void wiresharkReadsIt(@TempDir Path folder) throws Exception {
        Path tshark = Path.of("/usr/bin/tshark");
        assumeTrue(Files.isExecutable(tshark), "Debian's package tshark is not installed");
        Path capture = folder.resolve("tap.pcap");
        int port;
        try (TestServer server = new TestServer();
                WhipPeer publisher = new WhipPeer(server, "room")) {
            port = server.mediaPort();
            publisher.connect();
            send(server, publisher, 1);
            var answer = tap(server, "id=" + participant(server) + "&seconds=60");
            send(server, publisher, PACKETS);
            server.delete(publisher.session());
            Files.write(capture, answer.body().readAllBytes());
        }
        Process reader =
                new ProcessBuilder(
                                tshark.toString(),
                                "-r",
                                capture.toString(),
                                "-d",
                                "udp.port==%d,rtp".formatted(port),
                                "-Y",
                                "rtp && udp.dstport == " + port,
                                "-T",
                                "fields",
                                "-E",
                                "separator=,",
                                "-e",
                                "rtp.seq",
                                "-e",
                                "rtp.p_type",
                                "-e",
                                "rtp.ssrc",
                                "-e",
                                "ip.checksum.status",
                                "-e",
                                "udp.length",
                                "-o",
                                "ip.check_checksum:TRUE")
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        List<String> lines = reader.inputReader().readAllLines();
        assertThat(reader.waitFor()).isZero();
        assertThat(lines).hasSize(PACKETS);
        for (int i = 0; i < PACKETS; i++) {
            assertThat(lines.get(i))
                    .isEqualTo(
                            "%d,%d,0x%08x,1,%d"
                                    .formatted(
                                            i + 1,
                                            OfferText.PAYLOAD_TYPE,
                                            OfferText.SSRC,
                                            8 + HEADER_BYTES + PAYLOAD_BYTES));
        }
    }

    @Test
    void theFileEndsAtItsLength() throws Exception {
        try (TestServer server = new TestServer();
                WhipPeer publisher = new WhipPeer(server, "room")) {
            publisher.connect();
            send(server, publisher, 1);
            var answer = tap(server, "id=" + participant(server) + "&seconds=60&bytes=2000");
            send(server, publisher, 4 * PACKETS);
            byte[] file = answer.body().readAllBytes();
            assertThat(file.length).isBetween(1_600, 2_000);
            assertThat(remark(file)).contains("because it has its length; ");
        }
    }

    @Test
    void theFileEndsAfterItsTimeAndTheNextMayBegin() throws Exception {
        try (TestServer server = new TestServer();
                WhipPeer publisher = new WhipPeer(server, "room")) {
            publisher.connect();
            String query = "id=" + participant(server) + "&seconds=1";
            for (int i = 0; i < 2; i++) {
                var answer = tap(server, query);
                assertThat(answer.statusCode()).isEqualTo(200);
                assertThat(remark(answer.body().readAllBytes()))
                        .contains("because its 1 s are over; ");
                TestServer.await(() -> isFree(server), "the tap to be free");
            }
        }
    }

    /** Of nobody it begins and ends at once; while another goes on it is refused. */
    private boolean isFree(TestServer server) {
        try {
            return tap(server, "id=p-0").statusCode() == 404;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aStoppingServerEndsIt() throws Exception {
        HttpResponse<InputStream> answer;
        try (TestServer server = new TestServer();
                WhipPeer publisher = new WhipPeer(server, "room")) {
            publisher.connect();
            answer = tap(server, "id=" + participant(server) + "&seconds=60");
        }
        assertThat(remark(answer.body().readAllBytes()))
                .containsAnyOf("the server stops", "the participant has left");
    }

    @Test
    void addressesAreShortenedWhereTheyAreHidden() throws Exception {
        try (TestServer server = new TestServer(Map.of(Setting.LOG_REDACT, List.of("true")));
                WhipPeer publisher = new WhipPeer(server, "room")) {
            publisher.connect();
            send(server, publisher, 1);
            var answer = tap(server, "id=" + participant(server) + "&seconds=60");
            send(server, publisher, PACKETS);
            server.delete(publisher.session());
            byte[] file = answer.body().readAllBytes();
            assertThat(media(file))
                    .hasSize(PACKETS)
                    .allMatch(
                            each ->
                                    each.to()
                                            .equals(
                                                    TransportAddress.ofIpv4(
                                                            0x7F00_0000, server.mediaPort())));
            assertThat(remark(file)).contains("addresses are shortened");
        }
    }

    @Test
    void whatIsNotAllowedIsRefused() throws Exception {
        try (TestServer server = new TestServer();
                WhipPeer publisher = new WhipPeer(server, "room")) {
            String id = participant(server);
            assertThat(publisher.session()).isNotEmpty();
            assertThat(tap(server, "id=" + id + "&payload=true").statusCode()).isEqualTo(403);
            for (String bad :
                    List.of(
                            "seconds=61",
                            "seconds=0",
                            "bytes=20000001",
                            "bytes=many",
                            "payload=1")) {
                assertThat(tap(server, "id=" + id + "&" + bad).statusCode()).as(bad).isEqualTo(400);
            }
            assertThat(tap(server, "id=p-0").statusCode()).isEqualTo(404);
            assertThat(tap(server, "").statusCode()).isEqualTo(404);
            assertThat(server.get("/admin/api/participant/tap?id=" + id).statusCode())
                    .isEqualTo(405);
            assertThat(
                            server.send(
                                            "POST",
                                            "/admin/api/participant/tap?id=" + id,
                                            null,
                                            "X-Forwarded-For",
                                            "192.0.2.1")
                                    .statusCode())
                    .isEqualTo(403);
        }
    }
}
