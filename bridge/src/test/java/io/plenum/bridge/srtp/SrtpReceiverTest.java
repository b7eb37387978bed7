package io.plenum.bridge.srtp;

import static io.plenum.bridge.srtp.SrtpReceiver.BAD_TAG;
import static io.plenum.bridge.srtp.SrtpReceiver.MALFORMED;
import static io.plenum.bridge.srtp.SrtpReceiver.REPLAYED;
import static io.plenum.bridge.srtp.SrtpReceiver.TOO_MANY_STREAMS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.plenum.bridge.bytes.BigEndian;
import java.util.Arrays;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Alice sends, the network does something to it, Bob receives. */
@ParameterizedClass
@EnumSource(TestProvider.class)
class SrtpReceiverTest {
    @Parameter private TestProvider ciphers;

    private static final int SSRC = 0x8765_4321;
    private static final byte UNTOUCHED = 0x55;
    private static final int OUT_OFFSET = 3;

    private SrtpSender alice;
    private final byte[] out = new byte[2048];
    private SrtpReceiver bob;

    private void meet(SrtpProfile profile) {
        clearOutput();
        alice = new SrtpSender(TestKeys.alice(profile), ciphers.provider());
        bob =
                new SrtpReceiver(
                        TestKeys.bob(profile),
                        ciphers.provider(),
                        SrtpReceiver.DEFAULT_MAX_STREAMS);
    }

    private void clearOutput() {
        Arrays.fill(out, UNTOUCHED);
    }

    @ParameterizedTest
    @EnumSource
    void writesThePayloadAloneAndReadsTheDatagramOnly(SrtpProfile profile) {
        meet(profile);
        PlainRtp packet = PlainRtp.withCsrcsAndExtensions(SSRC, 5);
        byte[] datagram = packet.protect(alice, 0);
        byte[] slab = new byte[datagram.length + 200];
        System.arraycopy(datagram, 0, slab, 100, datagram.length);
        byte[] before = slab.clone();

        int length =
                bob.unprotectRtp(
                        slab, 100, datagram.length, packet.headerLength(), out, OUT_OFFSET);

        assertThat(length).isEqualTo(packet.payload().length);
        assertThat(Arrays.copyOfRange(out, OUT_OFFSET, OUT_OFFSET + length))
                .isEqualTo(packet.payload());
        assertThat(slab).isEqualTo(before);
        assertThat(Arrays.copyOf(out, OUT_OFFSET)).containsOnly(UNTOUCHED);
        assertThat(Arrays.copyOfRange(out, OUT_OFFSET + length, out.length))
                .containsOnly(UNTOUCHED);
        assertThat(bob.lastPacketIndex()).isEqualTo(5);
    }

    @ParameterizedTest
    @EnumSource
    void aPacketWithoutPayloadIsFine(SrtpProfile profile) {
        meet(profile);
        byte[] datagram = PlainRtp.withoutPayload(SSRC, 5).protect(alice, 0);
        assertThat(bob.unprotectRtp(datagram, 0, datagram.length, 12, new byte[0], 0)).isZero();
        assertThat(bob.lastPacketIndex()).isEqualTo(5);
    }

    @ParameterizedTest
    @EnumSource
    void aCompoundPacketComesOutWhole(SrtpProfile profile) {
        meet(profile);
        byte[] rtcp = rtcp(SSRC, 60);
        byte[] datagram = protectRtcp(rtcp);
        int length = bob.unprotectRtcp(datagram, 0, datagram.length, out, OUT_OFFSET);

        assertThat(length).isEqualTo(rtcp.length);
        assertThat(Arrays.copyOfRange(out, OUT_OFFSET, OUT_OFFSET + length)).isEqualTo(rtcp);
        assertThat(Arrays.copyOfRange(out, OUT_OFFSET + length, out.length))
                .containsOnly(UNTOUCHED);
    }

    @ParameterizedTest
    @EnumSource
    void theShortestRtcpPacketIsItsHeader(SrtpProfile profile) {
        meet(profile);
        byte[] datagram = protectRtcp(rtcp(SSRC, 8));
        assertThat(bob.unprotectRtcp(datagram, 0, datagram.length, out, 0)).isEqualTo(8);
    }

    @ParameterizedTest
    @EnumSource
    void theSamePacketTwiceIsAReplay(SrtpProfile profile) {
        meet(profile);
        byte[] rtp = PlainRtp.of(SSRC, 5).protect(alice, 0);
        assertThat(receive(rtp)).isEqualTo(40);
        assertThat(receive(PlainRtp.of(SSRC, 6).protect(alice, 0))).isEqualTo(40);
        assertThat(receive(rtp)).isEqualTo(REPLAYED);
        assertThat(bob.lastPacketIndex()).isEqualTo(6);

        byte[] rtcp = protectRtcp(rtcp(SSRC, 28));
        assertThat(bob.unprotectRtcp(rtcp, 0, rtcp.length, out, 0)).isEqualTo(28);
        assertThat(bob.unprotectRtcp(rtcp, 0, rtcp.length, out, 0)).isEqualTo(REPLAYED);
    }

    @ParameterizedTest
    @EnumSource
    void aReplayedPacketLeavesTheOutputAlone(SrtpProfile profile) {
        meet(profile);
        byte[] rtp = PlainRtp.of(SSRC, 5).protect(alice, 0);
        receive(rtp);
        clearOutput();
        receive(rtp);
        assertThat(out).containsOnly(UNTOUCHED);
    }

    @ParameterizedTest
    @EnumSource
    void aLateRetransmissionIsAcceptedOnceWithinTheWindow(SrtpProfile profile) {
        meet(profile);
        byte[] late = PlainRtp.of(SSRC, 100).protect(alice, 0);
        byte[] tooLate = PlainRtp.of(SSRC, 99).protect(alice, 0);
        int newest = 100 + SrtpReceiver.RTP_WINDOW_PACKETS - 1;
        receive(PlainRtp.of(SSRC, newest).protect(alice, 0));

        assertThat(receive(late)).isEqualTo(40);
        assertThat(receive(late)).isEqualTo(REPLAYED);
        assertThat(receive(tooLate)).isEqualTo(REPLAYED);
    }

    @ParameterizedTest
    @EnumSource
    void everyFlippedBitIsNoticed(SrtpProfile profile) {
        meet(profile);
        PlainRtp packet = PlainRtp.withCsrcsAndExtensions(SSRC, 5);
        byte[] datagram = packet.protect(alice, 0);
        for (int bit = 0; bit < datagram.length * 8; bit++) {
            datagram[bit / 8] ^= (byte) (1 << bit % 8);
            int verdict =
                    bob.unprotectRtp(
                            datagram, 0, datagram.length, packet.headerLength(), out, OUT_OFFSET);
            assertThat(verdict).as("bit %d", bit).isEqualTo(bit / 2 == 3 ? MALFORMED : BAD_TAG);
            datagram[bit / 8] ^= (byte) (1 << bit % 8);
        }
        assertThat(bob.streamCount()).isZero();
        assertThat(bob.unprotectRtp(datagram, 0, datagram.length, packet.headerLength(), out, 0))
                .isEqualTo(packet.payload().length);
    }

    @ParameterizedTest
    @EnumSource
    void everyFlippedBitOfRtcpIsNoticed(SrtpProfile profile) {
        meet(profile);
        byte[] datagram = protectRtcp(rtcp(SSRC, 28));
        for (int bit = 0; bit < datagram.length * 8; bit++) {
            datagram[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(bob.unprotectRtcp(datagram, 0, datagram.length, out, OUT_OFFSET))
                    .as("bit %d", bit)
                    .isEqualTo(bit / 2 == 3 ? MALFORMED : BAD_TAG);
            datagram[bit / 8] ^= (byte) (1 << bit % 8);
        }
        assertThat(bob.unprotectRtcp(datagram, 0, datagram.length, out, 0)).isEqualTo(28);
    }

    /** AES-CM writes nothing at all; GCM may write where the payload would have gone, but zeros. */
    @ParameterizedTest
    @EnumSource
    void aForgedPacketShowsNoPlaintext(SrtpProfile profile) {
        meet(profile);
        PlainRtp packet = PlainRtp.of(SSRC, 5);
        byte[] datagram = packet.protect(alice, 0);
        datagram[datagram.length - 1] ^= 1;
        assertThat(bob.unprotectRtp(datagram, 0, datagram.length, 12, out, OUT_OFFSET))
                .isEqualTo(BAD_TAG);

        int end = OUT_OFFSET + packet.payload().length;
        assertThat(Arrays.copyOfRange(out, OUT_OFFSET, end))
                .containsOnly(profile.isAead() ? 0 : UNTOUCHED);
        assertThat(Arrays.copyOfRange(out, end, out.length)).containsOnly(UNTOUCHED);
    }

    @ParameterizedTest
    @EnumSource
    void truncatedPacketsOfEveryLengthAreRefused(SrtpProfile profile) {
        meet(profile);
        byte[] rtp = PlainRtp.of(SSRC, 5).protect(alice, 0);
        int shortest = 12 + profile.tagBytes();
        for (int length = -1; length < rtp.length; length++) {
            assertThat(bob.unprotectRtp(rtp, 0, length, 12, out, 0))
                    .as("length %d", length)
                    .isEqualTo(length < shortest ? MALFORMED : BAD_TAG);
        }
        byte[] rtcp = protectRtcp(rtcp(SSRC, 60));
        int shortestRtcp = 8 + 4 + profile.tagBytes();
        for (int length = -1; length < rtcp.length; length++) {
            assertThat(bob.unprotectRtcp(rtcp, 0, length, out, 0))
                    .as("length %d", length)
                    .isEqualTo(length < shortestRtcp ? MALFORMED : BAD_TAG);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aHeaderLengthThatCannotBeIsMalformed(SrtpProfile profile) {
        meet(profile);
        byte[] rtp = PlainRtp.of(SSRC, 5).protect(alice, 0);
        int longest = rtp.length - profile.tagBytes();
        for (int headerLength : new int[] {-1, 0, 11, longest + 1, 9999, Integer.MAX_VALUE}) {
            assertThat(bob.unprotectRtp(rtp, 0, rtp.length, headerLength, out, 0))
                    .as("header length %d", headerLength)
                    .isEqualTo(MALFORMED);
        }
    }

    @ParameterizedTest
    @EnumSource
    void strangersLeaveNoState(SrtpProfile profile) {
        meet(profile);
        for (int ssrc = 0; ssrc < 10_000; ssrc++) {
            byte[] forged = PlainRtp.of(ssrc, 5).bytes();
            assertThat(receive(forged)).isEqualTo(BAD_TAG);
        }
        assertThat(bob.streamCount()).isZero();
        assertThat(bob.lastPacketIndex()).isEqualTo(-1);
        assertThat(receive(PlainRtp.of(SSRC, 5).protect(alice, 0))).isEqualTo(40);
    }

    /** A forgery far ahead, if it moved the window, would shut the real packets out. */
    @ParameterizedTest
    @EnumSource
    void aForgeryDoesNotMoveTheWindow(SrtpProfile profile) {
        meet(profile);
        receive(PlainRtp.of(SSRC, 5).protect(alice, 0));
        assertThat(receive(PlainRtp.of(SSRC, 30_000).bytes())).isEqualTo(BAD_TAG);
        assertThat(receive(PlainRtp.of(SSRC, 6).protect(alice, 0))).isEqualTo(40);
    }

    @ParameterizedTest
    @EnumSource
    void streamsBeyondTheLimitAreRefusedUntilOneIsForgotten(SrtpProfile profile) {
        meet(profile);
        bob = new SrtpReceiver(TestKeys.bob(profile), ciphers.provider(), 2);
        assertThat(receive(PlainRtp.of(1, 5).protect(alice, 0))).isEqualTo(40);
        assertThat(receive(PlainRtp.of(2, 5).protect(alice, 0))).isEqualTo(40);
        assertThat(receive(PlainRtp.of(3, 5).protect(alice, 0))).isEqualTo(TOO_MANY_STREAMS);
        assertThat(receive(PlainRtp.of(2, 6).protect(alice, 0))).isEqualTo(40);

        bob.forget(1);
        assertThat(receive(PlainRtp.of(3, 5).protect(alice, 0))).isEqualTo(40);
        assertThat(receive(PlainRtp.of(1, 6).protect(alice, 0))).isEqualTo(TOO_MANY_STREAMS);
    }

    @ParameterizedTest
    @EnumSource
    void rtcpSendersBeyondTheLimitAreRefused(SrtpProfile profile) {
        meet(profile);
        bob = new SrtpReceiver(TestKeys.bob(profile), ciphers.provider(), 1);
        byte[] first = protectRtcp(rtcp(1, 28));
        byte[] second = protectRtcp(rtcp(2, 28));
        assertThat(bob.unprotectRtcp(first, 0, first.length, out, 0)).isEqualTo(28);
        assertThat(bob.unprotectRtcp(second, 0, second.length, out, 0)).isEqualTo(TOO_MANY_STREAMS);
        bob.forget(1);
        assertThat(bob.unprotectRtcp(second, 0, second.length, out, 0)).isEqualTo(28);
    }

    @ParameterizedTest
    @EnumSource
    void rtpAndRtcpKeysDiffer(SrtpProfile profile) {
        meet(profile);
        byte[] rtcp = protectRtcp(rtcp(SSRC, 60));
        assertThat(receive(rtcp)).isEqualTo(BAD_TAG);
    }

    /** As in RFC 3711 section 3.3.1: the counter follows the sender across many wraps. */
    @ParameterizedTest
    @EnumSource
    void theRolloverCounterFollowsEveryWrap(SrtpProfile profile) {
        meet(profile);
        for (long index = 65_000; index < 65_536 * 5; index += 1_000) {
            assertThat(receiveIndex(index)).isEqualTo(40);
            assertThat(bob.lastPacketIndex()).isEqualTo(index);
        }
    }

    @ParameterizedTest
    @EnumSource
    void packetsReorderedAcrossAWrapKeepTheirIndex(SrtpProfile profile) {
        meet(profile);
        for (long index : new long[] {65_534, 65_537, 65_535, 65_538, 65_536, 65_539}) {
            assertThat(receiveIndex(index)).isEqualTo(40);
            assertThat(bob.lastPacketIndex()).isEqualTo(index);
        }
        assertThat(receiveIndex(65_535)).isEqualTo(REPLAYED);
    }

    /** Before the first wrap there is no counter to go back to. */
    @ParameterizedTest
    @EnumSource
    void aJumpOfMoreThanHalfTheSpaceBeforeTheFirstWrapIsAhead(SrtpProfile profile) {
        meet(profile);
        assertThat(receiveIndex(1)).isEqualTo(40);
        assertThat(receiveIndex(40_000)).isEqualTo(40);
        assertThat(bob.lastPacketIndex()).isEqualTo(40_000);
    }

    @ParameterizedTest
    @EnumSource
    void noLimitOfStreamsIsRefused(SrtpProfile profile) {
        meet(profile);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SrtpReceiver(TestKeys.bob(profile), ciphers.provider(), 0))
                .withMessageContaining("maxStreams is 0");
    }

    private int receiveIndex(long packetIndex) {
        return receive(
                PlainRtp.of(SSRC, (int) packetIndex & 0xFFFF).protect(alice, packetIndex >>> 16));
    }

    private int receive(byte[] datagram) {
        return bob.unprotectRtp(datagram, 0, datagram.length, 12, out, OUT_OFFSET);
    }

    private byte[] protectRtcp(byte[] rtcp) {
        byte[] datagram = new byte[rtcp.length + alice.rtcpOverheadBytes()];
        assertThat(alice.protectRtcp(rtcp, 0, rtcp.length, datagram, 0)).isEqualTo(datagram.length);
        return datagram;
    }

    private static byte[] rtcp(int ssrc, int length) {
        byte[] rtcp = new byte[length];
        Arrays.fill(rtcp, (byte) 0x3C);
        BigEndian.putInt(rtcp, 0, 0x80C8_0000 | length / 4 - 1);
        BigEndian.putInt(rtcp, 4, ssrc);
        return rtcp;
    }
}
