package io.plenum.bridge.ice;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.plenum.bridge.bytes.TransportAddress;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** The sample messages of RFC 5769. */
class StunVectorsTest {
    private static final String PASSWORD = "VOkJxbRl1RmTxUk/WvJxBt";

    /** Section 2.1; padded with spaces, as implementations of RFC 3489 did. */
    private static final byte[] REQUEST =
            hex(
                    """
                    00010058 2112a442 b7e7a701 bc34d686 fa87dfae
                    80220010 5354554e 20746573 7420636c 69656e74
                    00240004 6e0001ff
                    80290008 932ff9b1 51263b36
                    00060009 6576746a 3a683676 59202020
                    00080014 9aeaa70c bfd8cb56 781ef2b5 b2d3f249 c1b571a2
                    80280004 e57a3bcf
                    """);

    /** Section 2.2. */
    private static final byte[] IPV4_RESPONSE =
            hex(
                    """
                    0101003c 2112a442 b7e7a701 bc34d686 fa87dfae
                    8022000b 74657374 20766563 746f7220
                    00200008 0001a147 e112a643
                    00080014 2b91f599 fd9e90c3 8c7489f9 2af9ba53 f06be7d7
                    80280004 c07d4c96
                    """);

    /** Section 2.3. */
    private static final byte[] IPV6_RESPONSE =
            hex(
                    """
                    01010048 2112a442 b7e7a701 bc34d686 fa87dfae
                    8022000b 74657374 20766563 746f7220
                    00200014 0002a147 0113a9fa a5d3f179 bc25f4b5 bed2b9d9
                    00080014 a382954e 4be67bf1 1784c97c 8292c275 bfe3ed41
                    80280004 c8fb0b4c
                    """);

    /** Section 2.4. */
    private static final byte[] LONG_TERM_REQUEST =
            hex(
                    """
                    00010060 2112a442 78ad3433 c6ad72c0 29da412e
                    00060012 e3839ee3 8388e383 aae38383 e382afe3 82b90000
                    0015001c 662f2f34 39396b39 35346436 4f4c3334 6f4c3946 53547679 36347341
                    0014000b 6578616d 706c652e 6f726700
                    00080014 f6702465 6dd64a3e 02b8e071 2e85c9a2 8ca89666
                    """);

    private static final TransportAddress IPV4 = TransportAddress.ofIpv4(0xC000_0201, 32_853);
    private static final TransportAddress IPV6 =
            new TransportAddress(0x2001_0DB8_1234_5678L, 0x0011_2233_4455_6677L, 32_853);

    private final StunIntegrity integrity = new StunIntegrity(PASSWORD);
    private final Ice4jStunCodec codec = new Ice4jStunCodec();

    @Test
    void everyIntegrityAndFingerprintIsRight() {
        for (byte[] message : new byte[][] {REQUEST, IPV4_RESPONSE, IPV6_RESPONSE}) {
            assertThat(StunRouting.isStun(message, 0, message.length)).isTrue();
            assertThat(integrity.hasFingerprint(message, 0, message.length)).isTrue();
            assertThat(integrity.verifies(message, 0, message.length - 32)).isTrue();
            assertThat(new StunIntegrity("another").verifies(message, 0, message.length - 32))
                    .isFalse();
        }
    }

    @Test
    void everyChangedBitIsNoticed() {
        for (int bit = 0; bit < REQUEST.length * 8; bit++) {
            byte[] changed = REQUEST.clone();
            changed[bit / 8] ^= (byte) (1 << (bit % 8));
            boolean acceptable =
                    StunRouting.isStun(changed, 0, changed.length)
                            && integrity.hasFingerprint(changed, 0, changed.length);
            assertThat(acceptable).as("bit %d", bit).isFalse();
        }
    }

    @Test
    void appendsTheSameIntegrityAndFingerprint() {
        for (byte[] message : new byte[][] {REQUEST, IPV4_RESPONSE, IPV6_RESPONSE}) {
            byte[] own = new byte[3 + message.length];
            System.arraycopy(message, 0, own, 3, message.length - 32);
            int length = integrity.append(own, 3, message.length - 32);
            length = integrity.appendFingerprint(own, 3, length);
            assertThat(Arrays.copyOfRange(own, 3, 3 + length)).isEqualTo(message);
        }
    }

    @Test
    void theRequestIsRead() {
        StunRequest request =
                codec.decodeRequest(REQUEST, 0, REQUEST.length - StunIntegrity.FINGERPRINT_BYTES);
        assertThat(request.username()).isEqualTo("evtj:h6vY");
        assertThat(request.integrityAt()).isEqualTo(REQUEST.length - 32);
        assertThat(request.controlled()).isTrue();
        assertThat(request.useCandidate()).isFalse();
        assertThat(request.unknownRequired()).isEmpty();
        assertThat(StunRouting.localUsernameFragment(REQUEST, 0, REQUEST.length)).isEqualTo("evtj");
    }

    @Test
    void aResponseIsNoRequest() {
        assertThat(codec.decodeRequest(IPV4_RESPONSE, 0, IPV4_RESPONSE.length - 8)).isNull();
    }

    @Test
    void ourResponsesCarryTheSameAddresses() {
        assertThat(mappedAddress(IPV4)).isEqualTo(addressOf(IPV4_RESPONSE)).hasSize(8);
        assertThat(mappedAddress(IPV6)).isEqualTo(addressOf(IPV6_RESPONSE)).hasSize(20);
    }

    @Test
    void theLongTermRequestIsRead() throws NoSuchAlgorithmException {
        StunRequest request = codec.decodeRequest(LONG_TERM_REQUEST, 0, LONG_TERM_REQUEST.length);
        String username = "\u30DE\u30C8\u30EA\u30C3\u30AF\u30B9";
        byte[] key =
                MessageDigest.getInstance("MD5")
                        .digest((username + ":example.org:TheMatrIX").getBytes(UTF_8));
        assertThat(request.username()).isEqualTo(username);
        assertThat(request.unknownRequired()).isEmpty();
        assertThat(new StunIntegrity(key).verifies(LONG_TERM_REQUEST, 0, request.integrityAt()))
                .isTrue();
    }

    private byte[] mappedAddress(TransportAddress from) {
        byte[] out = new byte[256];
        int length = codec.writeSuccess(REQUEST, 0, from, out);
        return addressOf(Arrays.copyOf(out, length));
    }

    private static byte[] addressOf(byte[] message) {
        return StunMessage.find(message, StunMessage.XOR_MAPPED_ADDRESS);
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text.replaceAll("\\s", ""));
    }
}
