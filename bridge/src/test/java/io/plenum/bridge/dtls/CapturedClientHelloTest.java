package io.plenum.bridge.dtls;

import static org.assertj.core.api.Assertions.assertThat;

import io.plenum.bridge.dtls.ClientHelloReassembly.Verdict;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What real browsers send, put together and answered. */
class CapturedClientHelloTest {
    private static final DtlsCertificate OURS =
            DtlsCertificate.create(new SecureRandom(), Instant.parse("2026-11-20T12:00:00Z"));

    @ParameterizedTest
    @ValueSource(strings = {CapturedClientHello.CHROMIUM, CapturedClientHello.FIREFOX})
    void itComesInTwoDatagramsInAnyOrder(String capture) {
        List<byte[]> sent = CapturedClientHello.datagrams(capture);
        byte[] inOrder = wholeOf(sent.get(0), sent.get(1));

        assertThat(inOrder.length).isBetween(1400, 1600);
        assertThat(wholeOf(sent.get(1), sent.get(0))).isEqualTo(inOrder);
        assertThat(wholeOf(sent.get(0), sent.get(0), sent.get(3))).isEqualTo(inOrder);
        assertThat(wholeOf(sent.get(1), sent.get(2))).isEqualTo(inOrder);
    }

    @Test
    void firefoxCutsARepetitionDifferently() {
        List<byte[]> sent = CapturedClientHello.datagrams(CapturedClientHello.FIREFOX);
        byte[] inOrder = wholeOf(sent.get(0), sent.get(1));
        byte[] last = sent.get(6);
        assertThat(last).hasSizeLessThan(sent.get(0).length);
        assertThat(wholeOf(sent.get(0), sent.get(7))).isEqualTo(inOrder);

        ClientHelloReassembly withAHole = new ClientHelloReassembly();
        assertThat(withAHole.offer(last, 0, last.length)).isEqualTo(Verdict.INCOMPLETE);
        assertThat(withAHole.offer(sent.get(1), 0, sent.get(1).length))
                .isEqualTo(Verdict.INCOMPLETE);
    }

    @ParameterizedTest
    @ValueSource(strings = {CapturedClientHello.CHROMIUM, CapturedClientHello.FIREFOX})
    void weAnswerWithDtls12AndGcm(String capture) throws Exception {
        ClientSide side = new ClientSide(OURS, OURS);
        side.server.setRemoteFingerprints(List.of(OURS.fingerprint()));
        List<byte[]> sent = new ArrayList<>(CapturedClientHello.datagrams(capture).subList(0, 2));
        for (byte[] datagram : sent.reversed()) {
            side.server.onDatagram(datagram, 0, datagram.length, System.nanoTime());
        }
        Thread thread = side.server.thread();
        while (side.outbound.isEmpty() && !thread.join(java.time.Duration.ofMillis(5))) {
            assertThat(side.ended).isNotDone();
        }
        byte[] answer = side.outbound.peek();
        String hex = HexFormat.of().formatHex(answer);
        assertThat(answer.length).isLessThanOrEqualTo(1200);
        assertThat(answer[13]).as("ServerHello").isEqualTo((byte) 2);
        assertThat(hex.substring(50, 54)).as("server_version").isEqualTo("fefd");
        assertThat(hex).as("use_srtp with AEAD_AES_128_GCM").contains("000e00050002000700");
        assertThat(hex).as("extended_master_secret").contains("00170000");
        assertThat(hex).as("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256").contains("c02b00");
        side.server.close();
        assertThat(side.ended.get(10, TimeUnit.SECONDS)).isEqualTo("closed");
    }

    private static byte[] wholeOf(byte[]... datagrams) {
        ClientHelloReassembly reassembly = new ClientHelloReassembly();
        for (int i = 0; i < datagrams.length; i++) {
            assertThat(reassembly.offer(datagrams[i], 0, datagrams[i].length))
                    .isEqualTo(i == datagrams.length - 1 ? Verdict.COMPLETE : Verdict.INCOMPLETE);
        }
        return reassembly.record();
    }
}
