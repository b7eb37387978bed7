package io.plenum.bridge.dtls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plenum.bridge.bytes.BigEndian;
import io.plenum.bridge.dtls.ClientHelloReassembly.Verdict;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientHelloReassemblyTest {
    /** Version, random, session_id, cookie, one suite, null compression, two extensions. */
    private static final byte[] HELLO =
            HexFormat.of()
                    .parseHex(
                            "fefd"
                                    + "ab".repeat(32)
                                    + "00"
                                    + "00"
                                    + "0002c02b"
                                    + "0100"
                                    + "0009"
                                    + "00170000"
                                    + "ff01000100");

    private final ClientHelloReassembly reassembly = new ClientHelloReassembly();

    @Test
    void oneDatagramIsEnough() {
        assertThat(offer(fragment(HELLO, 0, HELLO.length))).isEqualTo(Verdict.COMPLETE);
        assertThat(reassembly.record()).isEqualTo(fragment(HELLO, 0, HELLO.length));
    }

    @Test
    void piecesMayOverlapAndComeInAnyOrder() {
        assertThat(offer(fragment(HELLO, 40, HELLO.length))).isEqualTo(Verdict.INCOMPLETE);
        assertThat(offer(fragment(HELLO, 10, 30))).isEqualTo(Verdict.INCOMPLETE);
        assertThat(offer(fragment(HELLO, 10, 30))).isEqualTo(Verdict.INCOMPLETE);
        assertThat(offer(fragment(HELLO, 0, 12))).isEqualTo(Verdict.INCOMPLETE);
        assertThat(offer(fragment(HELLO, 20, 45))).isEqualTo(Verdict.COMPLETE);
        assertThat(reassembly.record()).isEqualTo(fragment(HELLO, 0, HELLO.length));
    }

    @Test
    void severalFragmentsMayShareADatagramOrARecord() {
        byte[] first = fragment(HELLO, 0, 20);
        byte[] second = fragment(HELLO, 20, HELLO.length);
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        assertThat(offer(both)).isEqualTo(Verdict.COMPLETE);
    }

    @Test
    void aForgedLengthStandsOnlyUntilTheRightOneComes() {
        byte[] longer = Arrays.copyOf(HELLO, HELLO.length + 100);
        assertThat(offer(fragment(longer, 0, 20))).isEqualTo(Verdict.INCOMPLETE);
        assertThat(offer(fragment(HELLO, 0, 20))).isEqualTo(Verdict.INCOMPLETE);
        assertThat(offer(fragment(HELLO, 20, HELLO.length))).isEqualTo(Verdict.COMPLETE);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 34, 35, 37, 40, 42, 47, 50})
    void whatIsNoClientHelloIsThrownAway(int at) {
        byte[] broken = HELLO.clone();
        if (at < 34) {
            broken = Arrays.copyOf(HELLO, at + 1); // too short for version and random
        } else {
            broken[at] ^= (byte) 0xF1; // a length
        }
        assertThat(offer(fragment(broken, 0, broken.length))).isEqualTo(Verdict.INCOMPLETE);
        assertThat(reassembly.reservedBytes()).isZero();
        assertThatThrownBy(reassembly::record).isInstanceOf(IllegalStateException.class);
        assertThat(offer(fragment(HELLO, 0, HELLO.length))).isEqualTo(Verdict.COMPLETE);
    }

    @Test
    void anExtensionMayNotComeTwice() {
        byte[] twice = Arrays.copyOf(HELLO, HELLO.length + 4);
        BigEndian.putShort(twice, 42, 13);
        System.arraycopy(HELLO, 44, twice, HELLO.length, 4);
        assertThat(offer(fragment(twice, 0, twice.length))).isEqualTo(Verdict.INCOMPLETE);
        assertThat(reassembly.reservedBytes()).isZero();
    }

    @Test
    void reservesNoMoreThanABrowserNeeds() {
        byte[] huge = new byte[ClientHelloReassembly.MAX_MESSAGE_BYTES + 1];
        assertThat(offer(fragment(huge, 0, 100))).isEqualTo(Verdict.IGNORED);
        assertThat(reassembly.reservedBytes()).isZero();
        byte[] large = new byte[ClientHelloReassembly.MAX_MESSAGE_BYTES];
        assertThat(offer(fragment(large, 0, 100))).isEqualTo(Verdict.INCOMPLETE);
        assertThat(reassembly.reservedBytes()).isLessThan(8300);
    }

    @Test
    void otherMessagesEpochsAndSequencesAreIgnored() {
        byte[] certificate = fragment(HELLO, 0, HELLO.length);
        certificate[13] = 11;
        byte[] secondEpoch = fragment(HELLO, 0, HELLO.length);
        secondEpoch[4] = 1;
        byte[] secondMessage = fragment(HELLO, 0, HELLO.length);
        secondMessage[18] = 1;
        byte[] outside = fragment(HELLO, 0, HELLO.length);
        outside[21] = 9; // fragment offset
        for (byte[] datagram :
                new byte[][] {certificate, secondEpoch, secondMessage, outside, new byte[0]}) {
            assertThat(offer(datagram)).isEqualTo(Verdict.IGNORED);
        }
    }

    private Verdict offer(byte[] datagram) {
        byte[] slab = new byte[datagram.length + 20];
        System.arraycopy(datagram, 0, slab, 9, datagram.length);
        return reassembly.offer(slab, 9, datagram.length);
    }

    private static byte[] fragment(byte[] message, int from, int to) {
        byte[] datagram = new byte[25 + to - from];
        BigEndian.putByte(datagram, 0, 22);
        BigEndian.putShort(datagram, 1, 0xFEFD);
        BigEndian.putShort(datagram, 11, 12 + to - from);
        BigEndian.putByte(datagram, 13, 1);
        BigEndian.putMedium(datagram, 14, message.length);
        BigEndian.putMedium(datagram, 19, from);
        BigEndian.putMedium(datagram, 22, to - from);
        System.arraycopy(message, from, datagram, 25, to - from);
        return datagram;
    }
}
