package io.plenum.bridge.rtp;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RtpHeaderWriterTest {
    private final RtpHeaderWriter writer = new RtpHeaderWriter();
    private final byte[] buffer = new byte[1500];

    private void begin(int capacity) {
        writer.begin(buffer, 4, capacity, 111, true, 0xFFFF, 0x01020304, 0x0A0B0C0D);
    }

    private String written(int length) {
        return HexFormat.of().formatHex(buffer, 4, 4 + length);
    }

    @Test
    void writesTheFixedHeader() {
        begin(12);
        assertThat(writer.finish()).isEqualTo(12);
        assertThat(written(12)).isEqualTo("80efffff010203040a0b0c0d");
    }

    @Test
    void writesOneByteElementsAndPadsThem() {
        begin(100);
        assertThat(writer.csrc(0x11111111)).isTrue();
        assertThat(writer.text(4, "0".getBytes(US_ASCII))).isTrue();
        assertThat(writer.audioLevel(1, true, 5)).isTrue();
        assertThat(writer.transportSequenceNumber(3, 0xABCD)).isTrue();
        assertThat(writer.absoluteSendTime(2, 0x123456)).isTrue();

        int length = writer.finish();

        assertThat(written(length))
                .isEqualTo(
                        "91efffff010203040a0b0c0d11111111"
                                + "bede0003"
                                + "4030"
                                + "1085"
                                + "31abcd"
                                + "22123456"
                                + "00");
        assertThat(writer.offsetOf(3)).isEqualTo(4 + 25);
        assertThat(writer.offsetOf(9)).isEqualTo(-1);
    }

    @Test
    void fallsBackToTwoBytesWhenAnElementNeedsIt() {
        for (int id : new int[] {15, 255}) {
            begin(100);
            assertThat(writer.audioLevel(1, false, 127)).isTrue();
            assertThat(writer.transportSequenceNumber(3, 0xABCD)).isTrue();
            assertThat(writer.videoOrientation(id, 1)).isTrue();

            int length = writer.finish();

            assertThat(written(length))
                    .isEqualTo(
                            "90efffff010203040a0b0c0d10000003"
                                    + "01017f"
                                    + "0302abcd"
                                    + HexFormat.of().toHexDigits((byte) id)
                                    + "0101"
                                    + "0000");
            assertThat(writer.offsetOf(3)).isEqualTo(4 + 21);
        }
    }

    @Test
    void fallsBackToTwoBytesForEmptyAndLongElements() {
        for (int elementLength : new int[] {0, 17, 255}) {
            begin(1000);
            assertThat(writer.element(1, new byte[elementLength], 0, elementLength)).isTrue();
            int length = writer.finish();

            RtpHeader header = new RtpHeader();
            HeaderExtensions extensions = new HeaderExtensions();
            assertThat(header.wrap(buffer, 4, length)).isEqualTo(Verdict.OK);
            assertThat(header.hasTwoByteExtensions()).isTrue();
            assertThat(extensions.wrap(header)).isEqualTo(Verdict.OK);
            assertThat(extensions.find(1)).isTrue();
            assertThat(extensions.elementLength()).isEqualTo(elementLength);
        }
    }

    @Test
    void writesTwoBytesWhenForced() {
        begin(100);
        writer.forceTwoByte();
        assertThat(writer.audioLevel(1, false, 127)).isTrue();
        assertThat(writer.finish()).isEqualTo(20);
        assertThat(written(20)).endsWith("1000000101017f00");
    }

    @Test
    void writesCaptureTimes() {
        begin(100);
        assertThat(writer.absoluteCaptureTime(5, 0x0102030405060708L)).isTrue();
        assertThat(writer.absoluteCaptureTime(6, 1, -1)).isTrue();
        int length = writer.finish();
        assertThat(written(length))
                .endsWith("570102030405060708" + "6f0000000000000001ffffffffffffffff" + "0000");
    }

    @Test
    void refusesWhatIsOutOfRange() {
        begin(100);
        assertThat(writer.element(0, buffer, 0, 1)).isFalse();
        assertThat(writer.finish()).isEqualTo(-1);

        begin(100);
        assertThat(writer.element(256, buffer, 0, 1)).isFalse();
        begin(1000);
        assertThat(writer.element(1, buffer, 0, 256)).isFalse();

        begin(1000);
        for (int i = 0; i < 15; i++) {
            assertThat(writer.csrc(i)).isTrue();
        }
        assertThat(writer.csrc(15)).isFalse();
        assertThat(writer.finish()).isEqualTo(-1);
    }

    @Test
    void neverWritesPastItsCapacity() {
        for (int capacity = 0; capacity < 60; capacity++) {
            Arrays.fill(buffer, (byte) 0x55);
            begin(capacity);
            writer.csrc(1);
            writer.audioLevel(1, true, 1);
            writer.transportSequenceNumber(2, 7);
            writer.element(20, new byte[20], 0, 20);
            int length = writer.finish();

            assertThat(length).isEqualTo(capacity < 52 ? -1 : 52);
            for (int i = 4 + capacity; i < 100; i++) {
                assertThat(buffer[i]).as("byte %d", i).isEqualTo((byte) 0x55);
            }
        }
    }

    @Test
    void whatIsWrittenIsRead() {
        long seed = 20261120;
        Random random = new Random(seed);
        RtpHeader header = new RtpHeader();
        HeaderExtensions extensions = new HeaderExtensions();
        for (int round = 0; round < 5_000; round++) {
            int sequenceNumber = random.nextInt(65536);
            int timestamp = random.nextInt();
            int ssrc = random.nextInt();
            boolean marker = random.nextBoolean();
            int payloadType = random.nextInt(128);
            writer.begin(buffer, 8, 1400, payloadType, marker, sequenceNumber, timestamp, ssrc);
            int csrcs = random.nextInt(16);
            for (int i = 0; i < csrcs; i++) {
                writer.csrc(i * 1000);
            }
            int maxId = random.nextBoolean() ? 14 : 255;
            int maxLength = random.nextBoolean() ? 16 : 40;
            int count = random.nextInt(8);
            byte[][] elements = new byte[count][];
            int[] ids = new int[count];
            for (int i = 0; i < count; i++) {
                ids[i] = 1 + random.nextInt(maxId);
                elements[i] = new byte[1 + random.nextInt(maxLength)];
                random.nextBytes(elements[i]);
                assertThat(writer.element(ids[i], elements[i], 0, elements[i].length)).isTrue();
            }
            int length = writer.finish();

            String trial = "seed " + seed + " round " + round;
            assertThat(header.wrap(buffer, 8, length)).as(trial).isEqualTo(Verdict.OK);
            assertThat(header.payloadLength()).as(trial).isZero();
            assertThat(header.sequenceNumber()).isEqualTo(sequenceNumber);
            assertThat(header.timestamp()).isEqualTo(timestamp);
            assertThat(header.ssrc()).isEqualTo(ssrc);
            assertThat(header.marker()).isEqualTo(marker);
            assertThat(header.payloadType()).isEqualTo(payloadType);
            assertThat(header.csrcCount()).isEqualTo(csrcs);
            assertThat(extensions.wrap(header)).as(trial).isEqualTo(Verdict.OK);
            for (int i = 0; i < count; i++) {
                assertThat(extensions.next()).as(trial).isTrue();
                assertThat(extensions.elementId()).as(trial).isEqualTo(ids[i]);
                int from = extensions.elementOffset();
                assertThat(Arrays.copyOfRange(buffer, from, from + extensions.elementLength()))
                        .as(trial)
                        .isEqualTo(elements[i]);
            }
            assertThat(extensions.next()).as(trial).isFalse();
        }
    }
}
