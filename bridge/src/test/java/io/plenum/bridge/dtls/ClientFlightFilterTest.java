package io.plenum.bridge.dtls;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientFlightFilterTest {
    private static final String CHANGE_CIPHER_SPEC = "14fefd0000000000000063000101";
    private static final String ALERT = "15fefd00000000000000010002022a";

    private final ClientFlightFilter filter = new ClientFlightFilter();

    @Test
    void theClientsFlightPasses() {
        assertThat(filter(message(1, 0, 8, 0, 8))).hasSize(33);
        assertThat(filter(message(11, 1, 300, 0, 100))).hasSize(125);
        assertThat(filter(message(16, 2, 33, 0, 33))).hasSize(58);
        assertThat(filter(message(15, 3, 76, 0, 76))).hasSize(101);
        assertThat(filter(CHANGE_CIPHER_SPEC)).hasSize(14);
        assertThat(filter(protectedRecord(22, 40))).hasSize(53);
    }

    @Test
    void changeCipherSpecWaitsForTheWholeCertificateVerify() {
        assertThat(filter(CHANGE_CIPHER_SPEC)).isEmpty();
        assertThat(filter(message(15, 3, 76, 0, 40))).isNotEmpty();
        assertThat(filter(CHANGE_CIPHER_SPEC)).isEmpty();
        assertThat(filter(message(15, 3, 76, 40, 36))).isNotEmpty();
        assertThat(filter(CHANGE_CIPHER_SPEC)).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"2 0", "1 1", "11 2", "16 1", "15 4", "20 3", "99 1", "0 0"})
    void messagesAClientDoesNotSendDoNotPass(String typeAndSequence) {
        String[] parts = typeAndSequence.split(" ");
        assertThat(filter(message(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]), 8, 0, 8)))
                .isEmpty();
    }

    @Test
    void lengthsThatWouldReserveMuchDoNotPass() {
        assertThat(filter(message(11, 1, 0xFFFFFF, 0, 8))).isEmpty();
        assertThat(filter(message(16, 2, 5000, 0, 8))).isEmpty();
        assertThat(filter(message(11, 1, 8, 4, 8))).as("beyond its message").isEmpty();
    }

    @Test
    void recordsInTheClearAreNumberedAnew() {
        byte[] first = filter("16feff0000ffffffffffff" + message(1, 0, 8, 0, 8).substring(22));
        byte[] second = filter(message(1, 0, 8, 0, 8));
        assertThat(HexFormat.of().formatHex(first, 0, 11)).isEqualTo("16fefd0000000000000001");
        assertThat(HexFormat.of().formatHex(second, 0, 11)).isEqualTo("16fefd0000000000000002");
        byte[] kept = filter(protectedRecord(23, 30));
        assertThat(HexFormat.of().formatHex(kept, 0, 11)).isEqualTo("17fefd0001000000000007");
    }

    @Test
    void anAlertInTheClearIsRememberedAndDoesNotPass() {
        assertThat(filter.alert()).isEqualTo(ClientFlightFilter.NO_ALERT);
        assertThat(filter("15fefd00000000000000010002015a")).as("user_canceled warns").isEmpty();
        assertThat(filter.alert()).isEqualTo(ClientFlightFilter.NO_ALERT);
        assertThat(filter(ALERT + message(1, 0, 8, 0, 8))).hasSize(33);
        assertThat(filter.alert()).isEqualTo(42);
    }

    @Test
    void protectedRecordsShorterThanTheirTagDoNotPass() {
        assertThat(filter(protectedRecord(23, 23))).isEmpty();
        assertThat(filter(protectedRecord(23, 24))).isNotEmpty();
        filter.setMinimumProtectedBytes(16); // ChaCha20-Poly1305 has no nonce in the record
        assertThat(filter(protectedRecord(21, 18))).isNotEmpty();
        assertThat(filter(protectedRecord(21, 15))).isEmpty();
        assertThat(filter(protectedRecord(24, 40))).as("heartbeat").isEmpty();
    }

    private byte[] filter(String hex) {
        byte[] datagram = HexFormat.of().parseHex(hex);
        assertThat(DtlsRecords.wellFormed(datagram, 0, datagram.length)).isTrue();
        return Arrays.copyOf(datagram, filter.filter(datagram, datagram.length));
    }

    private static String message(int type, int sequence, int bytes, int from, int count) {
        return "16fefd0000000000000005%04x%02x%06x%04x%06x%06x"
                        .formatted(12 + count, type, bytes, sequence, from, count)
                + "00".repeat(count);
    }

    private static String protectedRecord(int type, int bytes) {
        return "%02xfefd0001000000000007%04x".formatted(type, bytes) + "ab".repeat(bytes);
    }
}
