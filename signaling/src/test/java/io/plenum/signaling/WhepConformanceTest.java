package io.plenum.signaling;

import static io.plenum.signaling.support.SdpOffers.audio;
import static io.plenum.signaling.support.SdpOffers.fragment;
import static io.plenum.signaling.support.SdpOffers.video;
import static org.assertj.core.api.Assertions.assertThat;

import io.plenum.bridge.parameters.IceCandidate;
import io.plenum.signaling.config.Setting;
import io.plenum.signaling.support.BearerTokens;
import io.plenum.signaling.support.DtlsClient;
import io.plenum.signaling.support.OfferText;
import io.plenum.signaling.support.SdpOffers;
import io.plenum.signaling.support.TestServer;
import io.plenum.signaling.support.UdpClient;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The WHEP draft, statement by statement; {@code docs/whep.md} says which test shows which. */
@TestInstance(Lifecycle.PER_CLASS)
class WhepConformanceTest {
    private static final String SDP = "application/sdp";
    private static final String FRAGMENT = "application/trickle-ice-sdpfrag";
    private static final String NEW_PASSWORD = "zyxwvutsrqponmlkjihgfedc";
    private static final String ENDPOINT = "/whep/studio/Ann";
    private static final String HOST =
            "a=candidate:1 1 udp 2122260223 192.0.2.1 61764 typ host generation 0";

    private TestServer server;

    @BeforeAll
    void start() throws Exception {
        server = new TestServer();
        HttpResponse<String> published =
                server.post(
                        "/whip/studio?name=Ann",
                        SDP,
                        SdpOffers.of(audio("sendonly"), video("sendonly")));
        assertThat(published.statusCode()).isEqualTo(201);
    }

    @AfterAll
    void end() {
        server.close();
    }

    private HttpResponse<String> watch(String offer) throws Exception {
        return server.post(ENDPOINT, SDP, offer);
    }

    private static String offer() {
        return SdpOffers.of(audio("recvonly"), video("recvonly"));
    }

    private static String session(HttpResponse<String> answer) {
        return answer.headers().firstValue("Location").orElseThrow();
    }

    private static String entityTag(HttpResponse<String> answer) {
        return answer.headers().firstValue("ETag").orElseThrow();
    }

    private HttpResponse<String> patch(String session, String ifMatch, String body)
            throws Exception {
        return server.send("PATCH", session, body, "Content-Type", FRAGMENT, "If-Match", ifMatch);
    }

    @Test
    void getOfEndpointAndSessionIsEmpty() throws Exception {
        for (String path : new String[] {ENDPOINT, session(watch(offer()))}) {
            HttpResponse<String> answer = server.get(path);
            assertThat(answer.statusCode()).isIn(200, 204);
            assertThat(answer.body()).isEmpty();
        }
    }

    @Test
    void headTellsThatThisIsAnEndpoint() throws Exception {
        HttpResponse<String> head = server.send("HEAD", ENDPOINT, null);
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.headers().firstValue("Content-Type")).contains(SDP);
        assertThat(server.get(ENDPOINT).headers().firstValue("Content-Type")).contains(SDP);
    }

    @Test
    void postMakesASession() throws Exception {
        HttpResponse<String> answer = watch(offer());
        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(answer.headers().firstValue("Content-Type")).contains(SDP);
        assertThat(session(answer)).startsWith(ENDPOINT + "/");
        assertThat(answer.body()).contains("m=audio", "m=video");
    }

    @Test
    void anotherContentTypeOrAMalformedOfferIsRefused() throws Exception {
        assertThat(server.post(ENDPOINT, "text/plain", offer()).statusCode()).isEqualTo(415);
        assertThat(watch("v=0\r\nnonsense\r\n").statusCode()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"recvonly", "sendrecv"})
    void answersSendonly(String direction) throws Exception {
        HttpResponse<String> answer = watch(SdpOffers.of(audio(direction), video(direction)));
        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(answer.body().lines().filter("a=sendonly"::equals)).hasSize(2);
        assertThat(answer.body()).doesNotContain("a=sendrecv", "a=recvonly");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sendonly", "inactive"})
    void anOfferThatReceivesNothingGetsACounterOffer(String direction) throws Exception {
        HttpResponse<String> answer = watch(SdpOffers.of(audio(direction), video(direction)));
        assertThat(answer.statusCode()).isEqualTo(406);
    }

    @Test
    void aCounterOfferIsACompleteOfferOfOurs() throws Exception {
        HttpResponse<String> refused = watch(withoutUsableCodec());

        assertThat(refused.statusCode()).isEqualTo(406);
        assertThat(session(refused)).startsWith(ENDPOINT + "/");
        assertThat(refused.body().lines().filter("a=sendonly"::equals)).hasSize(2);
        assertThat(refused.body())
                .contains("opus/48000/2", "VP8/90000", "VP9/90000", "H264/90000", "AV1/90000")
                .contains("a=ice-ufrag:", "a=fingerprint:", "a=candidate:", "a=rtcp-mux-only")
                .contains("a=group:BUNDLE 0 1");
        String type = refused.headers().firstValue("Content-Type").orElseThrow();
        assertThat(type).startsWith(SDP + "; valid-until=\"");
        String date = type.substring(type.indexOf('"') + 1, type.lastIndexOf('"'));
        Instant until =
                ZonedDateTime.parse(
                                date, DateTimeFormatter.RFC_1123_DATE_TIME.withLocale(Locale.US))
                        .toInstant();
        assertThat(Duration.between(Instant.now(), until))
                .isBetween(Duration.ofSeconds(10), Duration.ofSeconds(31));
    }

    @Test
    void theAnswerToACounterOfferConnects() throws Exception {
        HttpResponse<String> refused = watch(withoutUsableCodec());
        DtlsClient dtls = new DtlsClient();

        HttpResponse<String> done =
                server.send(
                        "PATCH",
                        session(refused),
                        answerTo(refused.body(), dtls.fingerprint()),
                        "Content-Type",
                        SDP);

        assertThat(done.statusCode()).as(done.body()).isEqualTo(204);
        try (UdpClient udp = new UdpClient(server.mediaPort())) {
            String username = OfferText.attribute(refused.body(), "ice-ufrag") + ":player";
            String password = OfferText.attribute(refused.body(), "ice-pwd");
            assertThat(udp.check(username, password, 5_000)).isNotNull();
            assertThat(dtls.connect(udp)).isNotNull();
        }
    }

    @Test
    void aMalformedAnswerIsRefusedAndMayBeSentAgain() throws Exception {
        HttpResponse<String> refused = watch(withoutUsableCodec());
        String good = answerTo(refused.body(), SdpOffers.FINGERPRINT);
        String[] bad = {"nonsense", good.replace("a=recvonly", "a=inactive")};
        for (String each : bad) {
            assertThat(
                            server.send("PATCH", session(refused), each, "Content-Type", SDP)
                                    .statusCode())
                    .isIn(400, 422);
        }
        assertThat(server.send("PATCH", session(refused), good, "Content-Type", SDP).statusCode())
                .isEqualTo(204);
        assertThat(server.send("PATCH", session(refused), good, "Content-Type", SDP).statusCode())
                .isEqualTo(415);
    }

    private static String withoutUsableCodec() {
        return SdpOffers.of(
                audio("recvonly").replace("opus/48000/2", "speex/16000"),
                video("recvonly").replace("VP8", "theora"));
    }

    /** As a player that takes VP9 would write it. */
    private static String answerTo(String offer, String fingerprint) {
        return offer.replace("a=sendonly", "a=recvonly")
                .replace("a=setup:passive", "a=setup:active")
                .replaceAll("a=ice-ufrag:.*", "a=ice-ufrag:player")
                .replaceAll("a=ice-pwd:.*", "a=ice-pwd:abcdefghijklmnopqrstuvwx")
                .replaceAll("a=fingerprint:.*", "a=fingerprint:" + fingerprint)
                .replaceAll(
                        "a=(candidate|msid|ssrc|ssrc-group|ice-lite|rtcp-mux-only|end-of)\\b.*\r\n",
                        "");
    }

    @Test
    void deleteEndsTheSession() throws Exception {
        String session = session(watch(offer()));
        assertThat(server.delete(session).statusCode()).isEqualTo(200);
        assertThat(server.delete(session).statusCode()).isEqualTo(404);
    }

    @Test
    void optionsTellAcceptPostAndAnswerPreflights() throws Exception {
        HttpResponse<String> answer = server.send("OPTIONS", ENDPOINT, null);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Accept-Post")).contains(SDP);
        assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).contains("*");
    }

    @Test
    void patchesAskForEntityTags() throws Exception {
        HttpResponse<String> created = watch(offer());
        String session = session(created);
        String body = fragment("cliA", "abcdefghijklmnopqrstuvwx", HOST);

        assertThat(server.send("PATCH", session, body, "Content-Type", FRAGMENT).statusCode())
                .isEqualTo(428);
        assertThat(patch(session, "\"other\"", body).statusCode()).isEqualTo(412);
        HttpResponse<String> trickled = patch(session, entityTag(created), body);
        assertThat(trickled.statusCode()).isEqualTo(204);
        assertThat(trickled.headers().firstValue("ETag")).isEmpty();
    }

    @Test
    void anIceRestartIsAnsweredWithCredentialsAndANewEntityTag() throws Exception {
        HttpResponse<String> created = watch(offer());
        HttpResponse<String> answer =
                patch(session(created), "*", fragment("newA", NEW_PASSWORD, HOST));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).contains(FRAGMENT);
        assertThat(entityTag(answer)).isNotEqualTo(entityTag(created));
        assertThat(answer.body()).contains("a=ice-lite", "a=ice-ufrag:", "a=candidate:");
    }

    @Test
    void candidatesThatCannotBeUsedAreIgnored() throws Exception {
        HttpResponse<String> created = watch(offer());
        String body =
                fragment(
                        "cliA",
                        "abcdefghijklmnopqrstuvwx",
                        "a=candidate:2 1 sctp 1518280447 nowhere.invalid 9 typ host");
        assertThat(patch(session(created), entityTag(created), body).statusCode()).isEqualTo(204);
    }

    @Test
    void theAnswerHoldsAllCandidates() throws Exception {
        String answer = watch(offer()).body();
        for (IceCandidate candidate : server.server().bridge().candidates()) {
            assertThat(answer)
                    .contains(" %s %d typ host".formatted(candidate.address(), candidate.port()));
        }
    }

    @Test
    void theAnswerIsOneBundleAndOneStream() throws Exception {
        String answer = watch(offer()).body();
        assertThat(answer).contains("a=group:BUNDLE 0 1\r\n");
        assertThat(answer.lines().filter("a=rtcp-mux-only"::equals)).hasSize(2);
        List<String> streams =
                answer.lines()
                        .filter(line -> line.startsWith("a=msid:"))
                        .map(line -> line.substring(7, line.indexOf(' ')))
                        .toList();
        assertThat(streams).hasSize(2);
        assertThat(streams.getFirst()).isEqualTo(streams.getLast());
    }

    @Test
    void aRoomsEndpointFollowsWhoeverSpeaks() throws Exception {
        HttpResponse<String> answer = server.post("/whep/studio", SDP, offer());
        assertThat(answer.statusCode()).isEqualTo(201);
        String session = session(answer);
        assertThat(server.get(session).statusCode()).isEqualTo(204);
        assertThat(server.delete(session).statusCode()).isEqualTo(200);
    }

    @Test
    void aTokenIsAskedForWhereKeysAreConfigured() throws Exception {
        String secret = "0123456789abcdef0123456789abcdef";
        Map<Setting, List<String>> keys = Map.of(Setting.AUTH_KEYS, List.of("key:" + secret));
        try (TestServer guarded = new TestServer(keys)) {
            String[] with = {
                "Content-Type", SDP, "Authorization", BearerTokens.bearer(secret, "studio")
            };
            assertThat(guarded.post("/whep/studio", SDP, offer()).statusCode()).isEqualTo(401);
            assertThat(guarded.send("POST", "/whep/studio", offer(), with).statusCode())
                    .isEqualTo(201);
            assertThat(guarded.send("POST", "/whep/other", offer(), with).statusCode())
                    .isEqualTo(403);
            assertThat(guarded.send("OPTIONS", "/whep/studio", null).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void sessionUrlsCannotBeGuessed() throws Exception {
        String session = session(watch(offer()));
        assertThat(session.substring(session.lastIndexOf('/') + 1)).matches("[A-Za-z0-9_-]{22,}");
    }
}
