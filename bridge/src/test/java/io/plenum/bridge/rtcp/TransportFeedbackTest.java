package io.plenum.bridge.rtcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.plenum.bridge.rtp.Verdict;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.StringJoiner;
import org.junit.jupiter.api.Test;

class TransportFeedbackTest {
    private static final long LOST = TransportFeedbackWriter.NOT_RECEIVED;
    private final TransportFeedback feedback = new TransportFeedback();
    private final TransportFeedbackWriter feedbackWriter = new TransportFeedbackWriter();
    private final RtcpWriter writer = new RtcpWriter();
    private final byte[] buffer = new byte[1500];

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text.replace(" ", ""));
    }

    /** Statuses as "sequenceNumber@ticks" or "sequenceNumber-". */
    private String statuses() {
        StringJoiner all = new StringJoiner(" ");
        while (feedback.next()) {
            all.add(
                    feedback.sequenceNumber()
                            + (feedback.isReceived() ? "@" + feedback.arrivalTicks() : "-"));
        }
        return all.toString();
    }

    @Test
    void readsAllThreeKindsOfChunks() {
        // 2 lost by run, then 14 by one-bit vector (first and last received), 7 by two-bit vector
        byte[] packet =
                hex(
                        "8fcd0007 00000001 00000002 fffe 0017 000001 07"
                                + "0002 a001 d800"
                                + "04 08 10 fffe 00");

        assertThat(feedback.wrap(packet, 0, packet.length)).isEqualTo(Verdict.OK);

        assertThat(feedback.senderSsrc()).isEqualTo(1);
        assertThat(feedback.mediaSsrc()).isEqualTo(2);
        assertThat(feedback.baseSequenceNumber()).isEqualTo(65534);
        assertThat(feedback.packetStatusCount()).isEqualTo(23);
        assertThat(feedback.referenceTime()).isEqualTo(1);
        assertThat(feedback.feedbackPacketCount()).isEqualTo(7);
        assertThat(statuses())
                .isEqualTo(
                        "65534- 65535- 0@260 1- 2- 3- 4- 5- 6- 7- 8- 9- 10- 11- 12- 13@268"
                                + " 14@284 15@282 16- 17- 18- 19- 20-");
    }

    @Test
    void refusesReservedSymbolsAndEmptyRuns() {
        String start = "8fcd0005 00000001 00000002 0000 0001 000000 00";
        assertThat(feedback.wrap(hex(start + "6001 0000"), 0, 24)).isEqualTo(Verdict.ILLEGAL_VALUE);
        assertThat(feedback.wrap(hex(start + "f000 0000"), 0, 24)).isEqualTo(Verdict.ILLEGAL_VALUE);
        assertThat(feedback.wrap(hex(start + "0000 0000"), 0, 24)).isEqualTo(Verdict.ILLEGAL_VALUE);
        assertThat(feedback.next()).isFalse();
        assertThat(feedback.wrap(hex(start + "2001 0000"), 0, 24)).isEqualTo(Verdict.OK);
    }

    @Test
    void refusesMissingChunksAndDeltas() {
        byte[] packet = hex("8fcd0006 00000001 00000002 0000 0005 000000 00 2005 01020304 05 00");
        for (int length = 0; length < 27; length++) {
            assertThat(feedback.wrap(packet, 0, length))
                    .isEqualTo(length < 20 ? Verdict.TOO_SHORT : Verdict.TRUNCATED);
            assertThat(feedback.next()).isFalse();
        }
        assertThat(feedback.wrap(packet, 0, 27)).isEqualTo(Verdict.OK);
    }

    @Test
    void referenceTimeIsSigned() {
        byte[] packet = hex("8fcd0005 00000001 00000002 0000 0001 ffffff 00 2001 0100");
        assertThat(feedback.wrap(packet, 0, packet.length)).isEqualTo(Verdict.OK);
        assertThat(feedback.referenceTime()).isEqualTo(-1);
        assertThat(statuses()).isEqualTo("0@-255");
    }

    @Test
    void writesArrivalsAndLosses() {
        long ms = 1_000_000;
        long[] arrivals = {64 * ms, LOST, 65 * ms, 64 * ms + 250_000, 200 * ms};
        writer.begin(buffer, 0, 1200);
        assertThat(feedbackWriter.write(writer, 1, 2, 9, 65535, arrivals, 0, 5)).isEqualTo(5);

        assertThat(feedback.wrap(buffer, 0, writer.length())).isEqualTo(Verdict.OK);
        assertThat(feedback.feedbackPacketCount()).isEqualTo(9);
        assertThat(statuses()).isEqualTo("65535@256 0- 1@260 2@257 3@800");
    }

    @Test
    void beginsANewPacketAfterALongSilence() {
        long second = 1_000_000_000;
        long[] arrivals = {second, LOST, 20 * second};
        writer.begin(buffer, 0, 1200);
        assertThat(feedbackWriter.write(writer, 1, 2, 0, 5, arrivals, 0, 3)).isEqualTo(2);
        assertThat(feedbackWriter.write(writer, 1, 2, 1, 7, arrivals, 2, 1)).isEqualTo(1);

        RtcpCompound rtcp = new RtcpCompound();
        assertThat(rtcp.wrap(buffer, 0, writer.length())).isEqualTo(Verdict.OK);
        assertThat(rtcp.next()).isTrue();
        assertThat(feedback.wrap(rtcp)).isEqualTo(Verdict.OK);
        assertThat(statuses()).isEqualTo("5@4000 6-");
        assertThat(rtcp.next()).isTrue();
        assertThat(feedback.wrap(rtcp)).isEqualTo(Verdict.OK);
        assertThat(statuses()).isEqualTo("7@80000");
    }

    @Test
    void writesNothingOfLossesAloneOrWithoutRoom() {
        writer.begin(buffer, 0, 1200);
        long[] arrivals = {LOST, LOST, 5};
        assertThat(feedbackWriter.write(writer, 1, 2, 0, 5, arrivals, 0, 2)).isZero();
        writer.begin(buffer, 0, 23);
        assertThat(feedbackWriter.write(writer, 1, 2, 0, 5, arrivals, 0, 3)).isZero();
        assertThat(writer.length()).isZero();
        writer.begin(buffer, 0, 24);
        assertThat(feedbackWriter.write(writer, 1, 2, 0, 5, arrivals, 0, 3)).isEqualTo(3);
    }

    @Test
    void anyArrivalsAreReadAsWritten() {
        long seed = 15;
        Random random = new Random(seed);
        for (int round = 0; round < 2_000; round++) {
            int count = 1 + random.nextInt(700);
            int capacity = 24 + random.nextInt(1177);
            double loss = random.nextInt(4) / 4.0;
            long[] arrivals = new long[count];
            long now = random.nextLong(1L << 52);
            boolean smooth = random.nextBoolean();
            for (int i = 0; i < count; i++) {
                now += smooth ? random.nextLong(2_000_000) : random.nextLong(300_000_000);
                long reordered = random.nextInt(20) == 0 ? random.nextLong(5_000_000) : 0;
                arrivals[i] = random.nextDouble() < loss ? LOST : now - reordered;
            }
            Arrays.fill(buffer, (byte) 0x55);
            int base = random.nextInt(65536);
            int from = 0;
            for (int packets = 0; from < count; packets++) {
                String trial = "seed " + seed + " round " + round + " packet " + packets;
                writer.begin(buffer, 0, capacity);
                int told =
                        feedbackWriter.write(
                                writer, 1, 2, packets, base + from, arrivals, from, count - from);
                assertThat(writer.length()).as(trial).isLessThanOrEqualTo(capacity);
                if (told == 0) {
                    break;
                }
                assertThat(feedback.wrap(buffer, 0, writer.length()))
                        .as(trial)
                        .isEqualTo(Verdict.OK);
                for (int i = 0; i < told; i++, from++) {
                    assertThat(feedback.next()).as(trial).isTrue();
                    assertThat(feedback.sequenceNumber())
                            .as(trial)
                            .isEqualTo((base + from) & 0xFFFF);
                    assertThat(feedback.isReceived()).as(trial).isEqualTo(arrivals[from] != LOST);
                    if (feedback.isReceived()) {
                        // the reference time has 24 bits, so ticks are equal in their low 32
                        assertThat((int) feedback.arrivalTicks())
                                .as(trial)
                                .isEqualTo((int) (arrivals[from] / TransportFeedback.TICK_NANOS));
                    }
                }
                assertThat(feedback.next()).as(trial).isFalse();
            }
            assertThat(buffer[capacity]).isEqualTo((byte) 0x55);
        }
    }
}
