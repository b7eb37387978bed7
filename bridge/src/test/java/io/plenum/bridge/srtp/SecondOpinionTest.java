package io.plenum.bridge.srtp;

import static org.assertj.core.api.Assertions.assertThat;

import io.plenum.bridge.bytes.BigEndian;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** We are alice; bob is jitsi-srtp, written by others from the same RFCs. */
@ParameterizedClass
@EnumSource(TestProvider.class)
class SecondOpinionTest {
    @Parameter private TestProvider ciphers;

    private static final int SSRC = 0xFEDC_BA98;

    private SrtpSender sender;
    private SrtpReceiver receiver;
    private JitsiSrtp jitsi;

    private void meet(SrtpProfile profile) {
        sender = new SrtpSender(TestKeys.alice(profile), ciphers.provider());
        receiver =
                new SrtpReceiver(
                        TestKeys.alice(profile),
                        ciphers.provider(),
                        SrtpReceiver.DEFAULT_MAX_STREAMS);
        jitsi = new JitsiSrtp(TestKeys.bob(profile));
    }

    @ParameterizedTest
    @EnumSource
    void packetsOfEverySizeAreUnderstood(SrtpProfile profile) throws GeneralSecurityException {
        meet(profile);
        for (int payloadBytes = 0; payloadBytes < 1_200; payloadBytes += 7) {
            exchange(PlainRtp.ofSize(SSRC, payloadBytes, payloadBytes), 0);
        }
    }

    @ParameterizedTest
    @EnumSource
    void csrcsAndHeaderExtensionsStayInTheClear(SrtpProfile profile)
            throws GeneralSecurityException {
        meet(profile);
        for (int sequenceNumber = 1; sequenceNumber < 50; sequenceNumber++) {
            exchange(PlainRtp.withCsrcsAndExtensions(SSRC, sequenceNumber), 0);
        }
    }

    @ParameterizedTest
    @EnumSource
    void theRolloverCounterAgreesAcrossSeveralWraps(SrtpProfile profile)
            throws GeneralSecurityException {
        meet(profile);
        for (long index = 65_530; index < 65_540; index++) {
            exchange(PlainRtp.of(SSRC, (int) index & 0xFFFF), index >>> 16);
        }
        for (long index = 66_000; index < 65_536 * 4; index += 3_001) {
            exchange(PlainRtp.of(SSRC, (int) index & 0xFFFF), index >>> 16);
        }
    }

    @ParameterizedTest
    @EnumSource
    void packetsReorderedAcrossAWrapAreUnderstood(SrtpProfile profile)
            throws GeneralSecurityException {
        meet(profile);
        for (long index : new long[] {65_534, 65_536, 65_535, 65_539, 65_538, 65_537}) {
            exchange(PlainRtp.of(SSRC, (int) index & 0xFFFF), index >>> 16);
        }
    }

    /** Every 30 packets arrive in any order, across a wrap; jitsi-srtp remembers 64 of them. */
    @ParameterizedTest
    @EnumSource
    void aShuffledStreamIsUnderstood(SrtpProfile profile) throws GeneralSecurityException {
        meet(profile);
        for (int seed = 0; seed < 5; seed++) {
            var random = new Random(seed);
            for (int first = 65_400; first < 65_700; first += 30) {
                List<Integer> indices =
                        new ArrayList<>(IntStream.range(first, first + 30).boxed().toList());
                Collections.shuffle(indices, random);
                for (int index : indices) {
                    exchange(PlainRtp.of(SSRC + seed, index & 0xFFFF), index >>> 16);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void compoundRtcpIsUnderstood(SrtpProfile profile) throws GeneralSecurityException {
        meet(profile);
        for (int words = 2; words < 40; words++) {
            byte[] rtcp = new byte[words * 4];
            Arrays.fill(rtcp, (byte) words);
            BigEndian.putInt(rtcp, 0, 0x80C8_0000 | words - 1);
            BigEndian.putInt(rtcp, 4, SSRC);

            byte[] datagram = new byte[rtcp.length + sender.rtcpOverheadBytes()];
            sender.protectRtcp(rtcp, 0, rtcp.length, datagram, 0);
            assertThat(jitsi.unprotectRtcp(SSRC, datagram)).isEqualTo(rtcp);

            byte[] reply = jitsi.protectRtcp(SSRC, rtcp);
            byte[] out = new byte[rtcp.length];
            assertThat(receiver.unprotectRtcp(reply, 0, reply.length, out, 0))
                    .isEqualTo(rtcp.length);
            assertThat(out).isEqualTo(rtcp);
        }
    }

    /** Ours to them, theirs to us; and since both are deterministic, the same bytes each way. */
    private void exchange(PlainRtp packet, long rolloverCounter) throws GeneralSecurityException {
        int ssrc = BigEndian.getInt(packet.bytes(), 8);
        byte[] ours = packet.protect(sender, rolloverCounter);
        assertThat(jitsi.unprotectRtp(ssrc, ours)).isEqualTo(packet.bytes());

        byte[] theirs = jitsi.protectRtp(ssrc, packet.bytes());
        byte[] out = new byte[packet.payload().length];
        assertThat(receiver.unprotectRtp(theirs, 0, theirs.length, packet.headerLength(), out, 0))
                .isEqualTo(out.length);
        assertThat(out).isEqualTo(packet.payload());
        assertThat(receiver.lastPacketIndex() >>> 16).isEqualTo(rolloverCounter);
    }
}
