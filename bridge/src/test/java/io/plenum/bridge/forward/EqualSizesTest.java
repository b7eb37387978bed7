package io.plenum.bridge.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.plenum.bridge.counts.Counters;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The first packet of {@link Source#vp8} has 17 bytes. */
class EqualSizesTest {
    private final PacketBatch batch = new PacketBatch(new Counters());
    private final Source source = Source.video("cam", 1).into(batch);
    private final Slot slot = Slot.video();

    @BeforeEach
    void watch() {
        slot.subscription.show(source.publication, source.nowNanos);
    }

    private List<Slot.Received> forward() {
        batch.forward();
        return slot.received();
    }

    @Test
    void aByteOfPaddingMakesAPictureOneRun() {
        source.vp8(0, 100, 9_000, 5, 0, true, 1);
        source.vp8More(101, 9_000, 5, false, 2, 17);
        source.vp8More(102, 9_000, 5, false, 3, 18);
        source.vp8More(103, 9_000, 5, true, 4, 18);
        List<Slot.Received> packets = forward();
        assertThat(packets).extracting(each -> each.payload().length).containsOnly(18);
        assertThat(packets)
                .extracting(Slot.Received::padding)
                .containsExactly(true, true, false, false);
        assertThat(packets.getFirst().payload()).endsWith(1, 1);
    }

    @Test
    void theLastPacketMayBeShorter() {
        source.vp8(0, 100, 9_000, 5, 0, true, 1);
        source.vp8More(101, 9_000, 5, true, 2, 15);
        assertThat(forward()).extracting(Slot.Received::padding).containsExactly(false, false);
    }

    @Test
    void whatIsMuchShorterStaysAsItIs() {
        source.vp8(0, 100, 9_000, 5, 0, true, 1);
        source.vp8More(101, 9_000, 5, false, 2, 17 + EqualSizes.MOST_BYTES);
        source.vp8More(102, 9_000, 5, true, 3, 18 + EqualSizes.MOST_BYTES);
        assertThat(forward())
                .extracting(Slot.Received::padding)
                .containsExactly(false, true, false);
    }

    @Test
    void anotherPictureHasALengthOfItsOwn() {
        source.vp8(0, 100, 9_000, 5, 0, true, 1);
        source.vp8(0, 101, 12_000, 6, 0, false, 2);
        source.vp8More(102, 12_000, 6, true, 3, 19);
        List<Slot.Received> packets = forward();
        assertThat(packets).extracting(Slot.Received::padding).containsExactly(false, true, false);
        assertThat(packets.get(1).payload()).endsWith(2, 0, 2);
    }

    @Test
    void whatIsRepeatedAsRtxHasNoPadding() {
        source.vp8(0, 100, 9_000, 5, 0, true, 1);
        source.vp8More(101, 9_000, 5, true, 2, 18);
        int sequence = forward().getFirst().sequence();
        slot.subscription.onNack(sequence, 20 * Source.MS, source.nowNanos);
        slot.subscription.afterNack();
        assertThat(slot.received())
                .singleElement()
                .satisfies(
                        again -> {
                            assertThat(again.ssrc()).isEqualTo(Slot.RTX_SSRC);
                            assertThat(again.padding()).isFalse();
                            assertThat(again.payload()).hasSize(2 + 17).endsWith(1);
                        });
    }

    @Test
    void whatIsRepeatedUnderItsOwnNumberIsTheSameToTheBit() {
        Slot plain = Slot.videoWithoutRtx();
        plain.subscription.show(source.publication, source.nowNanos);
        source.vp8(0, 100, 9_000, 5, 0, true, 1);
        source.vp8More(101, 9_000, 5, true, 2, 18);
        batch.forward();
        byte[] first = plain.datagrams().getFirst();
        int sequence = (first[2] & 0xFF) << 8 | (first[3] & 0xFF);
        plain.subscription.onNack(sequence, 20 * Source.MS, source.nowNanos);
        plain.subscription.afterNack();
        assertThat(plain.datagrams()).containsExactly(first);
        assertThat(first[0] & 0x20).isNotZero();
    }
}
