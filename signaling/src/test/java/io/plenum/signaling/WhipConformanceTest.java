package io.plenum.signaling;

import static io.plenum.signaling.support.SdpOffers.audio;
import static io.plenum.signaling.support.SdpOffers.fragment;
import static io.plenum.signaling.support.SdpOffers.video;
import static org.assertj.core.api.Assertions.assertThat;

import io.plenum.bridge.parameters.IceCandidate;
import io.plenum.signaling.config.Setting;
import io.plenum.signaling.support.BearerTokens;
import io.plenum.signaling.support.OfferText;
import io.plenum.signaling.support.SdpOffers;
import io.plenum.signaling.support.SocketClient;
import io.plenum.signaling.support.TestServer;
import io.plenum.signaling.support.WhipPeer;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 9725, statement by statement; {@code docs/whip.md} says which test shows which. */
@TestInstance(Lifecycle.PER_CLASS)
class WhipConformanceTest {
    private static final String SDP = "application/sdp";
    private static final String FRAGMENT = "application/trickle-ice-sdpfrag";
    private static final String NEW_PASSWORD = "zyxwvutsrqponmlkjihgfedc";
    private static final String HOST =
            "a=candidate:1 1 udp 2122260223 192.0.2.1 61764 typ host generation 0";

    @TempDir private Path folder;
    private TestServer server;

    @BeforeAll
    void start() throws Exception {
        server = new TestServer();
    }

    @AfterAll
    void end() {
        server.close();
    }

    private HttpResponse<String> publish(String offer) throws Exception {
        return server.post("/whip/studio", SDP, offer);
    }

    private static String session(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return answer.headers().firstValue("Location").orElseThrow();
    }

    private static String entityTag(HttpResponse<String> answer) {
        return answer.headers().firstValue("ETag").orElseThrow();
    }

    private static String offer() {
        return SdpOffers.of(audio("sendonly"), video("sendonly"));
    }

    private HttpResponse<String> patch(String session, String ifMatch, String body)
            throws Exception {
        return server.send("PATCH", session, body, "Content-Type", FRAGMENT, "If-Match", ifMatch);
    }

    @Test
    void getOfEndpointAndSessionIsEmpty() throws Exception {
        String session = session(publish(offer()));
        for (String path : new String[] {"/whip/studio", session}) {
            assertThat(server.get(path).statusCode()).isEqualTo(204);
            assertThat(server.get(path).body()).isEmpty();
            assertThat(server.send("HEAD", path, null).statusCode()).isEqualTo(204);
        }
    }

    @Test
    void postMakesASession() throws Exception {
        HttpResponse<String> answer = publish(offer());

        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(answer.headers().firstValue("Content-Type")).contains(SDP);
        assertThat(answer.headers().firstValue("Location")).isPresent();
        assertThat(answer.body()).startsWith("v=0\r\n").contains("m=audio", "m=video");
    }

    @Test
    void anotherContentTypeIsRefused() throws Exception {
        assertThat(server.post("/whip/studio", "text/plain", offer()).statusCode()).isEqualTo(415);
    }

    @Test
    void aMalformedOfferIsRefused() throws Exception {
        HttpResponse<String> answer = publish("v=0\r\nnonsense\r\n");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.headers().firstValue("Content-Type"))
                .contains("application/problem+json");
        assertThat(answer.body()).contains("\"status\":400", "SDP line 2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a=sendonly", "a=sendrecv", "a=x-none"})
    void answersRecvonlyAlsoToSendrecv(String direction) throws Exception {
        HttpResponse<String> answer = publish(offer().replace("a=sendonly", direction));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        assertThat(answer.body().lines().filter("a=recvonly"::equals)).hasSize(2);
        assertThat(answer.body()).doesNotContain("a=ssrc:", "a=msid:");
    }

    @ParameterizedTest
    @ValueSource(strings = {"recvonly", "inactive"})
    void anOfferThatSendsNothingIsRefused(String direction) throws Exception {
        HttpResponse<String> answer = publish(SdpOffers.of(audio("sendonly"), video(direction)));

        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.body()).contains("wrong-direction", "A section is " + direction);
    }

    @Test
    void deleteEndsTheSessionAndRevokesConsent() throws Exception {
        try (WhipPeer peer = new WhipPeer(server, "deleted")) {
            peer.connect();

            assertThat(server.delete(peer.session()).statusCode()).isEqualTo(200);

            assertThat(server.delete(peer.session()).statusCode()).isEqualTo(404);
            assertThat(server.get(peer.session()).statusCode()).isEqualTo(404);
            assertThat(peer.udp().check(peer.username(), peer.password(), 700)).isNull();
        }
    }

    @Test
    void dtlsTeardownEndsTheSession() throws Exception {
        String session;
        try (WhipPeer peer = new WhipPeer(server, "teardown")) {
            session = peer.session();
            peer.connect();
            assertThat(server.get(session).statusCode()).isEqualTo(204);
        }
        TestServer.await(() -> statusOf(session) == 404, "the session to end");
    }

    private int statusOf(String path) {
        try {
            return server.get(path).statusCode();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aPreflightIsAnswered() throws Exception {
        String session = session(publish(offer()));
        for (String path : new String[] {"/whip/studio", session}) {
            boolean endpoint = path.equals("/whip/studio");
            HttpResponse<String> answer =
                    server.send(
                            "OPTIONS",
                            path,
                            null,
                            "Origin",
                            "https://studio.example",
                            "Access-Control-Request-Method",
                            endpoint ? "POST" : "PATCH",
                            "Access-Control-Request-Headers",
                            "authorization, content-type, if-match");

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).contains("*");
            assertThat(answer.headers().firstValue("Access-Control-Allow-Methods").orElse(""))
                    .contains(endpoint ? "POST" : "PATCH, DELETE");
            assertThat(answer.headers().firstValue("Access-Control-Allow-Headers").orElse(""))
                    .contains("Content-Type", "Authorization", "If-Match");
        }
        assertThat(
                        publish(offer())
                                .headers()
                                .firstValue("Access-Control-Expose-Headers")
                                .orElse(""))
                .contains("Location", "ETag", "Link");
    }

    @Test
    void optionsTellAcceptPost() throws Exception {
        HttpResponse<String> answer = server.send("OPTIONS", "/whip/studio", null);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Accept-Post")).contains(SDP);
    }

    @Test
    void trickledCandidatesAreAccepted() throws Exception {
        HttpResponse<String> created = publish(offer());
        String body = fragment("cliA", "abcdefghijklmnopqrstuvwx", HOST, "a=end-of-candidates");
        HttpResponse<String> answer = patch(session(created), entityTag(created), body);

        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(answer.body()).isEmpty();
        assertThat(answer.headers().firstValue("ETag")).isEmpty();
    }

    @Test
    void candidatesThatCannotBeUsedAreIgnored() throws Exception {
        HttpResponse<String> created = publish(offer());
        String body =
                fragment(
                        "cliA",
                        "abcdefghijklmnopqrstuvwx",
                        "a=candidate:1 1 tcp 1518280447 192.0.2.1 9 typ host tcptype active",
                        "a=candidate:2 1 sctp 1518280447 192.0.2.1 9 typ host",
                        "a=candidate:3 1 udp 1518280447 7c0b6cb5.local 9 typ host",
                        "a=candidate:4 1 udp 1518280447 nowhere.invalid 9 typ srflx raddr x rport"
                                + " 1",
                        HOST);
        assertThat(patch(session(created), entityTag(created), body).statusCode()).isEqualTo(204);
    }

    @Test
    void aPatchOfAnotherTypeIsRefused() throws Exception {
        HttpResponse<String> created = publish(offer());
        HttpResponse<String> answer =
                server.send("PATCH", session(created), offer(), "Content-Type", SDP);
        assertThat(answer.statusCode()).isEqualTo(415);
        assertThat(answer.headers().firstValue("Accept-Patch")).contains(FRAGMENT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense",
                "a=candidate:one\r\n",
                "a=ice-ufrag:newA\r\n",
                "a=ice-ufrag:newA\r\na=ice-pwd:short\r\n"
            })
    void aMalformedFragmentIsRefused(String body) throws Exception {
        HttpResponse<String> created = publish(offer());
        HttpResponse<String> answer = patch(session(created), entityTag(created), body);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("bad-sdp");
    }

    @Test
    void theAnswerHasAStrongEntityTagOfItsOwn() throws Exception {
        String first = entityTag(publish(offer()));
        String second = entityTag(publish(offer()));
        assertThat(first).matches("\"[^\"]+\"").isNotEqualTo(second);
    }

    @Test
    void deleteIgnoresIfMatch() throws Exception {
        String session = session(publish(offer()));
        assertThat(server.send("DELETE", session, null, "If-Match", "\"other\"").statusCode())
                .isEqualTo(200);
    }

    @Test
    void aPatchWithoutIfMatchIsRefused() throws Exception {
        String session = session(publish(offer()));
        HttpResponse<String> answer =
                server.send(
                        "PATCH", session, fragment("cliA", NEW_PASSWORD), "Content-Type", FRAGMENT);
        assertThat(answer.statusCode()).isEqualTo(428);
    }

    @Test
    void aPatchOfAnOldIceSessionIsRefused() throws Exception {
        HttpResponse<String> created = publish(offer());
        String session = session(created);
        assertThat(patch(session, "*", fragment("newA", NEW_PASSWORD)).statusCode()).isEqualTo(200);

        String late = fragment("cliA", "abcdefghijklmnopqrstuvwx", HOST);
        assertThat(patch(session, entityTag(created), late).statusCode()).isEqualTo(412);
        assertThat(patch(session, "W/" + entityTag(created), late).statusCode()).isEqualTo(412);
    }

    @Test
    void theAnswerHoldsAllCandidates() throws Exception {
        String answer = publish(offer()).body();
        for (IceCandidate candidate : server.server().bridge().candidates()) {
            assertThat(answer)
                    .contains(" %s %d typ host".formatted(candidate.address(), candidate.port()));
        }
        assertThat(answer).contains("a=end-of-candidates");
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "\"*\"", "the tag"})
    void anIceRestartIsAnsweredWithCredentialsAndANewEntityTag(String ifMatch) throws Exception {
        HttpResponse<String> created = publish(offer());
        String condition = ifMatch.equals("the tag") ? entityTag(created) : ifMatch;

        HttpResponse<String> answer =
                patch(session(created), condition, fragment("newA", NEW_PASSWORD, HOST));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).contains(FRAGMENT);
        assertThat(entityTag(answer)).matches("\"[^\"]+\"").isNotEqualTo(entityTag(created));
        assertThat(OfferText.attribute(answer.body(), "ice-ufrag"))
                .isNotEqualTo(OfferText.attribute(created.body(), "ice-ufrag"));
        assertThat(OfferText.attribute(answer.body(), "ice-pwd")).hasSizeGreaterThanOrEqualTo(22);
        String again = fragment("newA", NEW_PASSWORD, HOST);
        assertThat(patch(session(created), entityTag(answer), again).statusCode()).isEqualTo(204);
    }

    @Test
    void theRestartAnswerKeepsTheIceAttributesAndHoldsTheCandidates() throws Exception {
        HttpResponse<String> created = publish(offer());
        List<String> ice =
                created.body()
                        .lines()
                        .filter(line -> line.matches("a=(ice-lite|ice-options|ice-pacing).*"))
                        .distinct()
                        .toList();

        String answer = patch(session(created), "*", fragment("newA", NEW_PASSWORD)).body();

        assertThat(answer.lines().filter(l -> l.matches("a=(ice-lite|ice-options|ice-pacing).*")))
                .containsExactlyElementsOf(ice)
                .contains("a=ice-lite");
        assertThat(answer).contains("a=group:BUNDLE 0 1\r\n", "m=audio ", "a=mid:0\r\n");
        assertThat(answer.lines().filter(line -> line.startsWith("a=candidate:")))
                .containsExactlyElementsOf(
                        created.body().lines().filter(l -> l.startsWith("a=candidate:")).toList());
    }

    @Test
    void afterARestartTheNewCredentialsAreAnsweredAndMediaGoesOn() throws Exception {
        try (WhipPeer peer = new WhipPeer(server, "restarted")) {
            peer.connect();
            HttpResponse<String> answer =
                    patch(peer.session(), "*", fragment("newA", NEW_PASSWORD));
            String ours = OfferText.attribute(answer.body(), "ice-ufrag");
            String password = OfferText.attribute(answer.body(), "ice-pwd");

            assertThat(peer.udp().check(ours + ":newA", password, 5_000)).isNotNull();
            assertThat(server.get(peer.session()).statusCode()).isEqualTo(204);
        }
    }

    @Test
    void aRestartThatIsRefusedKeepsTheIceSession() throws Exception {
        HttpResponse<String> created = publish(offer());
        String session = session(created);
        assertThat(patch(session, "*", fragment("newA", "short")).statusCode()).isEqualTo(400);

        assertThat(server.get(session).statusCode()).isEqualTo(204);
        String trickled = fragment("cliA", "abcdefghijklmnopqrstuvwx", HOST);
        assertThat(patch(session, entityTag(created), trickled).statusCode()).isEqualTo(204);
    }

    @Test
    void theAnswerIsOneBundleWithRtcpMuxOnly() throws Exception {
        String answer = publish(offer()).body();
        assertThat(answer).contains("a=group:BUNDLE 0 1\r\n");
        assertThat(answer.lines().filter("a=rtcp-mux"::equals)).hasSize(2);
        assertThat(answer.lines().filter("a=rtcp-mux-only"::equals)).hasSize(2);
    }

    @Test
    void twoTracksOfAKindAreRefused() throws Exception {
        HttpResponse<String> answer =
                publish(SdpOffers.of(audio("sendonly"), video("sendonly"), video("sendonly")));
        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.body()).contains("too-many-tracks");
    }

    @Test
    void twoStreamsAreRefused() throws Exception {
        HttpResponse<String> answer =
                publish(
                        SdpOffers.of(
                                audio("sendonly") + "a=msid:one a\n",
                                video("sendonly") + "a=msid:two v\n"));
        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.body()).contains("too-many-streams");
    }

    @Test
    void aSectionThatCannotBeServedRefusesTheWholeOffer() throws Exception {
        HttpResponse<String> data = publish(SdpOffers.of(audio("sendonly"), SdpOffers.data()));
        assertThat(data.statusCode()).isEqualTo(422);
        assertThat(data.body()).contains("only-audio-and-video");

        String theora = video("sendonly").replace("VP8", "theora");
        HttpResponse<String> codec = publish(SdpOffers.of(audio("sendonly"), theora));
        assertThat(codec.statusCode()).isEqualTo(400);
        assertThat(codec.body()).contains("no codec that this server forwards");
    }

    @ParameterizedTest
    @ValueSource(strings = {"active", "actpass"})
    void weAreTheDtlsServer(String setup) throws Exception {
        HttpResponse<String> answer =
                publish(offer().replace("a=setup:actpass", "a=setup:" + setup));
        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(answer.body().lines().filter("a=setup:passive"::equals)).hasSize(2);
    }

    @Test
    void noAnswerIs301Or302() throws Exception {
        for (String path :
                new String[] {"/whip", "/whip/", "/whip/studio/", "/whip//studio", "/whip/a/b/c"}) {
            for (String method : new String[] {"GET", "POST", "OPTIONS"}) {
                assertThat(server.send(method, path, null).statusCode())
                        .as("%s %s", method, path)
                        .isNotIn(301, 302, 303, 308);
            }
        }
    }

    @Test
    void anOverloadedServerSaysWhenToTryAgain() throws Exception {
        try (TestServer stopping = new TestServer()) {
            stopping.server().rooms().close();
            HttpResponse<String> answer = stopping.post("/whip/studio", SDP, offer());
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.headers().firstValue("Retry-After").orElse("")).matches("[0-9]+");
        }
    }

    @Test
    void iceServersAreLinksButNotInAPreflight() throws Exception {
        Path secret = Files.writeString(folder.resolve("secret"), "north\n");
        assertThat(secret.toFile().setReadable(false, false)).isTrue();
        assertThat(secret.toFile().setReadable(true, true)).isTrue();
        Map<Setting, List<String>> settings =
                Map.of(
                        Setting.ICE_SERVERS,
                        List.of("stun:stun.example.net", "turn:turn.example.net?transport=udp"),
                        Setting.ICE_TURN_SECRET_FILE,
                        List.of(secret.toString()));
        try (TestServer linked = new TestServer(settings)) {
            List<String> links =
                    linked.post("/whip/studio", SDP, offer()).headers().allValues("Link");
            assertThat(links)
                    .hasSize(2)
                    .contains("<stun:stun.example.net>; rel=\"ice-server\"")
                    .anyMatch(
                            link ->
                                    link.matches(
                                            "<turn:turn\\.example\\.net\\?transport=udp>;"
                                                    + " rel=\"ice-server\";"
                                                    + " username=\"[0-9]+:plenum\";"
                                                    + " credential=\"[A-Za-z0-9+/]{27}=\";"
                                                    + " credential-type=\"password\""));
            assertThat(linked.send("OPTIONS", "/whip/studio", null).headers().allValues("Link"))
                    .hasSize(2);
            try (SocketClient page = linked.socket()) {
                assertThat(page.join("studio", "Ann"))
                        .containsPattern(
                                "\"iceServers\":\\[\\{\"urls\":\\[\"stun:stun\\.example\\.net\"\\]\\},"
                                        + "\\{\"urls\":\\[\"turn:turn\\.example\\.net\\?transport=udp\"\\],"
                                        + "\"username\":\"[0-9]+:plenum\",\"credential\":\"[A-Za-z0-9+/]{27}=\"\\}\\]");
            }
            assertThat(
                            linked.send(
                                            "OPTIONS",
                                            "/whip/studio",
                                            null,
                                            "Origin",
                                            "https://studio.example",
                                            "Access-Control-Request-Method",
                                            "POST")
                                    .headers()
                                    .allValues("Link"))
                    .isEmpty();
        }
    }

    @Test
    void aSimulcastOfferIsAnsweredWithItsEncodings() throws Exception {
        String simulcast =
                video("sendonly")
                        + "a=extmap:10 urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id\n"
                        + "a=rid:q send\na=rid:h send\na=rid:f send\na=simulcast:send q;h;f\n";
        String answer = publish(SdpOffers.of(audio("sendonly"), simulcast)).body();
        assertThat(answer).contains("a=simulcast:recv q;h;f", "a=rid:q recv", "a=rid:f recv");
    }

    @Test
    void aTokenIsAskedForWhereKeysAreConfigured() throws Exception {
        String secret = "0123456789abcdef0123456789abcdef";
        Map<Setting, List<String>> keys = Map.of(Setting.AUTH_KEYS, List.of("key:" + secret));
        try (TestServer guarded = new TestServer(keys)) {
            HttpResponse<String> none = guarded.post("/whip/studio", SDP, offer());
            assertThat(none.statusCode()).isEqualTo(401);
            assertThat(none.headers().firstValue("WWW-Authenticate")).contains("Bearer");
            String[] with = {"Content-Type", SDP, "Authorization", "Bearer nonsense"};
            HttpResponse<String> bad = guarded.send("POST", "/whip/studio", offer(), with);
            assertThat(bad.statusCode()).isEqualTo(401);
            assertThat(bad.headers().firstValue("WWW-Authenticate").orElse(""))
                    .contains("invalid_token");
            with[3] = BearerTokens.bearer(secret, "elsewhere");
            assertThat(guarded.send("POST", "/whip/studio", offer(), with).statusCode())
                    .isEqualTo(403);
            with[3] = BearerTokens.bearer(secret, "studio");
            HttpResponse<String> created = guarded.send("POST", "/whip/studio", offer(), with);
            assertThat(guarded.delete(session(created)).statusCode()).isEqualTo(200);
            assertThat(guarded.send("OPTIONS", "/whip/studio", null).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void sessionUrlsCannotBeGuessed() throws Exception {
        String first = session(publish(offer()));
        String second = session(publish(offer()));
        String secret = first.substring(first.lastIndexOf('/') + 1);
        assertThat(secret).matches("[A-Za-z0-9_-]{22,}").isNotEqualTo(second);
    }
}
