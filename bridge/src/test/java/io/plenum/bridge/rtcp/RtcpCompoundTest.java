package io.plenum.bridge.rtcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.plenum.bridge.rtp.Verdict;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class RtcpCompoundTest {
    private final RtcpCompound rtcp = new RtcpCompound();

    private Verdict wrap(String hex) {
        byte[] datagram = HexFormat.of().parseHex(hex.replace(" ", ""));
        return rtcp.wrap(datagram, 0, datagram.length);
    }

    @Test
    void walksACompoundPacket() {
        assertThat(wrap("80c90001 00000001 81ca0002 00000001 01006100 81ce0002 00000001 00000002"))
                .isEqualTo(Verdict.OK);

        assertThat(rtcp.next()).isTrue();
        assertThat(rtcp.packetType()).isEqualTo(RtcpTypes.RR);
        assertThat(rtcp.count()).isZero();
        assertThat(rtcp.offset()).isZero();
        assertThat(rtcp.length()).isEqualTo(8);
        assertThat(rtcp.senderSsrc()).isEqualTo(1);
        assertThat(rtcp.next()).isTrue();
        assertThat(rtcp.packetType()).isEqualTo(RtcpTypes.SDES);
        assertThat(rtcp.next()).isTrue();
        assertThat(rtcp.isFeedback(RtcpTypes.PSFB, RtcpTypes.FMT_PLI)).isTrue();
        assertThat(rtcp.offset()).isEqualTo(20);
        assertThat(rtcp.next()).isFalse();
        rtcp.rewind();
        assertThat(rtcp.next()).isTrue();
        assertThat(rtcp.packetType()).isEqualTo(RtcpTypes.RR);
    }

    /** RFC 5506: feedback may come alone. */
    @Test
    void acceptsReducedSizePackets() {
        assertThat(wrap("81ce0002 00000001 00000002")).isEqualTo(Verdict.OK);
    }

    @Test
    void passesUnknownTypesOver() {
        assertThat(wrap("80d10001 00000001 80c00000 81cb0001 00000009")).isEqualTo(Verdict.OK);
        assertThat(rtcp.next()).isTrue();
        assertThat(rtcp.packetType()).isEqualTo(209);
        assertThat(rtcp.next()).isTrue();
        assertThat(rtcp.senderSsrc()).isZero();
        assertThat(rtcp.next()).isTrue();
        assertThat(rtcp.packetType()).isEqualTo(RtcpTypes.BYE);
        assertThat(rtcp.next()).isFalse();
    }

    @Test
    void takesPaddingOffTheLastPacket() {
        assertThat(wrap("80c90001 00000001 a1ce0003 00000001 00000002 00000004"))
                .isEqualTo(Verdict.OK);
        assertThat(rtcp.next()).isTrue();
        assertThat(rtcp.next()).isTrue();
        assertThat(rtcp.length()).isEqualTo(12);
    }

    /** As libwebrtc fills up the last word of its transport-wide feedback. */
    @Test
    void takesPaddingOfLessThanAWord() {
        assertThat(wrap("afcd0005 00000001 00000002 00070001 00004000 20010401"))
                .isEqualTo(Verdict.OK);
        assertThat(rtcp.next()).isTrue();
        assertThat(rtcp.length()).isEqualTo(23);
        TransportFeedback feedback = new TransportFeedback();
        assertThat(feedback.wrap(rtcp)).isEqualTo(Verdict.OK);
        assertThat(feedback.next()).isTrue();
        assertThat(feedback.sequenceNumber()).isEqualTo(7);
        assertThat(feedback.isReceived()).isTrue();
        assertThat(feedback.deltaTicks()).isEqualTo(4);
        assertThat(feedback.next()).isFalse();
    }

    @Test
    void refusesPaddingThatCannotBe() {
        assertThat(wrap("a0c90002 00000001 00000004 80c90001 00000001"))
                .as("not in the last packet")
                .isEqualTo(Verdict.BAD_PADDING);
        for (String count : new String[] {"00", "09", "0c", "ff"}) {
            assertThat(wrap("a0c90002 00000001 000000" + count))
                    .as("padding of 0x%s", count)
                    .isEqualTo(Verdict.BAD_PADDING);
            assertThat(rtcp.next()).isFalse();
        }
    }

    @Test
    void refusesOtherVersionsAnywhere() {
        assertThat(wrap("40c90001 00000001")).isEqualTo(Verdict.WRONG_VERSION);
        assertThat(wrap("80c90001 00000001 00000000")).isEqualTo(Verdict.WRONG_VERSION);
    }

    @Test
    void refusesEveryTruncation() {
        byte[] datagram = HexFormat.of().parseHex("80c9000100000001" + "81ce00020000000100000002");
        for (int length = 0; length <= datagram.length; length++) {
            boolean whole = length == 8 || length == 20;
            assertThat(rtcp.wrap(datagram, 0, length))
                    .as("length %d", length)
                    .isEqualTo(
                            whole
                                    ? Verdict.OK
                                    : length < 4 ? Verdict.TOO_SHORT : Verdict.TRUNCATED);
            assertThat(rtcp.next()).isEqualTo(whole);
        }
    }
}
