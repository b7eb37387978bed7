package io.plenum.bridge.ice;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.plenum.bridge.bytes.TransportAddress;
import io.plenum.bridge.counts.Count;
import io.plenum.bridge.counts.Counters;
import io.plenum.bridge.parameters.IceParameters;
import java.util.Arrays;

/** Whatever the bytes, the agent answers, refuses or drops, and stays in bounds. */
class IceLiteFuzzTest {
    private static final int MARGIN = 5;
    private static final String PASSWORD = "VOkJxbRl1RmTxUk/WvJxBt";
    private static final IceParameters LOCAL = new IceParameters("evtj", PASSWORD);
    private static final TransportAddress FROM = TransportAddress.ofIpv4(0xC000_0201, 32_853);

    private final StunIntegrity signer = new StunIntegrity(PASSWORD);

    @FuzzTest
    void everyMessageIsAnsweredRefusedOrDropped(byte[] message) {
        receive(message);
        // A checksum is nothing a fuzzer finds: the same bytes as attributes of signed messages.
        if (message.length >= 20 && message.length < 1200) {
            byte[] signed = header(message, 64);
            int length = signer.appendFingerprint(signed, 0, message.length & ~3);
            receive(Arrays.copyOf(signed, length));
            length = signer.append(signed, 0, message.length & ~3);
            length = signer.appendFingerprint(signed, 0, length);
            receive(Arrays.copyOf(signed, length));
        }
    }

    private static byte[] header(byte[] message, int room) {
        byte[] copy = Arrays.copyOf(message, message.length + room);
        copy[0] &= 0x3F;
        copy[4] = 0x21;
        copy[5] = 0x12;
        copy[6] = (byte) 0xA4;
        copy[7] = 0x42;
        return copy;
    }

    private static void receive(byte[] message) {
        // Only this much of the array is the message: reading past it must show.
        byte[] slab = new byte[MARGIN + message.length];
        System.arraycopy(message, 0, slab, MARGIN, message.length);
        String fragment = StunRouting.localUsernameFragment(slab, MARGIN, message.length);
        assertThat(fragment == null || fragment.length() <= 256).isTrue();
        Counters counters = new Counters();
        RecordingIceOutput out = new RecordingIceOutput();
        IceLite ice = new IceLite(LOCAL, 0, counters);
        ice.onStun(slab, MARGIN, message.length, 0, FROM, 0, out);
        long answered = counters.get(Count.STUN_REQUESTS) + counters.get(Count.STUN_ERRORS_SENT);
        long dropped =
                counters.get(Count.DROPPED_STUN_MALFORMED)
                        + counters.get(Count.DROPPED_STUN_UNEXPECTED);
        assertThat(answered).isEqualTo(out.sent.size());
        assertThat(answered + dropped).isLessThanOrEqualTo(1);
        for (byte[] answer : out.sent) {
            assertThat(answer.length <= message.length || counters.get(Count.STUN_REQUESTS) == 1)
                    .isTrue();
            assertThat(answer.length).isLessThanOrEqualTo(100);
            assertThat(StunMessage.endsWithFingerprint(answer)).isTrue();
        }
    }
}
