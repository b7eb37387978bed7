package io.plenum.bridge.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.plenum.bridge.bytes.Egress;
import io.plenum.bridge.bytes.TransportAddress;
import io.plenum.bridge.counts.Count;
import io.plenum.bridge.counts.Counters;
import io.plenum.bridge.counts.Distribution;
import io.plenum.bridge.counts.Histogram;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PacketBatchTest {
    private static final TransportAddress ANNA = TransportAddress.ofIpv4(0x0A00_0001, 5_000);
    private static final TransportAddress BERT = TransportAddress.ofIpv4(0x0A00_0002, 5_000);

    private final Counters counters = new Counters();
    private final PacketBatch batch = new PacketBatch(counters);
    private final Source source = Source.video("cam", 1).into(batch);
    private final Egress egress = new Egress(512, full -> {});

    private void watch(TransportAddress... viewers) {
        for (TransportAddress viewer : viewers) {
            Slot.video(egress, viewer).subscription.show(source.publication, source.nowNanos);
        }
    }

    private List<TransportAddress> destinations() {
        List<TransportAddress> order = new ArrayList<>();
        for (int i = 0; i < egress.count(); i++) {
            order.add(egress.destination(i));
        }
        egress.clear();
        return order;
    }

    @Test
    void nothingIsSentBeforeTheBatchIsForwarded() {
        watch(ANNA);
        source.vp8(0, 100, 9_000, 5, 0, true, 1);
        assertThat(batch.isEmpty()).isFalse();
        assertThat(destinations()).isEmpty();

        batch.forward();
        assertThat(batch.isEmpty()).isTrue();
        assertThat(destinations()).containsExactly(ANNA);
    }

    @Test
    void aViewerGetsAllOfAPictureBeforeTheNextViewerGetsAny() {
        watch(ANNA, BERT);
        source.vp8(0, 100, 9_000, 5, 0, true, 1);
        source.vp8More(101, 9_000, 5, false, 2);
        source.vp8More(102, 9_000, 5, true, 3);
        batch.forward();
        assertThat(destinations()).containsExactly(ANNA, ANNA, ANNA, BERT, BERT, BERT);
    }

    @Test
    void eachPublicationGoesToItsOwnViewersInItsOwnOrder() {
        Source other = Source.video("other", 1).into(batch);
        Slot annasOther = Slot.video();
        Slot annas = Slot.video();
        annasOther.subscription.show(other.publication, source.nowNanos);
        annas.subscription.show(source.publication, source.nowNanos);
        source.vp8(0, 100, 9_000, 5, 0, true, 1);
        other.vp8(0, 500, 70_000, 9, 0, true, 11);
        source.vp8(0, 101, 12_000, 6, 0, false, 2);
        other.vp8(0, 501, 73_000, 10, 0, false, 12);
        batch.forward();
        assertThat(annas.received()).extracting(Slot.Received::tag).containsExactly(1, 2);
        assertThat(annasOther.received()).extracting(Slot.Received::tag).containsExactly(11, 12);
    }

    @Test
    void aFullBatchIsForwardedByItself() {
        watch(ANNA);
        for (int i = 0; i < PacketBatch.CAPACITY + 1; i++) {
            source.vp8(0, 100 + i, 9_000 + 3_000 * i, 5 + i, 0, i == 0, 1);
        }
        assertThat(destinations()).hasSize(PacketBatch.CAPACITY);
        batch.forward();
        assertThat(destinations()).hasSize(1);
    }

    @Test
    void aPacketWhosePlaceInTheRingWasTakenIsCountedAndNotSent() {
        Slot annas = Slot.video();
        annas.subscription.show(source.publication, source.nowNanos);
        int ring = source.stream(0).ring().capacity();
        source.vp8(0, 100, 9_000, 5, 0, true, 1);
        source.vp8(0, 101, 12_000, 6, 0, false, 2);
        source.vp8(0, 101 + ring, 900_000, 300, 0, false, 3);
        batch.forward();
        assertThat(annas.received()).extracting(Slot.Received::tag).containsExactly(1, 3);
        assertThat(counters.get(Count.DROPPED_RTP_OVERTAKEN)).isEqualTo(1);
    }

    @Test
    void aPictureIsUnfinishedUntilItsMarker() {
        assertThat(batch.pictureUnfinished()).isFalse();
        source.vp8(0, 100, 9_000, 5, 0, true, 1);
        assertThat(batch.pictureUnfinished()).isFalse();
        source.vp8More(101, 12_000, 6, false, 2);
        assertThat(batch.pictureUnfinished()).isTrue();
        Source voice = Source.audio("mic", Source.OPUS).into(batch);
        voice.audio(7, 960, Source.OPUS, 30, (byte) 1);
        assertThat(batch.pictureUnfinished()).isTrue();
        source.vp8More(102, 12_000, 6, true, 3);
        assertThat(batch.pictureUnfinished()).isFalse();
    }

    @Test
    void theDelayOfAPacketEndsWhenItsLastCopyLeaves() {
        watch(ANNA, BERT);
        source.vp8(0, 100, 9_000, 5, 0, true, 1);
        batch.forward();
        batch.delays().onLeft(source.nowNanos + 400_000);
        batch.delays().onLeft(source.nowNanos + 900_000);

        Histogram delays = counters.histogram(Distribution.FORWARD_DELAY);
        assertThat(delays.count()).isEqualTo(1);
        assertThat(delays.sum()).isEqualTo(400_000);
    }

    @Test
    void whatNobodyWatchesHasNoDelay() {
        source.vp8(0, 100, 9_000, 5, 0, true, 1);
        batch.forward();
        batch.delays().onLeft(source.nowNanos);
        assertThat(counters.histogram(Distribution.FORWARD_DELAY).count()).isZero();
    }
}
