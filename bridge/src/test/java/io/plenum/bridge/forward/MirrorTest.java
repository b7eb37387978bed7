package io.plenum.bridge.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.plenum.bridge.counts.Count;
import io.plenum.bridge.counts.Counters;
import io.plenum.bridge.parameters.CodecParameters;
import io.plenum.bridge.parameters.PublicationParameters;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A publication and its mirror, with a way between them on which things may still be. */
class MirrorTest {
    private static final long MS = Source.MS;
    private static final CodecParameters PCMU =
            new CodecParameters(0, "pcmu", 8_000, 1, "", -1, false);

    private final Counters counters = new Counters();
    private final PacketBatch packets = new PacketBatch(counters);
    private final Source alice = Source.video("alice", 2);
    private final Way way = new Way(alice);
    private final Slot bob = Slot.video();

    /** Carries both directions in their order, when it is told to. */
    private final class Way implements MirrorLink, MirrorFeedback {
        final Mirror mirror;
        final Outlet outlet;
        private final Queue<Runnable> there = new ArrayDeque<>();
        private final Queue<Runnable> back = new ArrayDeque<>();
        boolean full;
        long carried;

        Way(Source from) {
            PublicationParameters parameters = from.publication.parameters();
            mirror = new Mirror(parameters, this, packets, counters);
            outlet = from.publication.mirror(this, counters, 0);
        }

        void carryThere() {
            while (!there.isEmpty()) {
                there.remove().run();
            }
            packets.forward();
        }

        void carryBack() {
            while (!back.isEmpty()) {
                back.remove().run();
            }
        }

        void carry() {
            while (!there.isEmpty() || !back.isEmpty()) {
                carryThere();
                carryBack();
            }
        }

        @Override
        public void onStream(int encoding, int ssrc, int clockRateHz, int watching) {
            there.add(() -> mirror.onStream(encoding, ssrc, clockRateHz, watching));
        }

        @Override
        public void onSenderReport(int encoding, long ntp, int rtp, long arrivalNanos) {
            there.add(() -> mirror.onSenderReport(encoding, ntp, rtp, arrivalNanos));
        }

        @Override
        public boolean onPacket(
                int encoding,
                long sequence,
                long arrivalNanos,
                byte[] buffer,
                int headerOffset,
                int headerLength,
                int payloadOffset,
                int payloadLength) {
            if (full) {
                return false;
            }
            carried++;
            byte[] copy = Arrays.copyOfRange(buffer, headerOffset, headerOffset + headerLength);
            byte[] both = Arrays.copyOf(copy, headerLength + payloadLength);
            System.arraycopy(buffer, payloadOffset, both, headerLength, payloadLength);
            there.add(
                    () ->
                            mirror.onPacket(
                                    encoding,
                                    sequence,
                                    arrivalNanos,
                                    both,
                                    0,
                                    headerLength,
                                    headerLength,
                                    payloadLength));
            return true;
        }

        @Override
        public void onAvailable(int encodings, int others, long nowNanos) {
            there.add(() -> mirror.onAvailable(encodings, others, nowNanos));
        }

        @Override
        public void onUpdated(PublicationParameters parameters) {
            there.add(() -> mirror.onUpdated(parameters));
        }

        @Override
        public void onClosed() {
            there.add(mirror::onClosed);
        }

        @Override
        public void onWatched(int watching) {
            back.add(() -> outlet.onWatched(watching));
        }

        @Override
        public void onTaken(int encodings, long nowNanos) {
            back.add(() -> outlet.onTaken(encodings, nowNanos));
        }

        @Override
        public void onKeyFrameWanted(int encoding, int keyFramesSeen, long nowNanos) {
            back.add(() -> outlet.onKeyFrameWanted(encoding, keyFramesSeen, nowNanos));
        }
    }

    private void show(@Nullable Publication publication) {
        bob.subscription.show(publication, alice.nowNanos);
    }

    private static List<Integer> tags(List<Slot.Received> packets) {
        return packets.stream().map(Slot.Received::tag).toList();
    }

    @Test
    void videoFlowsWhileSomebodyWatches() {
        alice.vp8(0, 500, 3_000, 10, 0, true, 1);
        assertThat(way.carried).isZero();
        assertThat(alice.publication.watched()).isFalse();
        show(way.mirror.publication());
        way.carry();
        assertThat(alice.publication.watched()).isTrue();
        assertThat(alice.keyFramesWanted).containsExactly(0);
        alice.vp8(0, 501, 6_000, 11, 0, true, 2);
        alice.vp8(0, 502, 9_000, 12, 0, false, 3);
        way.carry();
        assertThat(tags(bob.received())).containsExactly(2, 3);
        assertThat(bob.started).containsExactly("alice");
        show(null);
        way.carry();
        assertThat(alice.publication.watched()).isFalse();
        alice.vp8(0, 503, 12_000, 13, 0, false, 4);
        assertThat(way.carried).isEqualTo(2);
    }

    @Test
    void audioFlowsAlways() {
        Source mike = Source.audio("mike", Source.OPUS);
        Way other = new Way(mike);
        int[] heard = {-1};
        other.mirror.publication().setLevelListener((level, now) -> heard[0] = level);
        mike.audio(7, 960, Source.OPUS, 33, (byte) 1);
        other.carry();
        assertThat(heard[0]).isEqualTo(33);
        assertThat(mike.publication.watched()).isFalse();
    }

    @Test
    void whatIsLostBehindTheMirrorComesFromItsOwnHistory() {
        show(way.mirror.publication());
        way.carry();
        alice.vp8(0, 500, 3_000, 10, 0, true, 1);
        alice.vp8(0, 501, 6_000, 11, 0, false, 2);
        way.carry();
        int second = bob.received().getLast().sequence();
        bob.subscription.onNack(second, 50 * MS, alice.nowNanos);
        bob.subscription.afterNack();
        List<Slot.Received> again = bob.received();
        assertThat(tags(again)).containsExactly(2);
        assertThat(again.getFirst().original()).isEqualTo(second);
        assertThat(again.getFirst().ssrc()).isEqualTo(Slot.RTX_SSRC);
    }

    @Test
    void manyWishesForAKeyFrameAreOne() {
        show(way.mirror.publication());
        Slot carol = Slot.video();
        carol.subscription.show(way.mirror.publication(), alice.nowNanos);
        way.carry();
        for (int i = 0; i < 10; i++) {
            carol.subscription.onKeyFrameRequest(alice.nowNanos, 50 * MS);
            bob.subscription.remind(alice.nowNanos);
        }
        way.carry();
        assertThat(alice.keyFramesWanted).containsExactly(0);
    }

    @Test
    void aWishIsSaidAgainAsLongAsSomebodyWaits() {
        show(way.mirror.publication());
        way.carry();
        long second = Mirror.WISH_INTERVAL_NANOS;
        bob.subscription.remind(alice.nowNanos + second - 1);
        way.carry();
        assertThat(alice.keyFramesWanted).hasSize(1);
        bob.subscription.remind(alice.nowNanos + second);
        way.carry();
        assertThat(alice.keyFramesWanted).hasSize(2);
    }

    @Test
    void aWishThatMeetsItsAnswerOnTheWayIsNotPassedOn() {
        show(way.mirror.publication());
        way.carry();
        alice.vp8(0, 500, 3_000, 10, 0, true, 1);
        way.carry();
        alice.keyFramesWanted.clear();
        alice.vp8(0, 501, 6_000, 11, 0, true, 2); // on its way
        bob.subscription.onKeyFrameRequest(alice.nowNanos);
        way.carryBack();
        assertThat(alice.keyFramesWanted).isEmpty();
        way.carry();
        bob.subscription.onKeyFrameRequest(alice.nowNanos);
        way.carry();
        assertThat(alice.keyFramesWanted).containsExactly(0);
    }

    /** What was sent to the viewer before is not what this one waits for. */
    @Test
    void aWishAfterComingBackIsNotTakenForAnOldOne() {
        show(way.mirror.publication());
        way.carry();
        alice.vp8(0, 500, 3_000, 10, 0, true, 1);
        show(null); // the key frame is still on its way
        show(way.mirror.publication());
        way.carry();
        assertThat(bob.received()).isEmpty();
        assertThat(alice.keyFramesWanted).containsExactly(0, 0);
        alice.vp8(0, 501, 6_000, 11, 0, true, 2);
        alice.vp8(0, 502, 9_000, 12, 0, false, 3);
        way.carry();
        assertThat(tags(bob.received())).containsExactly(2, 3);
        assertThat(counters.get(Count.DROPPED_MIRRORED) + counters.get(Count.RTP_PACKETS_MIRRORED))
                .isEqualTo(counters.get(Count.RTP_PACKETS_PIPED));
    }

    @Test
    void asksForAKeyFrameWhenTheWayHasLostSomething() {
        show(way.mirror.publication());
        way.carry();
        alice.vp8(0, 500, 3_000, 10, 0, true, 1);
        alice.keyFramesWanted.clear();
        way.full = true;
        alice.vp8(0, 501, 6_000, 11, 0, false, 2);
        alice.vp8(0, 502, 9_000, 12, 0, false, 3);
        assertThat(alice.keyFramesWanted).isEmpty();
        assertThat(counters.get(Count.DROPPED_PIPE_FULL)).isEqualTo(2);
        way.full = false;
        alice.vp8(0, 503, 12_000, 13, 0, false, 4);
        alice.vp8(0, 504, 15_000, 14, 0, false, 5);
        assertThat(alice.keyFramesWanted).containsExactly(0);
    }

    @Test
    void anotherSsrcBeginsAnewAtTheMirrorToo() {
        show(way.mirror.publication());
        way.carry();
        alice.vp8(0, 500, 3_000, 10, 0, true, 1);
        way.carry();
        alice.replaceStream(0, 0x2000);
        alice.vp8(0, 9, 800_000, 500, 0, false, 2);
        alice.vp8(0, 10, 803_000, 501, 0, true, 3);
        way.carry();
        List<Slot.Received> got = bob.received();
        assertThat(tags(got)).containsExactly(1, 3);
        assertThat(got.get(1).sequence()).isEqualTo(got.get(0).sequence() + 1);
        assertThat(way.mirror.publication().stream(0).ssrc()).isEqualTo(0x2000);
    }

    @Test
    void whatWasSentBeforeANegotiationIsReadAsItWasThen() {
        Source mike = Source.audio("mike", Source.OPUS);
        Way other = new Way(mike);
        Slot ear =
                Slot.audio(
                        new CodecParameters(109, "opus", 48_000, 2, "", -1, true),
                        new CodecParameters(0, "pcmu", 8_000, 1, "", -1, false));
        ear.subscription.show(other.mirror.publication(), 0);
        mike.audio(7, 960, Source.OPUS, 33, (byte) 1);
        mike.update(PCMU);
        mike.audio(8, 1_120, PCMU, 33, (byte) 2);
        other.carry();
        List<Slot.Received> got = ear.received();
        assertThat(got.stream().map(Slot.Received::payloadType)).containsExactly(109, 0);
        assertThat(tags(got)).containsExactly(1, 2);
    }

    @Test
    void theMirrorKnowsWhichEncodingsArePublishedBeforeItsFirstPacket() {
        alice.vp8(0, 500, 3_000, 10, 0, true, 1);
        alice.vp8(1, 500, 3_000, 10, 0, true, 1);
        way.carry();
        assertThat(way.mirror.publication().available()).isEqualTo(3);
        alice.nowNanos += 2 * Publication.SILENCE_NANOS;
        alice.vp8(0, 501, 6_000, 11, 0, false, 2);
        alice.publication.checkSilence(alice.nowNanos);
        way.carry();
        assertThat(way.mirror.publication().available()).isEqualTo(1);
    }

    @Test
    void senderReportsComeWithThePacketsThatNeedThem() {
        alice.stream(0).onSenderReport(77L << 32, 3_000, alice.nowNanos);
        show(way.mirror.publication());
        way.carry();
        alice.vp8(0, 500, 3_000, 10, 0, true, 1);
        way.carry();
        assertThat(way.mirror.publication().stream(0).senderReportNtp()).isEqualTo(77L << 32);
        alice.stream(0).onSenderReport(78L << 32, 93_000, alice.nowNanos + 1_000 * MS);
        alice.vp8(0, 501, 93_000, 11, 0, false, 2);
        way.carry();
        assertThat(way.mirror.publication().stream(0).senderReportNtp()).isEqualTo(78L << 32);
        assertThat(way.mirror.publication().stream(0).senderReportTimestamp()).isEqualTo(93_000);
        assertThat(way.mirror.publication().stream(0).senderReportNanos())
                .isEqualTo(alice.nowNanos + 1_000 * MS);
    }

    @Test
    void viewersShowNothingWhenThePublicationEnds() {
        show(way.mirror.publication());
        way.carry();
        alice.vp8(0, 500, 3_000, 10, 0, true, 1);
        alice.publication.close();
        way.carry();
        assertThat(tags(bob.received())).as("sent before the end").containsExactly(1);
        assertThat(bob.subscription.source()).isNull();
        assertThat(alice.publication.watched()).isFalse();
        alice.vp8(0, 501, 6_000, 11, 0, false, 2);
        assertThat(way.carried).isEqualTo(1);
    }

    @Test
    void paddingIsNotTakenAwayTwice() {
        show(way.mirror.publication());
        way.carry();
        alice.vp8(0, 500, 3_000, 10, 0, true, 1);
        alice.padding(0, 501, 3_000);
        alice.vp8(0, 502, 6_000, 11, 0, false, 2);
        way.carry();
        assertThat(counters.get(Count.DROPPED_MIRRORED)).isZero();
        assertThat(tags(bob.received())).containsExactly(1, 2);
    }
}
