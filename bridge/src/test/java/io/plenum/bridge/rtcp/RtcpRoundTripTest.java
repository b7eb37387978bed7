package io.plenum.bridge.rtcp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plenum.bridge.rtp.Verdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What {@link RtcpWriter} writes is what the RFC draws, and what the views read. */
class RtcpRoundTripTest {
    private static final int OFFSET = 3;
    private final byte[] buffer = new byte[1500];
    private final RtcpWriter writer = new RtcpWriter();
    private final RtcpCompound rtcp = new RtcpCompound();

    private void begin() {
        writer.begin(buffer, OFFSET, 1200);
    }

    private String hex() {
        return HexFormat.of().formatHex(buffer, OFFSET, OFFSET + writer.length());
    }

    private RtcpCompound first() {
        assertThat(rtcp.wrap(buffer, OFFSET, writer.length())).isEqualTo(Verdict.OK);
        assertThat(rtcp.next()).isTrue();
        return rtcp;
    }

    @Test
    void senderReportWithBlocks() {
        begin();
        assertThat(writer.senderReport(1, 0x0102030405060708L, 9, 0xFFFFFFFFL, 11)).isTrue();
        assertThat(writer.reportBlock(2, 255, -1, 0x00010002, 3, 4, 5)).isTrue();
        assertThat(writer.reportBlock(6, 0, 0x7FFFFFFF, 7, 8, 9, 10)).isTrue();
        assertThat(hex())
                .isEqualTo(
                        "82c80012"
                                + "00000001"
                                + "0102030405060708"
                                + "00000009"
                                + "ffffffff"
                                + "0000000b"
                                + "00000002"
                                + "ffffffff"
                                + "00010002"
                                + "00000003"
                                + "00000004"
                                + "00000005"
                                + "00000006"
                                + "007fffff"
                                + "00000007"
                                + "00000008"
                                + "00000009"
                                + "0000000a");

        SenderReport report = new SenderReport();
        assertThat(report.wrap(first())).isEqualTo(Verdict.OK);

        assertThat(report.senderSsrc()).isEqualTo(1);
        assertThat(report.ntpTimestamp()).isEqualTo(0x0102030405060708L);
        assertThat(report.rtpTimestamp()).isEqualTo(9);
        assertThat(report.packetCount()).isEqualTo(0xFFFFFFFFL);
        assertThat(report.octetCount()).isEqualTo(11);
        assertThat(report.reportCount()).isEqualTo(2);
        ReportBlock block = new ReportBlock();
        report.reportBlock(0, block);
        assertThat(block.ssrc()).isEqualTo(2);
        assertThat(block.fractionLost()).isEqualTo(255);
        assertThat(block.cumulativeLost()).isEqualTo(-1);
        assertThat(block.extendedHighestSequenceNumber()).isEqualTo(0x00010002);
        assertThat(block.jitter()).isEqualTo(3);
        assertThat(block.lastSenderReport()).isEqualTo(4);
        assertThat(block.delaySinceLastSenderReport()).isEqualTo(5);
        report.reportBlock(1, block);
        assertThat(block.cumulativeLost()).isEqualTo(0x7FFFFF);
        assertThatThrownBy(() -> report.reportBlock(2, block))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertRefusesTruncation(rtcp, report::wrap);
    }

    @Test
    void receiverReportTakesThirtyOneBlocks() {
        begin();
        assertThat(writer.reportBlock(1, 0, 0, 0, 0, 0, 0)).as("no report yet").isFalse();
        assertThat(writer.receiverReport(7)).isTrue();
        for (int i = 0; i < 31; i++) {
            assertThat(writer.reportBlock(i, i, i, i, i, i, i)).isTrue();
        }
        assertThat(writer.reportBlock(31, 0, 0, 0, 0, 0, 0)).isFalse();
        assertThat(writer.pli(1, 2)).isTrue();
        assertThat(writer.reportBlock(31, 0, 0, 0, 0, 0, 0)).as("after a PLI").isFalse();

        ReceiverReport report = new ReceiverReport();
        assertThat(report.wrap(first())).isEqualTo(Verdict.OK);
        assertThat(report.senderSsrc()).isEqualTo(7);
        assertThat(report.reportCount()).isEqualTo(31);
        ReportBlock block = new ReportBlock();
        report.reportBlock(30, block);
        assertThat(block.ssrc()).isEqualTo(30);
        assertRefusesTruncation(rtcp, report::wrap);
    }

    @Test
    void sourceDescriptionIsPaddedByAtLeastOneNull() {
        for (int length = 1; length <= 255; length++) {
            Arrays.fill(buffer, (byte) 0x55);
            begin();
            byte[] name = "c".repeat(length).getBytes(UTF_8);
            assertThat(writer.sdesCname(5, name)).isTrue();
            assertThat(writer.length() % 4).isZero();
            assertThat(buffer[OFFSET + writer.length() - 1]).isZero();

            Sdes sdes = new Sdes();
            assertThat(sdes.wrap(first())).isEqualTo(Verdict.OK);
            assertThat(sdes.nextCname()).isTrue();
            assertThat(sdes.ssrc()).isEqualTo(5);
            assertThat(sdes.textLength()).isEqualTo(length);
            assertThat(new String(buffer, sdes.textOffset(), length, UTF_8))
                    .isEqualTo(new String(name, UTF_8));
            assertThat(sdes.next()).isFalse();
            assertRefusesTruncation(rtcp, sdes::wrap);
        }
        begin();
        assertThat(writer.sdesCname(5, new byte[0])).isFalse();
        assertThat(writer.sdesCname(5, new byte[256])).isFalse();
        assertThat(writer.length()).isZero();
    }

    @Test
    void sourceDescriptionOfSeveralChunks() {
        byte[] packet =
                HexFormat.of()
                        .parseHex(
                                "83ca0007"
                                        + "00000001"
                                        + "0201610101620000"
                                        + "00000002"
                                        + "00000000"
                                        + "00000003"
                                        + "01016300");
        Sdes sdes = new Sdes();
        assertThat(sdes.wrap(packet, 0, packet.length)).isEqualTo(Verdict.OK);
        assertThat(sdes.next()).isTrue();
        assertThat(sdes.itemType()).isEqualTo(2);
        assertThat(sdes.nextCname()).isTrue();
        assertThat(sdes.ssrc()).isEqualTo(1);
        assertThat(packet[sdes.textOffset()]).isEqualTo((byte) 'b');
        assertThat(sdes.nextCname()).isTrue();
        assertThat(sdes.ssrc()).isEqualTo(3);
        assertThat(sdes.next()).isFalse();
    }

    @Test
    void goodbye() {
        begin();
        assertThat(writer.bye(42)).isTrue();
        assertThat(hex()).isEqualTo("81cb00010000002a");
        Bye bye = new Bye();
        assertThat(bye.wrap(first())).isEqualTo(Verdict.OK);
        assertThat(bye.ssrcCount()).isEqualTo(1);
        assertThat(bye.ssrc(0)).isEqualTo(42);
        assertThat(bye.reasonLength()).isZero();

        byte[] withReason = HexFormat.of().parseHex("81cb00020000002a03627965");
        assertThat(bye.wrap(withReason, 0, 12)).isEqualTo(Verdict.OK);
        assertThat(new String(withReason, bye.reasonOffset(), bye.reasonLength(), UTF_8))
                .isEqualTo("bye");
        withReason[8] = 4;
        assertThat(bye.wrap(withReason, 0, 12)).isEqualTo(Verdict.TRUNCATED);
    }

    @Test
    void pictureLossAndFullIntra() {
        begin();
        assertThat(writer.pli(1, 2)).isTrue();
        assertThat(writer.fir(3, 4, 0x105)).isTrue();
        assertThat(hex())
                .isEqualTo(
                        "81ce00020000000100000002"
                                + "84ce0004000000030000000000000004"
                                + "05000000");
        Pli pli = new Pli();
        assertThat(pli.wrap(first())).isEqualTo(Verdict.OK);
        assertThat(pli.senderSsrc()).isEqualTo(1);
        assertThat(pli.mediaSsrc()).isEqualTo(2);
        Fir fir = new Fir();
        assertThat(fir.wrap(rtcp)).isEqualTo(Verdict.WRONG_TYPE);
        assertThat(rtcp.next()).isTrue();
        assertThat(pli.wrap(rtcp)).isEqualTo(Verdict.WRONG_TYPE);
        assertThat(pli.mediaSsrc()).isZero();
        assertThat(fir.wrap(rtcp)).isEqualTo(Verdict.OK);
        assertThat(fir.senderSsrc()).isEqualTo(3);
        assertThat(fir.entryCount()).isEqualTo(1);
        assertThat(fir.ssrc(0)).isEqualTo(4);
        assertThat(fir.sequenceNumber(0)).isEqualTo(5);
        assertRefusesTruncation(rtcp, fir::wrap);
    }

    @Test
    void nackPacksSeventeenPacketsIntoAPair() {
        begin();
        int[] lost = {65530, 65531, 65535, 10, 11, 40};
        assertThat(writer.nack(1, 2, lost, 0, lost.length)).isEqualTo(6);
        assertThat(hex())
                .isEqualTo(
                        "81cd0005"
                                + "00000001"
                                + "00000002"
                                + "fffa8011"
                                + "000b0000"
                                + "00280000");
        Nack nack = new Nack();
        assertThat(nack.wrap(first())).isEqualTo(Verdict.OK);
        assertThat(nack.senderSsrc()).isEqualTo(1);
        assertThat(nack.mediaSsrc()).isEqualTo(2);
        List<Integer> read = new ArrayList<>();
        nack.forEach(read::add);
        assertThat(read).containsExactly(65530, 65531, 65535, 10, 11, 40);
        assertThat(nack.lostCount()).isEqualTo(6);
    }

    @Test
    void nackIsCutWhereTheRoomEnds() {
        int[] lost = {100, 200, 300};
        writer.begin(buffer, OFFSET, 15);
        assertThat(writer.nack(1, 2, lost, 0, 3)).isZero();
        assertThat(writer.length()).isZero();
        writer.begin(buffer, OFFSET, 23);
        assertThat(writer.nack(1, 2, lost, 0, 3)).isEqualTo(2);
        assertThat(writer.nack(1, 2, lost, 2, 1)).isZero();
        writer.begin(buffer, OFFSET, 100);
        assertThat(writer.nack(1, 2, lost, 2, 1)).isEqualTo(1);
        assertThat(writer.nack(1, 2, lost, 0, 0)).isZero();
    }

    @Test
    void anyNackIsReadAsWritten() {
        long seed = 4585;
        Random random = new Random(seed);
        Nack nack = new Nack();
        for (int round = 0; round < 2000; round++) {
            int count = 1 + random.nextInt(100);
            int[] lost = new int[count];
            int at = random.nextInt(65536);
            for (int i = 0; i < count; i++) {
                lost[i] = at & 0xFFFF;
                at += 1 + random.nextInt(random.nextBoolean() ? 3 : 30);
            }
            begin();
            assertThat(writer.nack(1, 2, lost, 0, count)).isEqualTo(count);
            assertThat(nack.wrap(first())).isEqualTo(Verdict.OK);
            List<Integer> read = new ArrayList<>();
            nack.forEach(read::add);
            assertThat(read)
                    .as("seed %d round %d", seed, round)
                    .containsExactlyElementsOf(Arrays.stream(lost).boxed().toList());
        }
    }

    @Test
    void estimatedBitrateKeepsEighteenBits() {
        Remb remb = new Remb();
        for (long bps : new long[] {0, 1, 262143, 262144, 2_500_000, 1L << 40, Long.MAX_VALUE}) {
            begin();
            assertThat(writer.remb(1, bps, new int[] {5, 6})).isTrue();
            assertThat(remb.wrap(first())).isEqualTo(Verdict.OK);
            assertThat(remb.bitrateBps()).isBetween(bps - (bps >> 17), bps);
            assertThat(remb.senderSsrc()).isEqualTo(1);
            assertThat(remb.ssrcCount()).isEqualTo(2);
            assertThat(remb.ssrc(1)).isEqualTo(6);
            assertRefusesTruncation(rtcp, remb::wrap);
        }
        begin();
        assertThat(writer.remb(1, -1, new int[0])).isFalse();
    }

    @Test
    void estimatedBitrateBeyondALongIsTheLargest() {
        byte[] packet =
                HexFormat.of().parseHex("8fce0004" + "0000000100000000" + "52454d42" + "00ffffff");
        Remb remb = new Remb();
        assertThat(remb.wrap(packet, 0, 20)).isEqualTo(Verdict.OK);
        assertThat(remb.bitrateBps()).isEqualTo(Long.MAX_VALUE);
        packet[12] = 0;
        assertThat(remb.wrap(packet, 0, 20)).isEqualTo(Verdict.WRONG_TYPE);
    }

    @Test
    void extendedReports() {
        begin();
        assertThat(writer.receiverReferenceTime(1, 0x1122334455667788L)).isTrue();
        assertThat(writer.delaySinceLastReceiverReport(1, 2, 3, 4)).isTrue();
        assertThat(hex())
                .isEqualTo(
                        "80cf0004"
                                + "00000001"
                                + "04000002"
                                + "1122334455667788"
                                + "80cf0005"
                                + "00000001"
                                + "05000003"
                                + "00000002"
                                + "00000003"
                                + "00000004");
        ExtendedReport report = new ExtendedReport();
        assertThat(report.wrap(first())).isEqualTo(Verdict.OK);
        assertThat(report.blockType()).isZero();
        assertThat(report.next()).isTrue();
        assertThat(report.isReceiverReferenceTime()).isTrue();
        assertThat(report.ntpTimestamp()).isEqualTo(0x1122334455667788L);
        assertThat(report.dlrrCount()).isZero();
        assertThat(report.next()).isFalse();
        assertThat(rtcp.next()).isTrue();
        assertThat(report.wrap(rtcp)).isEqualTo(Verdict.OK);
        assertThat(report.senderSsrc()).isEqualTo(1);
        assertThat(report.next()).isTrue();
        assertThat(report.ntpTimestamp()).isZero();
        assertThat(report.dlrrCount()).isEqualTo(1);
        assertThat(report.dlrrSsrc(0)).isEqualTo(2);
        assertThat(report.lastReceiverReport(0)).isEqualTo(3);
        assertThat(report.delaySinceLastReceiverReport(0)).isEqualTo(4);
    }

    @Test
    void unknownExtendedReportBlocksArePassedOver() {
        byte[] packet =
                HexFormat.of()
                        .parseHex(
                                "80cf0006"
                                        + "00000001"
                                        + "2a000001ffffffff"
                                        + "040000021122334455667788");
        ExtendedReport report = new ExtendedReport();
        assertThat(report.wrap(packet, 0, packet.length)).isEqualTo(Verdict.OK);
        assertThat(report.next()).isTrue();
        assertThat(report.blockType()).isEqualTo(42);
        assertThat(report.next()).isTrue();
        assertThat(report.isReceiverReferenceTime()).isTrue();
        assertThat(report.wrap(packet, 0, packet.length - 4)).isEqualTo(Verdict.TRUNCATED);
    }

    @Test
    void nothingIsWrittenWithoutRoom() {
        for (int capacity = 0; capacity < 40; capacity++) {
            Arrays.fill(buffer, (byte) 0x55);
            writer.begin(buffer, OFFSET, capacity);
            assertThat(writer.senderReport(1, 2, 3, 4, 5)).isEqualTo(capacity >= 28);
            assertThat(writer.pli(1, 2)).isEqualTo(capacity >= 12 && capacity < 28);
            assertThat(writer.length()).isEqualTo(capacity >= 28 ? 28 : capacity >= 12 ? 12 : 0);
            for (int i = OFFSET + capacity; i < 100; i++) {
                assertThat(buffer[i]).isEqualTo((byte) 0x55);
            }
        }
    }

    private interface Wrap {
        Verdict wrap(byte[] buffer, int offset, int length);
    }

    /** Cuts the packet under the cursor at every word, as a wrong length field would. */
    private static void assertRefusesTruncation(RtcpCompound packet, Wrap view) {
        for (int length = 0; length < packet.length(); length += 4) {
            assertThat(view.wrap(packet.buffer(), packet.offset(), length))
                    .as("length %d", length)
                    .isIn(Verdict.TOO_SHORT, Verdict.TRUNCATED);
        }
    }
}
