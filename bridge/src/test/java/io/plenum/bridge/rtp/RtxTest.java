package io.plenum.bridge.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class RtxTest {
    private final RtpHeader header = new RtpHeader();

    @Test
    void originalPacketComesOutInPlace() {
        byte[] packet =
                HexFormat.of()
                        .parseHex(
                                "ff"
                                        + "90e10009000000020000000b"
                                        + "bede0001107f0000"
                                        + "1234"
                                        + "aabbcc");
        assertThat(header.wrap(packet, 1, packet.length - 1)).isEqualTo(Verdict.OK);
        assertThat(Rtx.originalSequenceNumber(header)).isEqualTo(0x1234);

        int offset = Rtx.unwrapInPlace(header, 96, 0x0a);

        assertThat(offset).isEqualTo(3);
        assertThat(HexFormat.of().formatHex(packet, offset, packet.length))
                .isEqualTo("90e01234000000020000000a" + "bede0001107f0000" + "aabbcc");
    }

    @Test
    void paddingOnlyProbesHoldNoOriginal() {
        for (String afterHeader : new String[] {"01", "000003", "aa01"}) {
            byte[] packet = HexFormat.of().parseHex("a0610009000000020000000b" + afterHeader);
            assertThat(header.wrap(packet, 0, packet.length)).isEqualTo(Verdict.OK);

            assertThat(Rtx.originalSequenceNumber(header)).isEqualTo(-1);
            assertThat(Rtx.unwrapInPlace(header, 96, 10)).isEqualTo(-1);
        }
    }

    @Test
    void writesOriginalSequenceNumberBeforeThePayload() {
        byte[] out = new byte[5];
        byte[] payload = {9, 1, 2, 3};
        assertThat(Rtx.writePayload(out, 0, 5, 0xFEDC, payload, 1, 3)).isEqualTo(5);
        assertThat(out).containsExactly(0xFE, 0xDC, 1, 2, 3);
        assertThat(Rtx.writePayload(out, 0, 4, 0xFEDC, payload, 1, 3)).isEqualTo(-1);
    }
}
