package io.plenum.bridge.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.plenum.bridge.counts.Count;
import io.plenum.bridge.parameters.CodecParameters;
import io.plenum.bridge.parameters.LayerTarget;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class SubscriptionTest {
    private static final long MS = Source.MS;
    private static final long RTT = 50 * MS;

    private final Slot slot = Slot.video();
    private final Source alice = Source.video("alice", 1);
    private final Source bob = Source.video("bob", 3);

    private static List<Integer> sequences(List<Slot.Received> packets) {
        return packets.stream().map(Slot.Received::sequence).toList();
    }

    private static List<Integer> tags(List<Slot.Received> packets) {
        return packets.stream().map(Slot.Received::tag).toList();
    }

    @Test
    void beginsWithAKeyFrameAndAsksForIt() {
        slot.subscription.show(alice.publication, 0);
        assertThat(alice.keyFramesWanted).containsExactly(0);
        alice.vp8(0, 500, 3_000, 10, 0, false, 1);
        assertThat(slot.received()).isEmpty();
        alice.vp8(0, 501, 6_000, 11, 0, true, 2);
        alice.vp8(0, 502, 9_000, 12, 0, false, 3);
        assertThat(tags(slot.received())).containsExactly(2, 3);
        assertThat(slot.started).containsExactly("alice");
    }

    @Test
    void asksForNoKeyFrameThatTheViewerWouldMiss() {
        Slot joining = Slot.notConnected();
        joining.subscription.show(alice.publication, 0);
        joining.subscription.remind(500 * MS);
        assertThat(alice.keyFramesWanted).isEmpty();
        joining.connect();
        joining.subscription.onKeyFrameRequest(600 * MS);
        assertThat(alice.keyFramesWanted).containsExactly(0);
    }

    /** The wire of a slot switch: nothing but the picture tells that it is another source. */
    @Test
    void switchesTheSourceWithUnbrokenNumbers() {
        slot.subscription.show(alice.publication, 0);
        alice.vp8(0, 65_534, 3_000, 0x7FFE, 0, true, 1);
        alice.vp8(0, 65_535, 6_000, 0x7FFF, 0, false, 2);
        bob.nowNanos = alice.nowNanos + 40 * MS;
        slot.subscription.show(bob.publication, bob.nowNanos);
        alice.vp8(0, 65_536, 9_000, 0, 0, false, 3);
        bob.vp8(2, 77, 800_000, 500, 0, false, 4);
        bob.vp8(2, 78, 803_000, 501, 0, true, 5);
        bob.vp8(2, 79, 806_000, 502, 0, false, 6);
        List<Slot.Received> got = slot.received();
        assertThat(tags(got)).containsExactly(1, 2, 5, 6);
        int first = got.getFirst().sequence();
        assertThat(sequences(got)).containsExactly(first, first + 1, first + 2, first + 3);
        assertThat(got).allMatch(packet -> packet.ssrc() == Slot.SSRC);
        assertThat(got.get(1).timestamp() - got.get(0).timestamp()).isEqualTo(3_000);
        assertThat(got.get(2).timestamp() - got.get(1).timestamp()).isEqualTo(3_600);
        assertThat(got.get(3).timestamp() - got.get(2).timestamp()).isEqualTo(3_000);
        assertThat(got.stream().map(packet -> packet.vp8().pictureId()))
                .containsExactly(0x7FFE, 0x7FFF, 0, 1);
        assertThat(slot.started).containsExactly("alice", "bob");
    }

    @Test
    void switchesTheEncodingAtItsKeyFrameAndGoesOnMeanwhile() {
        slot.subscription.setTarget(new LayerTarget(0, 7, 7), 0);
        slot.subscription.show(bob.publication, 0);
        bob.vp8(0, 10, 3_000, 1, 0, true, 1);
        bob.vp8(2, 90, 3_000, 1, 0, true, 2);
        slot.subscription.setTarget(LayerTarget.ALL, bob.nowNanos);
        assertThat(bob.keyFramesWanted).endsWith(2);
        bob.vp8(0, 11, 6_000, 2, 0, false, 3);
        bob.vp8(2, 91, 6_000, 2, 0, false, 4);
        bob.vp8(2, 92, 9_000, 3, 0, true, 5);
        bob.vp8(0, 12, 9_000, 3, 0, false, 6);
        bob.vp8(2, 93, 12_000, 4, 0, false, 7);
        List<Slot.Received> got = slot.received();
        assertThat(tags(got)).containsExactly(1, 3, 5, 7);
        int first = got.getFirst().sequence();
        assertThat(sequences(got)).containsExactly(first, first + 1, first + 2, first + 3);
        assertThat(slot.started).as("it is still bob").containsExactly("bob");
    }

    @Test
    void goesOnAtALowerFrameRateWhereThePathCarriesNoMore() {
        slot.subscription.show(bob.publication, 0);
        bob.vp8(2, 10, 3_000, 1, 0, true, 1);
        bob.vp8(2, 11, 6_000, 2, 1, false, 2);
        slot.subscription.setTarget(new LayerTarget(0, 7, 7), 0, bob.nowNanos);
        bob.vp8(2, 12, 9_000, 3, 1, false, 3);
        bob.vp8(2, 13, 12_000, 4, 0, false, 4);
        bob.vp8(0, 90, 15_000, 50, 0, true, 5);
        bob.vp8(2, 14, 15_000, 5, 0, false, 6);
        bob.vp8(0, 91, 18_000, 51, 1, false, 7);
        assertThat(tags(slot.received())).containsExactly(1, 2, 4, 5, 7);
    }

    @Test
    void placesEncodingsOnOneTimelineByTheirSenderReports() {
        slot.subscription.setTarget(new LayerTarget(0, 7, 7), 0);
        slot.subscription.show(bob.publication, 0);
        // One moment on both clocks: 1,000 there is 501,000 here.
        bob.stream(0).onSenderReport(0x1_0000_0000L, 1_000, bob.nowNanos);
        bob.stream(2).onSenderReport(0x1_0000_0000L, 501_000, bob.nowNanos);
        bob.vp8(0, 10, 10_000, 1, 0, true, 1);
        slot.subscription.setTarget(LayerTarget.ALL, bob.nowNanos);
        bob.nowNanos += 45 * MS; // a picture of 33 ms later, delayed by the path
        bob.vp8(2, 90, 513_000, 1, 0, true, 2);
        List<Slot.Received> got = slot.received();
        assertThat(got.get(1).timestamp() - got.get(0).timestamp()).isEqualTo(3_000);
    }

    @Test
    void leavesTemporalLayersOutWithoutAGap() {
        slot.subscription.setTarget(new LayerTarget(7, 7, 0), 0);
        slot.subscription.show(alice.publication, 0);
        alice.vp8(0, 1, 3_000, 100, 0, true, 1);
        alice.vp8(0, 2, 6_000, 101, 2, false, 2);
        alice.vp8(0, 3, 9_000, 102, 1, false, 3);
        alice.vp8(0, 4, 12_000, 103, 2, false, 4);
        alice.vp8(0, 5, 15_000, 104, 0, false, 5);
        List<Slot.Received> got = slot.received();
        assertThat(tags(got)).containsExactly(1, 5);
        assertThat(got.get(1).sequence() - got.get(0).sequence()).isEqualTo(1);
        assertThat(got.get(1).vp8().pictureId()).isEqualTo(101);
        assertThat(got.get(1).timestamp() - got.get(0).timestamp()).isEqualTo(12_000);
    }

    @Test
    void sendsUnderItsNumberWhatCameTooLateToBeLeftOut() {
        slot.subscription.setTarget(new LayerTarget(7, 7, 0), 0);
        slot.subscription.show(alice.publication, 0);
        alice.vp8(0, 1, 3_000, 100, 0, true, 1);
        alice.vp8(0, 3, 9_000, 102, 0, false, 3); // 2 was lost, nobody knows what it is
        alice.vp8(0, 2, 6_000, 101, 2, false, 2); // a picture that is not wanted, repaired
        List<Slot.Received> got = slot.received();
        int first = got.getFirst().sequence();
        assertThat(sequences(got)).containsExactly(first, first + 2, first + 1);
        assertThat(got.get(2).vp8().pictureId()).isEqualTo(101);
    }

    @Test
    void leavesPaddingOut() {
        slot.subscription.show(alice.publication, 0);
        alice.vp8(0, 1, 3_000, 100, 0, true, 1);
        alice.padding(0, 2, 3_000);
        alice.vp8(0, 3, 6_000, 101, 0, false, 2);
        List<Slot.Received> got = slot.received();
        assertThat(tags(got)).containsExactly(1, 2);
        assertThat(got.get(1).sequence() - got.get(0).sequence()).isEqualTo(1);
    }

    @Test
    void fillsTheNumberOfPaddingThatCameLate() {
        slot.subscription.show(alice.publication, 0);
        alice.vp8(0, 1, 3_000, 100, 0, true, 1);
        alice.vp8(0, 3, 6_000, 101, 0, false, 2);
        alice.padding(0, 2, 3_000);
        Slot.Received filler = slot.received().getLast();
        assertThat(filler.padding()).isTrue();
        assertThat(filler.payload()).containsExactly(1);
    }

    @Test
    void repeatsWhatTheViewerMissesAsRtx() {
        slot.subscription.show(alice.publication, 0);
        alice.vp8(0, 65_535, 3_000, 100, 0, true, 1);
        alice.vp8(0, 65_536, 6_000, 101, 0, false, 2);
        List<Slot.Received> sent = slot.received();
        slot.subscription.onNack(sent.get(1).sequence(), RTT, MS);
        slot.subscription.onNack(sent.get(0).sequence(), RTT, MS);
        slot.subscription.onNack(sent.get(1).sequence(), RTT, 2 * MS); // still under way
        List<Slot.Received> again = slot.received();
        assertThat(again).allMatch(packet -> packet.ssrc() == Slot.RTX_SSRC);
        assertThat(again).allMatch(packet -> packet.payloadType() == 97);
        assertThat(again.stream().map(Slot.Received::original))
                .containsExactly(sent.get(1).sequence(), sent.get(0).sequence());
        assertThat(again.get(1).sequence() - again.get(0).sequence()).isEqualTo(1);
        assertThat(again.get(0).timestamp()).isEqualTo(sent.get(1).timestamp());
        assertThat(again.get(0).marker()).isEqualTo(sent.get(1).marker());
        byte[] payload = again.get(0).payload();
        assertThat(Arrays.copyOfRange(payload, 2, payload.length)).isEqualTo(sent.get(1).payload());
        assertThat(slot.count(Count.RETRANSMISSIONS_SENT)).isEqualTo(2);
        assertThat(slot.count(Count.RETRANSMISSIONS_WITHHELD)).isEqualTo(1);
    }

    @Test
    void repeatsWhatItShowedBeforeASwitch() {
        slot.subscription.show(alice.publication, 0);
        alice.vp8(0, 1, 3_000, 100, 0, true, 1);
        alice.vp8(0, 2, 6_000, 101, 0, false, 2);
        slot.subscription.show(bob.publication, 0);
        bob.vp8(2, 78, 803_000, 501, 0, true, 5);
        List<Slot.Received> sent = slot.received();
        for (Slot.Received packet : sent) {
            slot.subscription.onNack(packet.sequence(), RTT, MS);
        }
        List<Slot.Received> again = slot.received();
        assertThat(tags(again)).containsExactly(1, 2, 5);
        for (int i = 0; i < sent.size(); i++) {
            byte[] payload = again.get(i).payload();
            assertThat(Arrays.copyOfRange(payload, 2, payload.length))
                    .as("picture numbers of the slot")
                    .isEqualTo(sent.get(i).payload());
        }
    }

    @Test
    void cannotRepeatWhatItNeverHad() {
        slot.subscription.onNack(5, RTT, 0);
        slot.subscription.show(alice.publication, 0);
        alice.vp8(0, 1, 3_000, 100, 0, true, 1);
        alice.vp8(0, 3, 6_000, 102, 0, false, 2);
        int first = slot.received().getFirst().sequence();
        slot.subscription.onNack(first + 1, RTT, MS); // lost on the publisher's way
        slot.subscription.onNack(first + 9, RTT, MS); // not sent yet
        slot.subscription.onNack(first - 1, RTT, MS); // before the first
        assertThat(slot.received()).isEmpty();
        assertThat(slot.count(Count.RETRANSMISSIONS_IMPOSSIBLE)).isEqualTo(4);
    }

    @Test
    void repeatsAudioWithoutRtxByteForByte() {
        Slot audio = Slot.audio(new CodecParameters(109, "opus", 48_000, 2, "", -1, true));
        Source carol = Source.audio("carol", Source.OPUS);
        audio.subscription.show(carol.publication, 0);
        carol.audio(10, 960, Source.OPUS, 30, (byte) 1, (byte) 2);
        carol.audio(11, 1_920, Source.OPUS, 30, (byte) 3, (byte) 4);
        List<byte[]> sent = audio.datagrams();
        int sequence = (sent.get(0)[2] & 0xFF) << 8 | (sent.get(0)[3] & 0xFF);
        audio.subscription.onNack(sequence, RTT, MS);
        List<byte[]> again = audio.datagrams();
        assertThat(again).hasSize(1);
        assertThat(again.getFirst()).isEqualTo(sent.getFirst());
    }

    @Test
    void mapsIdentifiersToTheViewers() {
        Slot audio = Slot.audio(new CodecParameters(109, "opus", 48_000, 2, "", -1, true));
        Source carol = Source.audio("carol", Source.OPUS);
        audio.subscription.show(carol.publication, 0);
        carol.audio(10, 960, Source.OPUS, 42, (byte) 1, (byte) 2);
        Slot.Received got = audio.received().getFirst();
        assertThat(got.payloadType()).isEqualTo(109);
        assertThat(got.audioLevel() & 0x7F).isEqualTo(42);
    }

    @Test
    void unwrapsRedForAViewerWithoutIt() {
        CodecParameters red = new CodecParameters(63, "red", 48_000, 2, "", -1, true);
        Slot audio = Slot.audio(new CodecParameters(109, "opus", 48_000, 2, "", -1, true));
        Source carol = Source.audio("carol", Source.OPUS, red);
        audio.subscription.show(carol.publication, 0);
        // One redundant block of two bytes, 960 ticks earlier, then the newest of three.
        byte[] payload = {(byte) (0x80 | 111), 960 >> 6, 0, 2, 111, 1, 2, 7, 8, 9};
        carol.audio(10, 1_920, red, 42, payload);
        Slot.Received got = audio.received().getFirst();
        assertThat(got.payloadType()).isEqualTo(109);
        assertThat(got.payload()).containsExactly(7, 8, 9);
    }

    @Test
    void passesRedOnToAViewerThatHasIt() {
        CodecParameters red = new CodecParameters(63, "red", 48_000, 2, "", -1, true);
        Slot audio =
                Slot.audio(
                        new CodecParameters(109, "opus", 48_000, 2, "", -1, true),
                        new CodecParameters(60, "red", 48_000, 2, "", -1, true));
        Source carol = Source.audio("carol", Source.OPUS, red);
        audio.subscription.show(carol.publication, 0);
        carol.audio(10, 1_920, red, 42, (byte) 111, (byte) 7);
        assertThat(audio.received().getFirst().payloadType()).isEqualTo(60);
    }

    private static final CodecParameters VIEWERS_OPUS =
            new CodecParameters(109, "opus", 48_000, 2, "", -1, true);
    private static final CodecParameters VIEWERS_RED =
            new CodecParameters(60, "red", 48_000, 2, "", -1, true);

    @Test
    void aViewerThatLosesPacketsGetsThoseBeforeAlong() {
        Slot audio = Slot.audio(VIEWERS_OPUS, VIEWERS_RED);
        Source carol = Source.audio("carol", Source.OPUS);
        audio.subscription.show(carol.publication, 0);
        carol.audio(10, 960, Source.OPUS, 42, (byte) 1);
        audio.subscription.redundancy().onLoss(0.05);
        carol.audio(11, 1_920, Source.OPUS, 42, (byte) 2, (byte) 3);
        audio.subscription.redundancy().onLoss(0.15);
        carol.audio(12, 2_880, Source.OPUS, 42, (byte) 4);
        audio.subscription.redundancy().onLoss(0.01);
        carol.audio(13, 3_840, Source.OPUS, 42, (byte) 5);
        audio.subscription.redundancy().onLoss(0);
        carol.audio(14, 4_800, Source.OPUS, 42, (byte) 6);
        List<Slot.Received> got = audio.received();
        assertThat(got.stream().map(Slot.Received::payloadType))
                .containsExactly(109, 60, 60, 60, 109);
        // RFC 2198 section 3: F and type, offset of 14 bits, length of 10; at last the type alone.
        byte one = (byte) (0x80 | 109);
        assertThat(got.get(1).payload()).containsExactly(one, 960 >> 6, 0, 1, 109, 1, 2, 3);
        byte[] both = {one, 1_920 >> 6, 0, 1, one, 960 >> 6, 0, 2, 109, 1, 2, 3, 4};
        assertThat(got.get(2).payload()).containsExactly(both);
        assertThat(got.get(4).payload()).containsExactly(6);
        assertThat(audio.counters.get(Count.RTP_PACKETS_MADE_REDUNDANT)).isEqualTo(3);
    }

    @Test
    void onlyAViewerThatKnowsRedAndOnlyWhatWasSentInTime() {
        Slot plain = Slot.audio(VIEWERS_OPUS);
        Slot audio = Slot.audio(VIEWERS_OPUS, VIEWERS_RED);
        Source carol = Source.audio("carol", Source.OPUS);
        for (Slot each : List.of(plain, audio)) {
            each.subscription.show(carol.publication, 0);
            each.subscription.redundancy().onLoss(0.05);
        }
        carol.audio(10, 960, Source.OPUS, 42, (byte) 1);
        // Half a second of silence that was not sent: farther back than RED can say.
        carol.audio(11, 960 + 24_000, Source.OPUS, 42, (byte) 2);
        // One that the publisher's link has lost.
        carol.audio(13, 960 + 25_920, Source.OPUS, 42, (byte) 3);
        assertThat(audio.received().stream().map(Slot.Received::payloadType))
                .containsExactly(109, 109, 109);
        assertThat(plain.received()).hasSize(3);
    }

    @Test
    void digitsAndCodecsOfAnotherClockGoAsTheyCame() {
        CodecParameters pcmu = new CodecParameters(0, "pcmu", 8_000, 1, "", -1, true);
        CodecParameters digits =
                new CodecParameters(110, "telephone-event", 48_000, 1, "", -1, true);
        Slot audio = Slot.audio(VIEWERS_OPUS, VIEWERS_RED, pcmu, digits);
        Source carol = Source.audio("carol", Source.OPUS, pcmu, digits);
        audio.subscription.show(carol.publication, 0);
        audio.subscription.redundancy().onLoss(0.05);
        carol.audio(10, 160, pcmu, 42, (byte) 1);
        carol.audio(11, 320, pcmu, 42, (byte) 2);
        carol.audio(12, 480, digits, 42, (byte) 3);
        carol.audio(13, 640, digits, 42, (byte) 4);
        assertThat(audio.received().stream().map(Slot.Received::payloadType))
                .containsExactly(0, 0, 110, 110);
    }

    /** The history may hold more of what lay before it than when it was sent. */
    @Test
    void whatWasMadeRedundantIsNotRepeatedUnderItsNumber() {
        Slot audio = Slot.audio(VIEWERS_OPUS, VIEWERS_RED);
        Source carol = Source.audio("carol", Source.OPUS);
        audio.subscription.show(carol.publication, 0);
        carol.audio(10, 960, Source.OPUS, 42, (byte) 1);
        audio.subscription.redundancy().onLoss(0.05);
        carol.audio(11, 1_920, Source.OPUS, 42, (byte) 2);
        List<Slot.Received> got = audio.received();
        audio.subscription.onNack(got.get(1).sequence(), RTT, carol.nowNanos + RTT);
        assertThat(audio.counters.get(Count.RETRANSMISSIONS_SENT)).isZero();
        assertThat(audio.counters.get(Count.RETRANSMISSIONS_IMPOSSIBLE)).isEqualTo(1);
        audio.subscription.onNack(got.get(0).sequence(), RTT, carol.nowNanos + RTT);
        assertThat(audio.counters.get(Count.RETRANSMISSIONS_SENT)).isEqualTo(1);
    }

    @Test
    void beginsAnewWhenThePublisherChangesItsSsrc() {
        slot.subscription.show(alice.publication, 0);
        alice.vp8(0, 1, 3_000, 100, 0, true, 1);
        alice.replaceStream(0, 0x7777);
        alice.vp8(0, 40_000, 90_000, 7, 0, false, 2);
        alice.vp8(0, 40_001, 93_000, 8, 0, true, 3);
        List<Slot.Received> got = slot.received();
        assertThat(tags(got)).containsExactly(1, 3);
        assertThat(got.get(1).sequence() - got.get(0).sequence()).isEqualTo(1);
        assertThat(got.get(1).vp8().pictureId()).isEqualTo(101);
    }

    @Test
    void withholdsWhatTheViewerCannotDecode() {
        Slot audio = Slot.audio(new CodecParameters(8, "pcma", 8_000, 1, "", -1, true));
        Source carol = Source.audio("carol", Source.OPUS);
        audio.subscription.show(carol.publication, 0);
        carol.audio(10, 960, Source.OPUS, 42, (byte) 1);
        assertThat(audio.received()).isEmpty();
        assertThat(audio.count(Count.RTP_PACKETS_WITHHELD)).isEqualTo(1);
    }

    @Test
    void remindsThePublisherWhenAKeyFrameWasOfNoUse() {
        slot.subscription.show(alice.publication, 0);
        alice.publication.keyFrameRequests(0).poll(0, RTT);
        // Its first packet is lost, the rest tells the publication nothing; another comes and goes
        // for a viewer elsewhere.
        alice.publication.keyFrameRequests(0).onKeyFrame(0);
        alice.keyFramesWanted.clear();
        slot.subscription.remind(500 * MS);
        assertThat(alice.keyFramesWanted).containsExactly(0);
    }

    private int keyFrames;

    /** How many of so many requests, every 200 ms and each answered, reach the publisher. */
    private long keyFramesFor(int requests) {
        alice.keyFramesWanted.clear();
        for (int i = 0; i < requests; i++) {
            slot.subscription.onKeyFrameRequest(alice.nowNanos, RTT);
            alice.nowNanos += 200 * MS;
            if (alice.publication.keyFrameRequests(0).pending()) {
                keyFrames++;
                int number = 600 + keyFrames;
                alice.vp8(0, number, 3_000 * number, number, 0, true, 1);
            }
        }
        return alice.keyFramesWanted.size();
    }

    @Test
    void aViewerThatAsksOnAndOnCostsTheOthersAKeyFrameEveryFiveSeconds() {
        Slot other = Slot.video();
        other.subscription.show(alice.publication, 0);
        slot.subscription.show(alice.publication, 0);
        alice.vp8(0, 500, 3_000, 10, 0, true, 1);
        alice.nowNanos += 1_000 * MS;
        assertThat(keyFramesFor(5)).as("at first").isEqualTo(3);
        assertThat(keyFramesFor(100)).as("in twenty seconds").isEqualTo(4);
        assertThat(slot.count(Count.KEY_FRAME_REQUESTS_WITHHELD)).isGreaterThan(80);

        other.subscription.show(null, alice.nowNanos);
        assertThat(keyFramesFor(10)).as("nobody else pays for it").isGreaterThan(4);
    }

    @Test
    void whatAnotherViewerHasAskedForCountsForNobodyElse() {
        Slot other = Slot.video();
        other.subscription.show(alice.publication, 0);
        slot.subscription.show(alice.publication, 0);
        alice.vp8(0, 500, 3_000, 10, 0, true, 1);
        alice.nowNanos += 1_000 * MS;
        other.subscription.onKeyFrameRequest(alice.nowNanos, RTT);
        for (int i = 0; i < 20; i++) {
            slot.subscription.onKeyFrameRequest(alice.nowNanos, RTT);
        }
        assertThat(slot.count(Count.KEY_FRAME_REQUESTS_WITHHELD)).isZero();
    }
}
