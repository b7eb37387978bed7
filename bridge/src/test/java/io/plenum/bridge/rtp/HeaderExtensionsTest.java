package io.plenum.bridge.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.StringJoiner;
import org.junit.jupiter.api.Test;

class HeaderExtensionsTest {
    private static final int TWO_BYTE = 0x1000;
    private final HeaderExtensions extensions = new HeaderExtensions();

    /** Elements as "id:bytes", for example "1:aa 2:bbcc"; or the verdict when refused. */
    private String read(int profile, String content) {
        byte[] bytes = HexFormat.of().parseHex(content.replace(" ", ""));
        Verdict verdict = extensions.wrap(bytes, 0, bytes.length, profile);
        if (verdict != Verdict.OK) {
            assertThat(extensions.next()).isFalse();
            return verdict.toString();
        }
        StringJoiner elements = new StringJoiner(" ");
        while (extensions.next()) {
            int from = extensions.elementOffset();
            String data = HexFormat.of().formatHex(bytes, from, from + extensions.elementLength());
            elements.add(extensions.elementId() + ":" + data);
        }
        return elements.toString();
    }

    /** The layout of RFC 8285 section 4.2: padding stands between elements. */
    @Test
    void readsTheOneByteForm() {
        assertThat(read(0xBEDE, "10 aa 21 bbcc 00 00 33 01020304"))
                .isEqualTo("1:aa 2:bbcc 3:01020304");
    }

    /** The layout of RFC 8285 section 4.3: lengths may be zero. */
    @Test
    void readsTheTwoByteForm() {
        assertThat(read(TWO_BYTE, "01 00 02 01 bb 00 10 04 01020304 00"))
                .isEqualTo("1: 2:bb 16:01020304");
        assertThat(read(0x100F, "01 01 aa")).isEqualTo("1:aa");
    }

    @Test
    void stopsAtTheReservedOneByteId() {
        assertThat(read(0xBEDE, "10 aa f0 bb 20 cc 0000")).isEqualTo("1:aa");
    }

    @Test
    void stopsAtPaddingThatClaimsALength() {
        assertThat(read(0xBEDE, "10 aa 03 bb 20 cc 0000")).isEqualTo("1:aa");
    }

    @Test
    void refusesElementsPastTheEnd() {
        assertThat(read(0xBEDE, "10 aa 21 bb")).isEqualTo("TRUNCATED");
        assertThat(read(0xBEDE, "10")).isEqualTo("TRUNCATED");
        assertThat(read(TWO_BYTE, "01")).isEqualTo("TRUNCATED");
        assertThat(read(TWO_BYTE, "01 02 aa")).isEqualTo("TRUNCATED");
    }

    @Test
    void hasNoElementsInAnotherProfile() {
        assertThat(read(0x1234, "10 aa 00 00")).isEmpty();
        assertThat(read(0, "")).isEmpty();
    }

    @Test
    void findsTheFirstElementWithAnId() {
        byte[] content = HexFormat.of().parseHex("10aa20bb10cc0000");
        assertThat(extensions.wrap(content, 0, content.length, 0xBEDE)).isEqualTo(Verdict.OK);

        assertThat(extensions.find(2)).isTrue();
        assertThat(extensions.elementOffset()).isEqualTo(3);
        assertThat(extensions.find(1)).isTrue();
        assertThat(extensions.elementOffset()).isEqualTo(1);
        assertThat(extensions.elementLength()).isEqualTo(1);
        assertThat(extensions.find(3)).isFalse();
        assertThat(extensions.elementLength()).isZero();
        assertThat(extensions.find(0)).isFalse();
        assertThat(extensions.find(2)).isTrue();
    }

    @Test
    void isEmptyForAPacketWithoutExtension() {
        byte[] packet = HexFormat.of().parseHex("806000010000000200000003");
        RtpHeader header = new RtpHeader();
        assertThat(header.wrap(packet, 0, packet.length)).isEqualTo(Verdict.OK);

        assertThat(extensions.wrap(header)).isEqualTo(Verdict.OK);
        assertThat(extensions.next()).isFalse();
    }
}
