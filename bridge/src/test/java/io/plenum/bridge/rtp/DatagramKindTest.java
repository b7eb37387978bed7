package io.plenum.bridge.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DatagramKindTest {
    private static DatagramKind kind(int... bytes) {
        byte[] datagram = new byte[bytes.length + 1];
        for (int i = 0; i < bytes.length; i++) {
            datagram[i + 1] = (byte) bytes[i];
        }
        return DatagramKind.of(datagram, 1, bytes.length);
    }

    /** The ranges of RFC 7983 section 7, figure 3. */
    @Test
    void followsTheRangesOfTheFirstByte() {
        for (int first = 0; first < 256; first++) {
            DatagramKind expected = DatagramKind.UNKNOWN;
            if (first <= 3) {
                expected = DatagramKind.STUN;
            } else if (first >= 20 && first <= 63) {
                expected = DatagramKind.DTLS;
            } else if (first >= 128 && first <= 191) {
                expected = DatagramKind.RTP;
            }
            assertThat(kind(first, 0)).as("first byte %d", first).isEqualTo(expected);
        }
    }

    /** RFC 5761 section 4: packet types 192 to 223 are RTCP. */
    @Test
    void tellsRtcpFromRtpByTheSecondByte() {
        for (int second = 0; second < 256; second++) {
            DatagramKind expected = DatagramKind.RTP;
            if (second >= 192 && second <= 223) {
                expected = DatagramKind.RTCP;
            } else if (second >= 64 && second <= 95) {
                expected = DatagramKind.UNKNOWN;
            }
            assertThat(kind(0x80, second)).as("second byte %d", second).isEqualTo(expected);
        }
    }

    @Test
    void knowsNothingOfTooShortDatagrams() {
        assertThat(kind()).isEqualTo(DatagramKind.UNKNOWN);
        assertThat(kind(0x80)).isEqualTo(DatagramKind.UNKNOWN);
        assertThat(kind(1)).isEqualTo(DatagramKind.STUN);
    }
}
