package io.plenum.bridge.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class RedTest {
    private final Red red = new Red();

    @Test
    void readsRedundantBlocksThenThePrimaryOne() {
        // two blocks of type 111, 1920 and 960 units back, of 2 and 3 bytes
        byte[] payload =
                HexFormat.of().parseHex("ef1e0002" + "ef0f0003" + "6f" + "aabb" + "ccddee" + "01");

        assertThat(red.wrap(payload, 0, payload.length)).isEqualTo(Verdict.OK);

        assertBlock(111, 1920, 9, 2, false);
        assertBlock(111, 960, 11, 3, false);
        assertBlock(111, 0, 14, 1, true);
        assertThat(red.next()).isFalse();
        red.rewind();
        assertBlock(111, 1920, 9, 2, false);
    }

    private void assertBlock(
            int payloadType, int timestampOffset, int offset, int length, boolean primary) {
        assertThat(red.next()).isTrue();
        assertThat(red.payloadType()).isEqualTo(payloadType);
        assertThat(red.timestampOffset()).isEqualTo(timestampOffset);
        assertThat(red.blockOffset()).isEqualTo(offset);
        assertThat(red.blockLength()).isEqualTo(length);
        assertThat(red.isPrimary()).isEqualTo(primary);
    }

    @Test
    void refusesBlocksPastTheEnd() {
        byte[] payload =
                HexFormat.of().parseHex("ef1e0002" + "ef0f0003" + "6f" + "aabb" + "ccddee");
        for (int length = 0; length < payload.length; length++) {
            assertThat(red.wrap(payload, 0, length))
                    .isEqualTo(length == 0 ? Verdict.TOO_SHORT : Verdict.TRUNCATED);
            assertThat(red.next()).isFalse();
        }
        assertThat(red.wrap(payload, 0, payload.length)).isEqualTo(Verdict.OK);
    }

    @Test
    void whatIsWrittenIsRead() {
        RedWriter writer = new RedWriter();
        byte[] blocks = {1, 2, 3, 4, 5};
        byte[] out = new byte[20];
        assertThat(writer.redundant(111, 1920, blocks, 0, 2)).isTrue();
        assertThat(writer.redundant(111, 960, blocks, 2, 1)).isTrue();

        int length = writer.write(out, 2, 18, 111, blocks, 3, 2);

        assertThat(length).isEqualTo(14);
        assertThat(red.wrap(out, 2, length)).isEqualTo(Verdict.OK);
        assertBlock(111, 1920, 11, 2, false);
        assertBlock(111, 960, 13, 1, false);
        assertBlock(111, 0, 14, 2, true);
        assertThat(out).startsWith(0, 0).containsSubsequence(1, 2, 3, 4, 5);
    }

    @Test
    void refusesWhatDoesNotFit() {
        RedWriter writer = new RedWriter();
        byte[] block = new byte[1024];
        assertThat(writer.redundant(111, 0, block, 0, 1024)).isFalse();
        assertThat(writer.redundant(111, 16384, block, 0, 10)).isFalse();
        assertThat(writer.redundant(111, 16383, block, 0, 1023)).isTrue();
        assertThat(writer.write(new byte[1029], 0, 1029, 111, block, 0, 2)).isEqualTo(-1);
        assertThat(writer.write(new byte[3], 0, 3, 111, block, 0, 2)).isEqualTo(3);
        for (int i = 0; i < RedWriter.MAX_REDUNDANT; i++) {
            assertThat(writer.redundant(111, 0, block, 0, 1)).isTrue();
        }
        assertThat(writer.redundant(111, 0, block, 0, 1)).isFalse();
    }
}
