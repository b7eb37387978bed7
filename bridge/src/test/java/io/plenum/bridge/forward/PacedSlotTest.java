package io.plenum.bridge.forward;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.plenum.bridge.cc.Pacer;
import io.plenum.bridge.counts.Count;
import io.plenum.bridge.counts.Counters;
import io.plenum.bridge.parameters.CodecParameters;
import io.plenum.bridge.parameters.HeaderExtension;
import io.plenum.bridge.parameters.LayerTarget;
import io.plenum.bridge.parameters.MediaKind;
import io.plenum.bridge.parameters.SlotParameters;
import io.plenum.bridge.send.Downlink;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A slot whose viewer's downlink carries little: 300 kbit/s, one packet of a picture at a time. */
class PacedSlotTest {
    private static final long MS = Source.MS;
    private static final long RTT = 50 * MS;

    private final Slot slot =
            Slot.counted(
                    new SlotParameters(
                            "v",
                            MediaKind.VIDEO,
                            Slot.SSRC,
                            Slot.RTX_SSRC,
                            List.of(new CodecParameters(96, "vp8", 90_000, 1, "", 97, true)),
                            Map.of(HeaderExtension.TRANSPORT_CC, 5)));
    private final Source alice = Source.video("alice", 1);
    private final Source bob = Source.video("bob", 1);
    private final Downlink downlink = slot.output.downlink();

    private void passes(long nanos) {
        alice.nowNanos += nanos;
        bob.nowNanos = alice.nowNanos;
        slot.context.setNow(alice.nowNanos);
    }

    /** What the peer does at the pacer's deadlines. */
    private void drains() {
        Pacer pacer = downlink.pacer();
        for (int i = 0; i < 100 && pacer.waiting() > 0; i++) {
            passes(5 * MS);
            while (pacer.next(alice.nowNanos)) {
                slot.subscription.sendWaiting(pacer.sequence(), alice.nowNanos);
            }
        }
        assertThat(pacer.waiting()).isZero();
    }

    private static List<Integer> sequences(List<Slot.Received> packets) {
        return packets.stream().map(Slot.Received::sequence).toList();
    }

    private static List<Integer> tags(List<Slot.Received> packets) {
        return packets.stream().map(Slot.Received::tag).toList();
    }

    /** A picture of three packets of 900 bytes. */
    private void picture(Source of, long sequence, int picture, boolean key) {
        of.vp8(0, sequence, picture * 3_000, picture, 0, key, (int) sequence);
        of.vp8More(sequence + 1, picture * 3_000, picture, false, (int) sequence + 1, 900);
        of.vp8More(sequence + 2, picture * 3_000, picture, true, (int) sequence + 2, 900);
    }

    @Test
    void aPictureThatIsTooLargeWaitsAndLeavesInItsOrder() {
        passes(0);
        slot.subscription.show(alice.publication, 0);
        picture(alice, 10, 1, true);
        picture(alice, 13, 2, false);
        List<Slot.Received> atOnce = slot.received();
        assertThat(tags(atOnce)).startsWith(10).hasSizeLessThan(4);
        assertThat(slot.count(Count.RTP_PACKETS_PACED)).isEqualTo(6 - atOnce.size());
        assertThat(slot.waits).as("the peer's timer is set once").isEqualTo(1);
        drains();
        List<Slot.Received> later = slot.received();
        assertThat(tags(later)).endsWith(13, 14, 15).hasSize(6 - atOnce.size());
        assertThat(sequences(later)).last().isEqualTo(0x64 + 5);
        assertThat(later.getLast().marker()).isTrue();
        assertThat(later.get(later.size() - 2).marker()).isFalse();
        assertThat(slot.count(Count.RTP_PACKETS_FORWARDED)).isEqualTo(6);
    }

    @Test
    void whatIsLeftOutMeanwhileChangesNoPictureThatWaits() {
        passes(0);
        slot.subscription.show(alice.publication, 0);
        slot.subscription.setTarget(new LayerTarget(7, 7, 0), 0);
        picture(alice, 10, 1, true);
        alice.vp8(0, 13, 6_000, 2, 1, false, 13);
        picture(alice, 14, 3, false);
        alice.vp8(0, 17, 12_000, 4, 1, false, 17);
        List<Slot.Received> all = slot.received();
        drains();
        all.addAll(slot.received());
        assertThat(tags(all)).containsExactly(10, 11, 12, 14, 15, 16);
        assertThat(sequences(all)).containsExactly(100, 101, 102, 103, 104, 105);
        assertThat(all.stream().map(packet -> packet.vp8().pictureId()))
                .containsExactly(1, 1, 1, 2, 2, 2);
    }

    @Test
    void anotherSourceTakesTheNumbersOfWhatWaited() {
        passes(0);
        slot.subscription.show(alice.publication, 0);
        picture(alice, 10, 1, true);
        picture(alice, 13, 2, false);
        List<Slot.Received> all = slot.received();
        int sent = all.size();
        slot.subscription.show(bob.publication, alice.nowNanos);
        assertThat(downlink.pacer().waiting()).isZero();
        assertThat(slot.count(Count.DROPPED_PACER)).isEqualTo(6 - sent);
        picture(bob, 500, 9, true);
        drains();
        all.addAll(slot.received());
        assertThat(sequences(all)).first().isEqualTo(100);
        assertThat(sequences(all)).last().isEqualTo(100 + sent + 2);
        assertThat(all).hasSize(sent + 3);
    }

    @Test
    void whatIsOverdueIsDroppedUpToTheNextKeyFrameWithoutAGap() {
        passes(0);
        slot.subscription.show(alice.publication, 0);
        picture(alice, 10, 1, true);
        picture(alice, 13, 2, false);
        int asked = alice.keyFramesWanted.size();
        List<Slot.Received> all = slot.received();
        int sent = all.size();
        passes(600 * MS);
        assertThat(downlink.pacer().overdueSlot(alice.nowNanos)).isEqualTo(Slot.PLACE);
        slot.subscription.onOverdue(alice.nowNanos);
        assertThat(alice.keyFramesWanted).hasSizeGreaterThan(asked);
        picture(alice, 16, 3, false);
        assertThat(slot.received()).as("it needs what was dropped").isEmpty();
        slot.subscription.onNack(100 + sent, RTT, alice.nowNanos);
        assertThat(slot.received()).as("what never left is not repeated").isEmpty();
        picture(alice, 19, 4, true);
        drains();
        all.addAll(slot.received());
        assertThat(sequences(all)).doesNotHaveDuplicates().hasSize(sent + 3);
        assertThat(sequences(all)).last().isEqualTo(100 + sent + 2);
        assertThat(tags(all)).endsWith(19, 20, 21);
    }

    @Test
    void whatThePublisherRepeatsPassesByWhatWaits() {
        passes(0);
        slot.subscription.show(alice.publication, 0);
        alice.vp8(0, 10, 3_000, 1, 0, true, 10);
        alice.vp8More(12, 3_000, 1, true, 12, 900);
        alice.vp8(0, 13, 6_000, 2, 0, false, 13);
        assertThat(downlink.pacer().waiting()).isPositive();
        List<Slot.Received> before = slot.received();
        alice.vp8More(11, 3_000, 1, false, 11, 900);
        List<Slot.Received> late = slot.received();
        assertThat(tags(late)).containsExactly(11);
        assertThat(late.getFirst().sequence()).isEqualTo(101);
        assertThat(tags(before)).doesNotContain(13);
    }

    @Test
    void moreThanThePacerHoldsEndsInAKeyFrame() {
        passes(0);
        slot.subscription.show(alice.publication, 0);
        picture(alice, 10, 1, true);
        for (int i = 0; i < 1_100; i++) {
            alice.vp8(0, 13 + i, 6_000 + 3_000 * i, 2 + i & 0x7FFF, 0, false, 1);
        }
        int sent = slot.received().size();
        assertThat(downlink.pacer().waiting()).as("it began anew").isZero();
        assertThat(slot.count(Count.DROPPED_PACER)).isGreaterThan(1_000);
        assertThat(alice.keyFramesWanted).hasSizeGreaterThan(1);
        picture(alice, 2_000, 2_000, true);
        drains();
        List<Slot.Received> after = slot.received();
        assertThat(after.getFirst().sequence()).isEqualTo(100 + sent);
    }

    /** The JDK's ciphers allocate; what decides and counts does not. */
    @Test
    void nothingIsAllocatedPerPacketThatPassesOrWaits() {
        Slot plain = Slot.video();
        PacketBatch batch = new PacketBatch(new Counters());
        alice.into(batch);
        plain.subscription.show(alice.publication, 0);
        long without = allocated(batch, plain);
        plain.subscription.show(null, 0);
        slot.subscription.show(alice.publication, 0);
        long with = allocated(batch, slot);
        assertThat(slot.count(Count.RTP_PACKETS_PACED)).isGreaterThan(PICTURES);
        // The header has an extension more, and the JDK's cipher copies it.
        long copied = 8L * 3 * PICTURES;
        assertThat(with - without - copied)
                .as("bytes over %d packets", 3 * PICTURES)
                .isLessThan(3_000);
    }

    private static final int PICTURES = 3_000;
    private long sequence = 10;
    private int pictures = 1;

    private long allocated(PacketBatch batch, Slot viewer) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        Pacer pacer = downlink.pacer();
        long allocated = 0;
        for (int i = 0; i < 3 * PICTURES; i++) {
            if (i == 2 * PICTURES) {
                allocated = 0; // classes are loaded, code is compiled and arrays have their size
            }
            picture(alice, sequence, pictures++ & 0x7FFF, i == 0);
            sequence += 3;
            passes(33 * MS);
            long before = threads.getCurrentThreadAllocatedBytes();
            batch.forward();
            while (pacer.next(alice.nowNanos)) {
                slot.subscription.sendWaiting(pacer.sequence(), alice.nowNanos);
            }
            allocated += threads.getCurrentThreadAllocatedBytes() - before;
            viewer.datagrams();
        }
        return allocated;
    }
}
