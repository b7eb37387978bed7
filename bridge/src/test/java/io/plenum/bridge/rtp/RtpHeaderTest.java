package io.plenum.bridge.rtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class RtpHeaderTest {
    private final RtpHeader header = new RtpHeader();

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text.replace(" ", ""));
    }

    @Test
    void readsTheFixedHeader() {
        byte[] packet = hex("80 e0 1234 89abcdef 01020304 aabbcc");

        assertThat(header.wrap(packet, 0, packet.length)).isEqualTo(Verdict.OK);

        assertThat(header.version()).isEqualTo(2);
        assertThat(header.marker()).isTrue();
        assertThat(header.payloadType()).isEqualTo(96);
        assertThat(header.sequenceNumber()).isEqualTo(0x1234);
        assertThat(header.timestamp()).isEqualTo(0x89abcdef);
        assertThat(header.ssrc()).isEqualTo(0x01020304);
        assertThat(header.csrcCount()).isZero();
        assertThat(header.hasExtension()).isFalse();
        assertThat(header.extensionLength()).isZero();
        assertThat(header.headerLength()).isEqualTo(12);
        assertThat(header.payloadOffset()).isEqualTo(12);
        assertThat(header.payloadLength()).isEqualTo(3);
        assertThat(header.length()).isEqualTo(packet.length);
    }

    @Test
    void readsAtAnOffsetInTheSlab() {
        byte[] slab = hex("ffffff 80 08 0001 00000002 00000003 55 ff");

        assertThat(header.wrap(slab, 3, 13)).isEqualTo(Verdict.OK);

        assertThat(header.payloadType()).isEqualTo(8);
        assertThat(header.payloadOffset()).isEqualTo(15);
        assertThat(header.payloadLength()).isEqualTo(1);
        assertThat(RtpHeader.sequenceNumber(slab, 3)).isEqualTo(1);
        assertThat(RtpHeader.payloadType(slab, 3)).isEqualTo(8);
        assertThat(RtpHeader.timestamp(slab, 3)).isEqualTo(2);
        assertThat(RtpHeader.ssrc(slab, 3)).isEqualTo(3);
    }

    @Test
    void readsContributingSourcesAndExtension() {
        byte[] packet =
                hex("92 60 0001 00000002 00000003 0000000a 0000000b bede 0001 10 7f 00 00 cc");

        assertThat(header.wrap(packet, 0, packet.length)).isEqualTo(Verdict.OK);

        assertThat(header.csrcCount()).isEqualTo(2);
        assertThat(header.csrc(0)).isEqualTo(10);
        assertThat(header.csrc(1)).isEqualTo(11);
        assertThatThrownBy(() -> header.csrc(2)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(header.hasOneByteExtensions()).isTrue();
        assertThat(header.hasTwoByteExtensions()).isFalse();
        assertThat(header.extensionOffset()).isEqualTo(24);
        assertThat(header.extensionLength()).isEqualTo(4);
        assertThat(header.payloadOffset()).isEqualTo(28);
        assertThat(header.payloadLength()).isEqualTo(1);
    }

    @Test
    void takesPaddingOffAPlaintextPayload() {
        byte[] packet = hex("a0 60 0001 00000002 00000003 aabb 00 02");

        assertThat(header.wrap(packet, 0, packet.length)).isEqualTo(Verdict.OK);
        assertThat(header.payloadLength()).isEqualTo(2);
        assertThat(header.paddingLength()).isEqualTo(2);
        assertThat(header.length()).isEqualTo(16);
    }

    @Test
    void acceptsAPacketOfPaddingOnly() {
        byte[] packet = hex("a0 60 0001 00000002 00000003 000003");

        assertThat(header.wrap(packet, 0, packet.length)).isEqualTo(Verdict.OK);
        assertThat(header.payloadLength()).isZero();
        assertThat(header.paddingLength()).isEqualTo(3);
    }

    @Test
    void refusesPaddingThatIsZeroOrLongerThanThePayload() {
        for (String tail : new String[] {"", "aabb00", "aabb04", "aabbff"}) {
            byte[] packet = hex("a0 60 0001 00000002 00000003" + tail);

            assertThat(header.wrap(packet, 0, packet.length)).isEqualTo(Verdict.BAD_PADDING);
            assertThat(header.length()).isZero();
        }
    }

    @Test
    void doesNotJudgeThePaddingOfAnEncryptedPacket() {
        byte[] packet = hex("a0 60 0001 00000002 00000003 aabbff");

        assertThat(header.wrapEncrypted(packet, 0, packet.length)).isEqualTo(Verdict.OK);
        assertThat(header.payloadLength()).isEqualTo(3);
        assertThat(header.paddingLength()).isZero();
    }

    @Test
    void refusesEveryTruncation() {
        byte[] packet = hex("92 60 0001 00000002 00000003 0000000a 0000000b bede 0001 10 7f 00 00");
        for (int length = 0; length < packet.length; length++) {
            assertThat(header.wrap(packet, 0, length))
                    .isEqualTo(length < 12 ? Verdict.TOO_SHORT : Verdict.TRUNCATED);
            assertThat(header.version()).isZero();
        }
        assertThat(header.wrap(packet, 0, packet.length)).isEqualTo(Verdict.OK);
    }

    @Test
    void refusesOtherVersions() {
        byte[] packet = hex("80 60 0001 00000002 00000003");
        for (int version : new int[] {0, 1, 3}) {
            packet[0] = (byte) (version << 6);
            assertThat(header.wrap(packet, 0, packet.length)).isEqualTo(Verdict.WRONG_VERSION);
        }
    }
}
