package io.plenum.bridge.forward;

import static io.plenum.bridge.forward.Source.OPUS;
import static io.plenum.bridge.forward.Source.VP8;
import static org.assertj.core.api.Assertions.assertThat;

import io.plenum.bridge.bytes.BigEndian;
import io.plenum.bridge.counts.Count;
import io.plenum.bridge.parameters.CodecParameters;
import io.plenum.bridge.parameters.HeaderExtension;
import io.plenum.bridge.parameters.MediaKind;
import io.plenum.bridge.parameters.SlotParameters;
import io.plenum.bridge.rtp.HeaderExtensions;
import io.plenum.bridge.rtp.RtpHeader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Transport-wide sequence numbers in what a viewer gets. */
class TransportNumbersTest {
    private static final int TRANSPORT_CC = 5;
    private static final long ROUND_TRIP = 50_000_000L;

    private static SlotParameters slot(MediaKind kind, long rtxSsrc, CodecParameters codec) {
        return new SlotParameters(
                "s",
                kind,
                Slot.SSRC,
                rtxSsrc,
                List.of(codec),
                Map.of(HeaderExtension.TRANSPORT_CC, TRANSPORT_CC));
    }

    /** The numbers of what has been sent since the last call, in its order. */
    private static List<Integer> numbers(List<byte[]> datagrams) {
        List<Integer> numbers = new ArrayList<>();
        RtpHeader header = new RtpHeader();
        HeaderExtensions extensions = new HeaderExtensions();
        for (byte[] datagram : datagrams) {
            header.wrapEncrypted(datagram, 0, datagram.length);
            extensions.wrap(header);
            assertThat(extensions.find(TRANSPORT_CC)).isTrue();
            numbers.add(BigEndian.getUnsignedShort(datagram, extensions.elementOffset()));
        }
        return numbers;
    }

    @Test
    void mediaRepetitionsAndPaddingCountInTheOrderOfSending() {
        Slot slot = Slot.counted(slot(MediaKind.VIDEO, Slot.RTX_SSRC, VP8));
        Source camera = Source.video("camera", 1);
        slot.subscription.show(camera.publication, 0);
        camera.vp8(0, 10, 0, 1, 0, true, 1);
        camera.vp8(0, 11, 3_000, 2, 0, false, 2);
        slot.subscription.onNack(0x64, ROUND_TRIP, camera.nowNanos);
        assertThat(slot.subscription.sendPadding(200)).isTrue();
        slot.context.setNow(100_000_000);
        camera.vp8(0, 12, 6_000, 3, 0, false, 3);
        List<byte[]> sent = slot.datagrams();
        assertThat(numbers(sent)).containsExactly(0, 1, 2, 3, 4);
        assertThat(slot.count(Count.PROBE_PACKETS_SENT)).isEqualTo(1);
    }

    @Test
    void paddingIsAloneInTheStreamOfRetransmissions() {
        Slot slot = Slot.counted(slot(MediaKind.VIDEO, Slot.RTX_SSRC, VP8));
        assertThat(slot.subscription.sendPadding(200)).as("before anything is shown").isTrue();
        Slot.Received padding = slot.received().getFirst();
        assertThat(padding.ssrc()).isEqualTo(Slot.RTX_SSRC);
        assertThat(padding.padding()).isTrue();
        assertThat(padding.payload()).hasSize(224);
        assertThat(padding.tag()).as("all of it is padding").isEqualTo((byte) 224);
    }

    @Test
    void aProbeRepeatsALargePacketInsteadOfManySmallOnes() {
        Slot slot = Slot.counted(slot(MediaKind.VIDEO, Slot.RTX_SSRC, VP8));
        Source camera = Source.video("camera", 1);
        slot.subscription.show(camera.publication, 0);
        camera.vp8(0, 10, 0, 1, 0, true, 1);
        camera.vp8More(11, 0, 1, true, 2, 900);
        camera.vp8(0, 12, 3_000, 2, 0, false, 3);
        slot.received();
        assertThat(slot.subscription.sendPadding(1_200)).isTrue();
        Slot.Received again = slot.received().getFirst();
        assertThat(again.ssrc()).isEqualTo(Slot.RTX_SSRC);
        assertThat(again.payload()).hasSize(902);
        assertThat(again.original()).isEqualTo(0x65);
    }

    @Test
    void whatIsRepeatedUnderItsOwnNumberIsTheSameToTheBit() {
        Slot slot = Slot.counted(slot(MediaKind.AUDIO, -1, OPUS));
        Source microphone = Source.audio("microphone", OPUS);
        slot.subscription.show(microphone.publication, 0);
        microphone.audio(10, 0, OPUS, 30, (byte) 1, (byte) 2);
        microphone.audio(11, 960, OPUS, 30, (byte) 3, (byte) 4);
        slot.subscription.onNack(0x64, ROUND_TRIP, microphone.nowNanos);
        microphone.audio(12, 1_920, OPUS, 30, (byte) 5, (byte) 6);
        List<byte[]> sent = slot.datagrams();
        assertThat(numbers(sent)).containsExactly(0, 1, 0, 2);
        assertThat(sent.get(2)).isEqualTo(sent.getFirst());
    }

    @Test
    void whatCannotBeTheSameToTheBitIsNotRepeated() {
        Slot slot = Slot.counted(slot(MediaKind.AUDIO, -1, OPUS));
        Source microphone = Source.audio("microphone", OPUS);
        slot.subscription.show(microphone.publication, 0);
        for (int i = 0; i < 300; i++) {
            microphone.audio(10 + i, 960 * i, OPUS, 30, (byte) 1, (byte) 2);
            slot.datagrams();
        }
        slot.subscription.onNack(0x64, ROUND_TRIP, microphone.nowNanos);
        assertThat(slot.datagrams()).as("its number is forgotten").isEmpty();
        slot.subscription.onNack(0x64 + 299 - 200, ROUND_TRIP, microphone.nowNanos);
        assertThat(slot.datagrams()).hasSize(1);
    }

    @Test
    void anAudioSlotHasNothingToPadWith() {
        Slot slot = Slot.counted(slot(MediaKind.AUDIO, -1, OPUS));
        assertThat(slot.subscription.sendPadding(200)).isFalse();
        Slot withoutNumbers = Slot.video();
        assertThat(withoutNumbers.subscription.sendPadding(200)).isFalse();
    }
}
