package io.plenum.bridge.dtls;

import static io.plenum.bridge.dtls.ClientSide.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.plenum.bridge.counts.Count;
import io.plenum.bridge.parameters.CloseReason;
import io.plenum.bridge.parameters.DtlsFingerprint;
import io.plenum.bridge.srtp.SrtpKeys;
import io.plenum.bridge.srtp.SrtpProfile;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.bouncycastle.tls.DTLSTransport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Bouncy Castle's client against our server, datagram by datagram. */
class DtlsHandshakeTest {
    private static final DtlsCertificate OURS =
            DtlsCertificate.create(new SecureRandom(), Instant.parse("2026-11-20T12:00:00Z"));
    private static final DtlsCertificate THEIRS =
            DtlsCertificate.create(new SecureRandom(), Instant.parse("2026-11-20T12:00:00Z"));
    private static final int[] CHROMIUM_PROFILES = {0x0001, 0x0008, 0x0007};

    private static ClientSide side(int... profiles) {
        ClientSide side = new ClientSide(OURS, THEIRS, profiles);
        side.server.setRemoteFingerprints(List.of(THEIRS.fingerprint()));
        return side;
    }

    static Stream<Arguments> offersAndChoices() {
        return Stream.of(
                Arguments.of(CHROMIUM_PROFILES, SrtpProfile.AEAD_AES_128_GCM),
                Arguments.of(
                        new int[] {0x0007, 0x0008, 0x0001, 0x0002}, SrtpProfile.AEAD_AES_128_GCM),
                Arguments.of(new int[] {0x0001, 0x0008}, SrtpProfile.AEAD_AES_256_GCM),
                Arguments.of(new int[] {0x0002, 0x0001}, SrtpProfile.AES128_CM_HMAC_SHA1_80));
    }

    @ParameterizedTest
    @MethodSource("offersAndChoices")
    void bothSidesHaveTheKeysOfTheProfileWePrefer(int[] offered, SrtpProfile chosen)
            throws Exception {
        ClientSide side = side(offered);
        await(side.connect());
        SrtpKeys ours = await(side.connected);
        SrtpKeys theirs = side.client.keys();

        assertThat(ours.profile()).isEqualTo(chosen).isEqualTo(theirs.profile());
        assertThat(ours.remoteKey()).hasSize(chosen.keyBytes()).isEqualTo(theirs.localKey());
        assertThat(ours.remoteSalt()).hasSize(chosen.saltBytes()).isEqualTo(theirs.localSalt());
        assertThat(ours.localKey()).isEqualTo(theirs.remoteKey()).isNotEqualTo(ours.remoteKey());
        assertThat(ours.localSalt()).isEqualTo(theirs.remoteSalt());
        assertThat(await(side.remoteFingerprint)).isEqualTo(THEIRS.fingerprint());
        assertThat(ours.toString()).doesNotContain(HexFormat.of().formatHex(ours.localKey()));
        side.server.close();
        assertThat(side.threadEnded()).isTrue();
    }

    @Test
    void eachFlightOfOursIsOneDatagram() throws Exception {
        ClientSide side = side(CHROMIUM_PROFILES);
        await(side.connect());
        await(side.connected);
        assertThat(side.outbound).hasSize(2).allMatch(d -> d.length <= 1200);
        assertThat(side.outbound).allMatch(d -> DtlsRecords.wellFormed(d, 0, d.length));
        side.server.close();
    }

    /** What becomes of the client's first flight on the way, and how often the client sends it. */
    static Stream<Arguments> firstFlights() {
        return Stream.of(
                Arguments.of("in order", (ClientSide.Uplink) (n, d) -> d),
                Arguments.of("backwards", first(DtlsHandshakeTest::backwards)),
                Arguments.of("first lost", first(d -> d.subList(1, d.size()))),
                Arguments.of("last lost", first(d -> d.subList(0, d.size() - 1))),
                Arguments.of("all lost", first(d -> List.of())),
                Arguments.of("all twice", first(DtlsHandshakeTest::twice)),
                Arguments.of("between garbage", first(DtlsHandshakeTest::betweenGarbage)),
                Arguments.of("after cut pieces", first(DtlsHandshakeTest::afterCutPieces)),
                Arguments.of("after a flood", first(DtlsHandshakeTest::afterFlood)),
                Arguments.of("every flight backwards", each(DtlsHandshakeTest::backwards)),
                Arguments.of("every flight twice", each(DtlsHandshakeTest::twice)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("firstFlights")
    void aClientHelloInPiecesIsUnderstood(String name, ClientSide.Uplink uplink) throws Exception {
        ClientSide side = side(CHROMIUM_PROFILES);
        side.clientSendLimitBytes = 150; // the hello takes two
        side.uplink =
                (flight, datagrams) -> {
                    if (flight == 0) {
                        assertThat(datagrams).hasSizeGreaterThan(1);
                    }
                    return uplink.carry(flight, datagrams);
                };
        await(side.connect());
        assertThat(await(side.connected).localKey()).isEqualTo(side.client.keys().remoteKey());
        side.server.close();
        assertThat(await(side.ended)).isEqualTo("closed");
    }

    private static ClientSide.Uplink first(java.util.function.UnaryOperator<List<byte[]>> network) {
        return (flight, datagrams) -> flight == 0 ? network.apply(datagrams) : datagrams;
    }

    private static ClientSide.Uplink each(java.util.function.UnaryOperator<List<byte[]>> network) {
        return (flight, datagrams) -> network.apply(datagrams);
    }

    private static List<byte[]> backwards(List<byte[]> datagrams) {
        return datagrams.reversed();
    }

    private static List<byte[]> twice(List<byte[]> datagrams) {
        List<byte[]> all = new ArrayList<>(datagrams);
        all.addAll(datagrams);
        return all;
    }

    private static List<byte[]> betweenGarbage(List<byte[]> datagrams) {
        List<byte[]> all = new ArrayList<>();
        Random random = new Random(7);
        for (byte[] datagram : datagrams) {
            all.add(framed(random, 22));
            all.add(new byte[] {22, (byte) 0xFE, (byte) 0xFD});
            all.add(datagram);
            all.add(framed(random, 21));
            all.add(framed(random, 20));
        }
        return all;
    }

    private static List<byte[]> afterCutPieces(List<byte[]> datagrams) {
        List<byte[]> all = new ArrayList<>();
        for (int length = 0; length < datagrams.getFirst().length; length += 5) {
            all.add(java.util.Arrays.copyOf(datagrams.getFirst(), length));
        }
        all.addAll(datagrams);
        return all;
    }

    private static List<byte[]> afterFlood(List<byte[]> datagrams) {
        List<byte[]> all = new ArrayList<>();
        Random random = new Random(42);
        for (int i = 0; i < 5_000; i++) {
            byte[] noise = new byte[random.nextInt(1400)];
            random.nextBytes(noise);
            all.add(noise);
            all.add(framed(random, 20 + random.nextInt(7)));
        }
        all.addAll(datagrams);
        return all;
    }

    /** One record with a right header and random bytes in it. */
    private static byte[] framed(Random random, int type) {
        byte[] record = new byte[13 + random.nextInt(200)];
        random.nextBytes(record);
        record[0] = (byte) type;
        record[1] = (byte) 0xFE;
        record[2] = (byte) 0xFD;
        record[3] = 0;
        record[4] = (byte) random.nextInt(2);
        record[11] = (byte) ((record.length - 13) >> 8);
        record[12] = (byte) (record.length - 13);
        return record;
    }

    @Test
    void aFloodDuringTheWholeSessionEndsNothing() throws Exception {
        ClientSide side = side(CHROMIUM_PROFILES);
        Random random = new Random(11);
        side.uplink =
                (flight, datagrams) -> {
                    List<byte[]> all = new ArrayList<>();
                    for (byte[] datagram : datagrams) {
                        all.add(datagram);
                        for (int i = 0; i < 5; i++) { // all of a flight and this fit the queue
                            all.add(framed(random, 20 + random.nextInt(7)));
                        }
                    }
                    return all;
                };
        DTLSTransport session = await(side.connect());
        await(side.connected);
        for (int i = 0; i < 100; i++) {
            byte[] noise = framed(random, 20 + random.nextInt(7));
            side.server.onDatagram(noise, 0, noise.length, System.nanoTime());
        }
        side.uplink = (flight, datagrams) -> datagrams;
        // noise may fill the queue; what it displaces is repeated like anything lost
        String arrived = null;
        for (int i = 0; arrived == null && i < 100; i++) {
            say(side, session, "still here");
            arrived = side.messages.poll(100, TimeUnit.MILLISECONDS);
        }
        assertThat(arrived).isEqualTo("still here");
        assertThat(side.ended).isNotDone();
        side.server.close();
    }

    @Test
    void malformedAndSurplusDatagramsAreCountedByReason() {
        ClientSide side = side(CHROMIUM_PROFILES);
        side.server.onDatagram(new byte[] {22, 1, 2}, 0, 3, 0);
        assertThat(side.counters.get(Count.DROPPED_DTLS_MALFORMED)).isEqualTo(1);
        assertThat(side.server.thread()).isNull();

        side.server.onDatagram(new byte[5000], 0, 5000, 0);
        assertThat(side.counters.get(Count.DROPPED_DTLS_MALFORMED)).isEqualTo(2);
    }

    @Test
    void whatABusyHandshakeCannotTakeIsCounted() throws Exception {
        ClientSide side = side();
        CountDownLatch busy = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        side.lostOutbound =
                number -> {
                    busy.countDown();
                    goOn.await();
                    return true;
                };
        for (byte[] datagram :
                CapturedClientHello.datagrams(CapturedClientHello.CHROMIUM).subList(0, 2)) {
            side.server.onDatagram(datagram, 0, datagram.length, 0);
        }
        assertThat(busy.await(20, TimeUnit.SECONDS)).isTrue();
        byte[] warning = alert(1, 90);
        for (int i = 0; i < BouncyCastleDtls.MAX_DATAGRAMS_WAITING + 5; i++) {
            side.server.onDatagram(warning, 0, warning.length, 0);
        }
        assertThat(side.counters.get(Count.DROPPED_DTLS_QUEUE_FULL)).isEqualTo(5);
        assertThat(side.counters.get(Count.DTLS_DATAGRAMS_RECEIVED))
                .isEqualTo(2 + BouncyCastleDtls.MAX_DATAGRAMS_WAITING);
        goOn.countDown();
        side.server.close();
        assertThat(await(side.ended)).isEqualTo("closed");
    }

    @Test
    void aLostCertificateVerifyIsRepeated() throws Exception {
        // Bouncy Castle alone believes the ChangeCipherSpec and never hears the repetition
        ClientSide side = side(CHROMIUM_PROFILES);
        side.uplink =
                (flight, datagrams) ->
                        flight != 1
                                ? datagrams
                                : datagrams.stream()
                                        .filter(d -> d[0] != 22 || d[13] != 15)
                                        .toList();
        await(side.connect());
        assertThat(await(side.connected)).isNotNull();
        side.server.close();
    }

    @ParameterizedTest
    @CsvSource({"0", "1"})
    void aLostFlightOfOursIsRepeated(int lost) throws Exception {
        ClientSide side = side(CHROMIUM_PROFILES);
        side.lostOutbound = number -> number == lost;
        await(side.connect());
        assertThat(await(side.connected).localKey()).isEqualTo(side.client.keys().remoteKey());
        assertThat(side.outbound).hasSizeGreaterThan(2);
        side.server.close();
    }

    @Test
    void aForgedRecordNumberDoesNotMakeThePeersOwnOld() throws Exception {
        ClientSide side = side(CHROMIUM_PROFILES);
        side.uplink =
                (flight, datagrams) -> {
                    byte[] forged = datagrams.getFirst().clone();
                    java.util.Arrays.fill(forged, 5, 11, (byte) 0xFF);
                    List<byte[]> all = new ArrayList<>(datagrams);
                    if (flight < 2 && forged[4] == 0) {
                        all.addFirst(forged);
                    }
                    return all;
                };
        await(side.connect());
        assertThat(await(side.connected)).isNotNull();
        side.server.close();
    }

    @Test
    void aCertificateThatTheSdpDoesNotNameEndsIt() throws Exception {
        ClientSide side = new ClientSide(OURS, THEIRS, CHROMIUM_PROFILES);
        side.server.setRemoteFingerprints(List.of(OURS.fingerprint()));
        CompletableFuture<DTLSTransport> session = side.connect();
        assertThat(await(side.reason)).isEqualTo(CloseReason.DTLS_FINGERPRINT_MISMATCH);
        assertThat(await(side.ended)).contains(THEIRS.fingerprint().value());
        assertThat(session)
                .failsWithin(Duration.ofSeconds(10))
                .withThrowableThat()
                .withMessageContaining("bad_certificate(42)");
        assertThat(side.threadEnded()).isTrue();
        assertThat(side.messages).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"SHA-256,sha-256", "SHA-384,sha-384", "SHA-512,sha-512"})
    void anyOfSeveralFingerprintsIsEnough(String digest, String algorithm) throws Exception {
        byte[] encoded = THEIRS.chain().getCertificateAt(0).getEncoded();
        String value =
                HexFormat.ofDelimiter(":")
                        .formatHex(MessageDigest.getInstance(digest).digest(encoded));
        ClientSide side = new ClientSide(OURS, THEIRS, CHROMIUM_PROFILES);
        side.server.setRemoteFingerprints(
                List.of(
                        new DtlsFingerprint("md2", "00"),
                        OURS.fingerprint(),
                        new DtlsFingerprint("sha-256", "no hexadecimal"),
                        new DtlsFingerprint(algorithm, value)));
        await(side.connect());
        assertThat(await(side.connected)).isNotNull();
        side.server.close();
    }

    @Test
    void aClientHelloBeforeTheSdpWaits() throws Exception {
        ClientSide side = new ClientSide(OURS, THEIRS, CHROMIUM_PROFILES);
        CompletableFuture<Void> helloSent = new CompletableFuture<>();
        side.uplink =
                (flight, datagrams) -> {
                    if (flight == 1) { // repeated: the first has been there for 250 ms
                        side.server.setRemoteFingerprints(List.of(THEIRS.fingerprint()));
                    }
                    helloSent.complete(null);
                    return flight == 1 ? List.of() : datagrams;
                };
        CompletableFuture<DTLSTransport> session = side.connect();
        await(helloSent);
        assertThat(side.outbound).isEmpty();
        await(session);
        assertThat(await(side.connected)).isNotNull();
        side.server.close();
    }

    @Test
    void aClientWithoutSrtpIsRefusedAndToldWhy() throws Exception {
        ClientSide side = side();
        var _ = side.connect();
        assertThat(await(side.reason)).isEqualTo(CloseReason.DTLS_FAILED);
        assertThat(await(side.ended)).contains("use_srtp");

        ClientSide other = side(0x0005);
        var _ = other.connect();
        assertThat(await(other.ended)).contains("[5]");
    }

    @Test
    void messagesPassBothWaysAndThenThePeerCloses() throws Exception {
        ClientSide side = side(CHROMIUM_PROFILES);
        assertThat(side.server.send(bytes("early"))).isTrue(); // waits for the handshake
        DTLSTransport session = await(side.connect());
        await(side.connected);
        assertThat(hear(session)).isEqualTo("early");
        assertThat(side.server.send(bytes("to you"))).isTrue();
        assertThat(hear(session)).isEqualTo("to you");
        say(side, session, "to us");
        assertThat(side.messages.poll(10, TimeUnit.SECONDS)).isEqualTo("to us");
        assertThat(side.server.send(new byte[1300])).isFalse();

        session.close(); // what pc.close() does
        assertThat(await(side.ended)).isEqualTo("closed");
        assertThat(side.threadEnded()).isTrue();
        assertThat(side.server.send(bytes("late"))).isFalse();
        side.server.close();
        assertThat(side.messages).isEmpty();
    }

    @Test
    void closingTellsThePeer() throws Exception {
        ClientSide side = side(CHROMIUM_PROFILES);
        DTLSTransport session = await(side.connect());
        await(side.connected);
        side.server.close();
        side.server.close();
        assertThat(await(side.ended)).isEqualTo("closed");
        assertThat(side.threadEnded()).isTrue();
        CompletableFuture<Void> listening = CompletableFuture.runAsync(() -> hearNothing(session));
        await(side.clientClosed);
        await(listening);
        assertThat(side.messages).isEmpty();
    }

    @Test
    void closingBeforeAndDuringAHandshakeLeavesNothingBehind() throws Exception {
        ClientSide untouched = side(CHROMIUM_PROFILES);
        untouched.server.close();
        assertThat(await(untouched.ended)).isEqualTo("closed");
        assertThat(untouched.server.thread()).isNull();

        ClientSide waiting = side(CHROMIUM_PROFILES);
        waiting.uplink = (flight, datagrams) -> flight == 0 ? datagrams : List.of();
        CompletableFuture<DTLSTransport> session = waiting.connect();
        waiting.lostOutbound =
                number -> {
                    waiting.server.close();
                    return false;
                };
        assertThat(await(waiting.ended)).isEqualTo("closed");
        assertThat(waiting.threadEnded()).isTrue();
        assertThat(session).isNotNull();
    }

    @Test
    void aHandshakeThatStandsStillEnds() throws Exception {
        var deadlines =
                new BouncyCastleDtls.Deadlines(Duration.ofMillis(100), Duration.ofMillis(50));
        byte[] first = CapturedClientHello.datagrams(CapturedClientHello.CHROMIUM).get(0);
        byte[] second = CapturedClientHello.datagrams(CapturedClientHello.CHROMIUM).get(1);

        ClientSide half = new ClientSide(OURS, THEIRS, deadlines);
        half.server.setRemoteFingerprints(List.of(THEIRS.fingerprint()));
        half.server.onDatagram(first, 0, first.length, 0);
        assertThat(await(half.ended)).contains("no whole ClientHello");
        assertThat(await(half.reason)).isEqualTo(CloseReason.DTLS_FAILED);
        assertThat(half.threadEnded()).isTrue();

        ClientSide whole = new ClientSide(OURS, THEIRS, deadlines);
        whole.server.setRemoteFingerprints(List.of(THEIRS.fingerprint()));
        whole.server.onDatagram(second, 0, second.length, 0);
        whole.server.onDatagram(first, 0, first.length, 0);
        assertThat(await(whole.ended)).contains("nothing after its ClientHello");
        assertThat(whole.threadEnded()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "2, 42, DTLS_FAILED, bad_certificate(42)",
        "1, 0, DTLS_CLOSED, closed during the handshake"
    })
    void anAlertInTheClearShortensTheWait(
            int level, int description, CloseReason reason, String why) throws Exception {
        var deadlines =
                new BouncyCastleDtls.Deadlines(Duration.ofMinutes(1), Duration.ofMillis(50));
        ClientSide side = new ClientSide(OURS, THEIRS, deadlines);
        side.server.setRemoteFingerprints(List.of(THEIRS.fingerprint()));
        for (byte[] datagram :
                CapturedClientHello.datagrams(CapturedClientHello.FIREFOX).subList(0, 2)) {
            side.server.onDatagram(datagram, 0, datagram.length, 0);
        }
        byte[] alert = alert(level, description);
        side.server.onDatagram(alert, 0, alert.length, 0);
        assertThat(await(side.ended)).contains(why);
        assertThat(await(side.reason)).isEqualTo(reason);
        assertThat(side.threadEnded()).isTrue();
    }

    @Test
    void aForgedAlertDoesNotEndAHandshakeThatGoesOn() throws Exception {
        ClientSide side = side(CHROMIUM_PROFILES);
        side.uplink =
                (flight, datagrams) -> {
                    List<byte[]> all = new ArrayList<>(datagrams);
                    if (flight < 2) {
                        all.add(1, alert(2, 40));
                    }
                    return all;
                };
        side.clientSendLimitBytes = 150;
        await(side.connect());
        assertThat(await(side.connected)).isNotNull();
        side.server.close();
    }

    private static byte[] alert(int level, int description) {
        byte[] alert = HexFormat.of().parseHex("15fefd000000000000000900020000");
        alert[13] = (byte) level;
        alert[14] = (byte) description;
        return alert;
    }

    @Test
    void twoHundredShakeHandsAtATime() throws Exception {
        List<ClientSide> sides =
                new ArrayList<>(Collections.nCopies(200, CHROMIUM_PROFILES))
                        .stream().map(DtlsHandshakeTest::side).toList();
        for (ClientSide side : sides) {
            var _ = side.connect();
        }
        for (ClientSide side : sides) {
            assertThat(await(side.connected)).isNotNull();
        }
        for (ClientSide side : sides) {
            side.server.close();
        }
        for (ClientSide side : sides) {
            assertThat(await(side.ended)).isEqualTo("closed");
            assertThat(side.threadEnded()).isTrue();
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void say(ClientSide side, DTLSTransport session, String text) throws Exception {
        byte[] message = bytes(text);
        session.send(message, 0, message.length);
        side.deliver();
    }

    private static String hear(DTLSTransport session) throws Exception {
        byte[] buffer = new byte[2048];
        int length = session.receive(buffer, 0, buffer.length, 10_000);
        return length < 0 ? "" : new String(buffer, 0, length, StandardCharsets.UTF_8);
    }

    private static void hearNothing(DTLSTransport session) {
        try {
            String heard = hear(session);
            assertThat(heard).isEmpty();
        } catch (Exception e) {
            assertThat(e).hasMessageContaining("closed");
        }
    }
}
