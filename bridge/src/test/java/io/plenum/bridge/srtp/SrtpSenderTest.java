package io.plenum.bridge.srtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.plenum.bridge.bytes.BigEndian;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestProvider.class)
class SrtpSenderTest {
    @Parameter private TestProvider ciphers;

    private static final byte[] RECEIVER_REPORT = {(byte) 0x80, (byte) 201, 0, 1, 0, 0, 0, 7};

    @ParameterizedTest
    @EnumSource
    void writesBehindTheHeaderAndNowhereElse(SrtpProfile profile) {
        var sender = new SrtpSender(TestKeys.alice(profile), ciphers.provider());
        PlainRtp packet = PlainRtp.withCsrcsAndExtensions(7, 100);
        byte[] plaintext = packet.bytes().clone();
        byte[] out = new byte[300];
        Arrays.fill(out, (byte) 0x55);
        System.arraycopy(packet.header(), 0, out, 50, packet.headerLength());

        int length =
                sender.protectRtp(
                        packet.bytes(),
                        packet.headerLength(),
                        packet.payload().length,
                        out,
                        50,
                        packet.headerLength(),
                        100);

        assertThat(length).isEqualTo(plaintext.length + sender.rtpOverheadBytes());
        assertThat(packet.bytes()).isEqualTo(plaintext);
        assertThat(Arrays.copyOfRange(out, 50, 50 + packet.headerLength()))
                .isEqualTo(packet.header());
        assertThat(Arrays.copyOf(out, 50)).containsOnly(0x55);
        assertThat(Arrays.copyOfRange(out, 50 + length, 300)).containsOnly(0x55);
    }

    @Test
    void aHeaderWithAnotherSequenceNumberIsOurMistake() {
        var sender =
                new SrtpSender(TestKeys.alice(SrtpProfile.AEAD_AES_128_GCM), ciphers.provider());
        byte[] out = Arrays.copyOf(PlainRtp.of(7, 100).bytes(), 100);
        assertThatIllegalStateException()
                .isThrownBy(() -> sender.protectRtp(new byte[9], 0, 9, out, 0, 12, 101))
                .withMessageContaining("packet index 101")
                .withMessageContaining("sequence number 100");
        assertThatIllegalStateException()
                .isThrownBy(() -> sender.protectRtp(new byte[9], 0, 9, out, 0, 12, 1L << 48 | 100));
        assertThatIllegalStateException()
                .isThrownBy(() -> sender.protectRtp(new byte[9], 0, 9, out, 0, 11, 100));
    }

    @ParameterizedTest
    @EnumSource
    void srtcpIndicesCountUpFromZeroWithTheEncryptedFlag(SrtpProfile profile) {
        var sender = new SrtpSender(TestKeys.alice(profile), ciphers.provider());
        byte[] out = new byte[100];
        for (int index = 0; index < 3; index++) {
            int length = sender.protectRtcp(RECEIVER_REPORT, 0, RECEIVER_REPORT.length, out, 0);
            assertThat(length).isEqualTo(RECEIVER_REPORT.length + sender.rtcpOverheadBytes());
            int wordOffset = profile.isAead() ? length - 4 : length - 4 - profile.tagBytes();
            assertThat(BigEndian.getInt(out, wordOffset)).isEqualTo(0x8000_0000 | index);
        }
    }

    @ParameterizedTest
    @EnumSource
    void theLastSrtcpIndexIsUsedOnce(SrtpProfile profile) {
        SrtpKeys keys = TestKeys.alice(profile);
        var cipher =
                SrtpCipher.create(profile, keys.localKey(), keys.localSalt(), ciphers.provider());
        var sender = new SrtpSender(cipher, Integer.MAX_VALUE);
        byte[] out = new byte[100];
        int length = sender.protectRtcp(RECEIVER_REPORT, 0, RECEIVER_REPORT.length, out, 0);

        var receiver = new SrtpReceiver(TestKeys.bob(profile));
        assertThat(receiver.unprotectRtcp(out, 0, length, new byte[100], 0))
                .isEqualTo(RECEIVER_REPORT.length);
        assertThatIllegalStateException()
                .isThrownBy(() -> sender.protectRtcp(RECEIVER_REPORT, 0, 8, out, 0))
                .withMessageContaining("used up");
    }

    /** A last guard behind the rule that an index protects one packet: both providers have it. */
    @Test
    void gcmRefusesTheIndexItProtectedLast() {
        var sender =
                new SrtpSender(TestKeys.alice(SrtpProfile.AEAD_AES_128_GCM), ciphers.provider());
        PlainRtp packet = PlainRtp.of(7, 100);
        assertThat(packet.protect(sender, 0)).hasSizeGreaterThan(packet.bytes().length);
        assertThatIllegalStateException()
                .isThrownBy(() -> packet.protect(sender, 0))
                .withMessageContaining("packet index 100");
    }

    @Test
    void rtcpWithoutAHeaderIsOurMistake() {
        var sender =
                new SrtpSender(TestKeys.alice(SrtpProfile.AEAD_AES_128_GCM), ciphers.provider());
        assertThatIllegalStateException()
                .isThrownBy(() -> sender.protectRtcp(RECEIVER_REPORT, 0, 7, new byte[100], 0));
    }
}
