package io.plenum.bridge.cc;

import static io.plenum.bridge.cc.Viewer.LOST;
import static io.plenum.bridge.cc.Viewer.MS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.plenum.bridge.rtcp.TransportFeedback;
import io.plenum.bridge.rtp.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SentPacketsTest {
    private final SentPackets sent = new SentPackets();
    private final Viewer viewer = new Viewer();

    private void sends(int count, long atMillis) {
        for (int i = 0; i < count; i++) {
            sent.add((atMillis + i) * MS, 1_000 + i, PacketKind.VIDEO, 0);
        }
    }

    private List<String> told() {
        List<String> told = new ArrayList<>();
        for (int i = 0; i < sent.count(); i++) {
            String sentAt = sent.sentNanos(i) / MS + (sent.isLost(i) ? " lost" : " arrived");
            told.add(sent.wasToldLost(i) ? sentAt + " late" : sentAt);
        }
        return told;
    }

    @Test
    void tellsWhatBecameOfEachPacketInOrderOfSending() {
        sends(4, 100);
        sent.onFeedback(viewer.tells(0, 700 * MS, LOST, 702 * MS, 703 * MS), 200 * MS);

        assertThat(told()).containsExactly("100 arrived", "101 lost", "102 arrived", "103 arrived");
        assertThat(sent.bytes(2)).isEqualTo(1_002);
        assertThat(sent.arrivalNanos(2) - sent.arrivalNanos(0)).isEqualTo(2 * MS);
        assertThat(sent.arrivals()).isEqualTo(3);
        assertThat(sent.losses()).isEqualTo(1);
        assertThat(sent.roundTripNanos()).isEqualTo(97 * MS);
    }

    @Test
    void numbersCountUpAndWrap() {
        for (int i = 0; i < 65_536; i++) {
            assertThat(sent.add(i, 1, PacketKind.AUDIO, 0)).isEqualTo(i);
        }
        assertThat(sent.add(70_000 * MS, 9, PacketKind.AUDIO, 0)).isZero();
        sent.onFeedback(viewer.tells(65_535, MS, 2 * MS), 70_100 * MS);
        assertThat(sent.count()).isEqualTo(2);
        assertThat(sent.bytes(1)).isEqualTo(9);
    }

    @Test
    void repeatedFeedbackChangesNothing() {
        sends(2, 0);
        TransportFeedback feedback = viewer.tells(0, 5 * MS, 6 * MS);
        sent.onFeedback(feedback, 50 * MS);
        sent.onFeedback(feedback, 60 * MS);
        assertThat(sent.count()).isZero();
        assertThat(sent.ignoredStatuses()).isEqualTo(2);
    }

    @Test
    void aPacketToldLostMayArriveLater() {
        sends(3, 0);
        sent.onFeedback(viewer.tells(0, 5 * MS, LOST, 7 * MS), 50 * MS);
        sent.onFeedback(viewer.tells(1, 90 * MS), 100 * MS);
        assertThat(told()).containsExactly("1 arrived late");
        sent.onFeedback(viewer.tells(0, LOST, LOST, 7 * MS), 120 * MS);
        assertThat(sent.count()).as("an arrival is never taken back").isZero();
    }

    @Test
    void lostFeedbackLeavesPacketsUntold() {
        sends(4, 0);
        sent.onFeedback(viewer.tells(2, 10 * MS, 11 * MS), 50 * MS);
        assertThat(told()).containsExactly("2 arrived", "3 arrived");
        assertThat(sent.losses()).isZero();
    }

    @Test
    void whatWasNeverSentIsIgnored() {
        sends(2, 0);
        sent.onFeedback(viewer.tells(2, 10 * MS, 11 * MS), 50 * MS);
        assertThat(sent.count()).isZero();
        assertThat(sent.ignoredStatuses()).isEqualTo(2);
    }

    @Test
    void theViewersClockMayWrap() {
        // 24 bits of 64 ms: the reference of the second feedback is small again.
        sends(2, 0);
        long beforeWrap = (1L << 23) * 64 * MS - 10 * MS;
        sent.onFeedback(viewer.tells(0, beforeWrap), 50 * MS);
        long first = sent.arrivalNanos(0);
        sent.onFeedback(viewer.tells(1, beforeWrap + 100 * MS), 150 * MS);
        assertThat(sent.arrivalNanos(0) - first).isEqualTo(100 * MS);
    }

    @Test
    void growsWhileMoreIsInFlightThanItHolds() {
        sends(100, 0);
        sent.onFeedback(viewer.tells(0, 5 * MS), 50 * MS);
        sends(1_900, 100);
        assertThat(sent.capacity()).isEqualTo(2_048);
        sent.onFeedback(viewer.tells(1, 6 * MS), 60 * MS);
        assertThat(told()).containsExactly("1 arrived");
        assertThat(sent.bytes(0)).isEqualTo(1_001);
    }

    @Test
    void keepsLittleOfAViewerOfWhomNothingIsHeard() {
        sends(2_000, 0);
        assertThat(sent.capacity()).isEqualTo(SentPackets.UNHEARD_CAPACITY);
        sent.onFeedback(viewer.tells(1_999, 2_020 * MS), 2_050 * MS);
        assertThat(told()).containsExactly("1999 arrived");
    }

    @Test
    void whatIsToldOfANumberSentTwiceIsIgnored() {
        sends(3, 0);
        sent.onFeedback(viewer.tells(0, 5 * MS, LOST), 50 * MS);
        assertThat(sent.sendAgain(1)).as("told lost before").isFalse();
        assertThat(sent.sendAgain(2)).as("nothing told before").isTrue();
        assertThat(sent.sendAgain(3)).as("never sent").isFalse();
        sent.onFeedback(viewer.tells(1, 80 * MS, LOST), 90 * MS);
        assertThat(sent.count()).isZero();
    }

    @Test
    void staysSmallWhileFeedbackComes() {
        for (int i = 0; i < 5_000; i++) {
            int number = sent.add(i * MS, 100, PacketKind.AUDIO, 0);
            sent.onFeedback(viewer.tells(number, (i + 20) * MS), (i + 40) * MS);
            assertThat(sent.count()).isEqualTo(1);
        }
        assertThat(sent.capacity()).isEqualTo(SentPackets.MIN_CAPACITY);
    }

    @Test
    void whatHasNoNumberCountsWithTheNextThatHas() {
        sent.addUntracked(120);
        sent.addUntracked(130);
        sent.add(0, 1_000, PacketKind.VIDEO, 7);
        sent.onFeedback(viewer.tells(0, 5 * MS), 50 * MS);
        assertThat(sent.untrackedBytes(0)).isEqualTo(250);
        assertThat(sent.cluster(0)).isEqualTo(7);
        assertThat(sent.kind(0)).isEqualTo(PacketKind.VIDEO);
    }

    @Test
    void feedbackOfAnyBytesIsHarmless() {
        SplittableRandom random = new SplittableRandom(1);
        DownlinkEstimator estimator = new DownlinkEstimator();
        estimator.setWanted(3_000_000);
        TransportFeedback feedback = new TransportFeedback();
        byte[] bytes = new byte[200];
        int accepted = 0;
        for (int i = 0; i < 20_000; i++) {
            long now = i * (3 * MS);
            estimator.onSent(random.nextInt(1, 1_300), PacketKind.VIDEO, now);
            random.nextBytes(bytes);
            bytes[0] = (byte) 0x8F;
            bytes[1] = (byte) 205;
            bytes[2] = 0;
            bytes[3] = (byte) (bytes.length / 4 - 1);
            int count = random.nextInt(1, 120);
            bytes[12] = (byte) (random.nextBoolean() ? i >> 8 : bytes[12]);
            bytes[14] = 0;
            bytes[15] = (byte) count;
            if (feedback.wrap(bytes, 0, bytes.length) == Verdict.OK) {
                accepted++;
                assertThatCode(() -> estimator.onFeedback(feedback, now))
                        .doesNotThrowAnyException();
                assertThat(estimator.estimateBps())
                        .isBetween(DownlinkEstimator.MIN_BPS, DownlinkEstimator.MAX_BPS);
            }
        }
        assertThat(accepted).isGreaterThan(100);
    }
}
