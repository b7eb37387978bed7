package io.plenum.bridge.dtls;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DtlsRecordsTest {
    private static final String ALERT = "15fefd000100000000000000020102";

    @ParameterizedTest
    @ValueSource(
            strings = {
                ALERT,
                "16feff000000000000000000020102",
                ALERT + ALERT,
                "1afefd00000000000000000000",
                "17fefd00010000000000000000"
            })
    void wholeRecordsAreWellFormed(String hex) {
        assertThat(wellFormed(hex)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "15",
                "13fefd000100000000000000020102", // type 19
                "1bfefd000100000000000000020102", // type 27
                "15fefc000100000000000000020102", // DTLS 1.3 has no such record
                "150303000100000000000000020102", // TLS
                "15fefd0001000000000000000201", // cut
                "15fefd00010000000000000002010203", // too long
                ALERT + "15fefd0001",
                "2ffefd000100000000000000020102" // unified header
            })
    void everythingElseIsNot(String hex) {
        assertThat(wellFormed(hex)).isFalse();
    }

    @Test
    void aRecordMayNotReachBeyondItsDatagramIntoTheSlab() {
        byte[] slab = HexFormat.of().parseHex(ALERT + ALERT);
        assertThat(DtlsRecords.wellFormed(slab, 0, 15)).isTrue();
        assertThat(DtlsRecords.wellFormed(slab, 0, 14)).isFalse();
        assertThat(DtlsRecords.wellFormed(slab, 15, 15)).isTrue();
        assertThat(DtlsRecords.wellFormed(slab, 30, 0)).isFalse();
    }

    private static boolean wellFormed(String hex) {
        byte[] datagram = HexFormat.of().parseHex(hex);
        return DtlsRecords.wellFormed(datagram, 0, datagram.length);
    }
}
