package io.plenum.bridge.srtp;

import static io.plenum.bridge.srtp.SrtpKeyDerivation.LABEL_RTP_AUTHENTICATION;
import static io.plenum.bridge.srtp.SrtpKeyDerivation.LABEL_RTP_ENCRYPTION;
import static io.plenum.bridge.srtp.SrtpKeyDerivation.LABEL_RTP_SALT;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The numbers printed in the RFCs. */
@ParameterizedClass
@EnumSource(TestProvider.class)
class RfcVectorsTest {
    @Parameter private TestProvider ciphers;

    /** RFC 7714 section 16: "Gallia est omnis divisa in partes tres". */
    private static final String RTP =
            "8040f17b8041f8d35501a0b247616c6c696120657374206f6d6e697320646976"
                    + "69736120696e207061727465732074726573";

    /** RFC 7714 section 17, as its subsections encrypt it. */
    private static final String RTCP =
            "81c8000d4d6172734e5450314e545032525450200000042a0000e9304c756e61"
                    + "deadbeefdeadbeefdeadbeefdeadbeefdeadbeef";

    private static final int RTCP_INDEX = 0x5d4;

    @Test
    void keystreamOfRfc3711AppendixB2() {
        SrtpCipher cipher =
                new CounterModeCipher(
                        new SessionKeys(
                                hex("2B7E151628AED2A6ABF7158809CF4F3C"),
                                new byte[20],
                                hex("F0F1F2F3F4F5F6F7F8F9FAFBFCFD")),
                        new SessionKeys(new byte[16], new byte[20], new byte[14]),
                        10,
                        ciphers.provider());
        byte[] zeros = new byte[0xFF02 * 16];
        byte[] out = new byte[12 + zeros.length + 10];
        cipher.sealRtp(zeros, 0, zeros.length, out, 0, 12, 0);

        assertThat(hex(out, 12, 48))
                .isEqualTo(
                        "e03ead0935c95e80e166b16dd92b4eb4"
                                + "d23513162b02d0f72a43a2fe4a5f97ab"
                                + "41e95b3bb0a2e8dd477901e4fca894c0");
        assertThat(hex(out, 12 + 0xFEFF * 16, 48))
                .isEqualTo(
                        "ec8cdf7398607cb0f2d21675ea9ea1e4"
                                + "362b7c3c6773516318a077d7fc5073ae"
                                + "6a2cc3787889374fbeb4c81b17ba6c44");
    }

    @Test
    void sessionKeysOfRfc3711AppendixB3() {
        var derivation =
                new SrtpKeyDerivation(
                        hex("E1F97A0D3E018BE0D64FA32C06DE4139"),
                        hex("0EC675AD498AFEEBB6960B3AABE6"));

        assertThat(derivation.derive(LABEL_RTP_ENCRYPTION, 16))
                .isEqualTo(hex("C61E7A93744F39EE10734AFE3FF7A087"));
        assertThat(derivation.derive(LABEL_RTP_SALT, 14))
                .isEqualTo(hex("30CBBC08863D8C85D49DB34A9AE1"));
        assertThat(derivation.derive(LABEL_RTP_AUTHENTICATION, 96))
                .isEqualTo(
                        hex(
                                "CEBE321F6FF7716B6FD4AB49AF256A156D38BAA48F0A0ACF3C34E2359E6CDBCE"
                                        + "E049646C43D9327AD175578EF722709863"
                                        + "71C10C9A369AC2F94A8C5FBCDDDC256D6E919A48B610EF17C2041E"
                                        + "474035766B68642C59BBFC2F34DB60DBDFB2DC68"));
    }

    @Test
    void sessionKeysOfRfc6188Section7() {
        var derivation =
                new SrtpKeyDerivation(
                        hex("f0f04914b513f2763a1b1fa130f10e2998f6f6e43e4309d1e622a0e332b9f1b6"),
                        hex("3b04803de51ee7c96423ab5b78d2"));

        assertThat(derivation.derive(LABEL_RTP_ENCRYPTION, 32))
                .isEqualTo(hex("5ba1064e30ec51613cad926c5a28ef731ec7fb397f70a960653caf06554cd8c4"));
        assertThat(derivation.derive(LABEL_RTP_SALT, 14))
                .isEqualTo(hex("fa31791685ca444a9e07c6c64e93"));
        assertThat(derivation.derive(LABEL_RTP_AUTHENTICATION, 20))
                .isEqualTo(hex("fd9c32d39ed5fbb5a9dc96b30818454d1313dc05"));
    }

    @ParameterizedTest
    @CsvSource({
        "16, f24de3a3fb34de6cacba861c9d7e4bcabe633bd50d294e6f42a5f47a51c7d19b36de3adf8833"
                + "899d7f27beb16a9152cf765ee4390cce",
        "32, 32b1de78a822fe12ef9f78fa332e33aab18012389a58e2f3b50b2a0276ffae0f1ba63799b87b"
                + "7aa3db36dfffd6b0f9bb7878d7a76c13"
    })
    void srtpOfRfc7714Section16(int keyBytes, String sealedPayload) {
        byte[] rtp = hex(RTP);
        byte[] sealed = hex(RTP.substring(0, 24) + sealedPayload);
        SrtpCipher cipher = gcm(keyBytes);

        byte[] out = Arrays.copyOf(rtp, sealed.length);
        assertThat(cipher.sealRtp(rtp, 12, rtp.length - 12, out, 0, 12, 0xf17b))
                .isEqualTo(sealed.length);
        assertThat(out).isEqualTo(sealed);

        byte[] opened = new byte[rtp.length - 12];
        assertThat(cipher.openRtp(sealed, 0, sealed.length, 12, 0xf17b, opened, 0))
                .isEqualTo(opened.length);
        assertThat(opened).isEqualTo(Arrays.copyOfRange(rtp, 12, rtp.length));
    }

    @ParameterizedTest
    @CsvSource({
        "16, 63e94885dcdab67ca727d7662f6b7e997ff5c0f76c06f32dc676a5f1730d6fda4ce09b4686303ded0bb9275b"
                + "c84aa45896cf4d2fc5abf87245d9eade",
        "32, d50ae4d1f5ce5d304ba297e47d470c282c3ece5dbffe0a50a2eaa5c1110555be8415f658c61de0476f1b6fad"
                + "1d1eb30c4446839f57ff6f6cb26ac3be"
    })
    void srtcpOfRfc7714Section17(int keyBytes, String sealedBody) {
        byte[] rtcp = hex(RTCP);
        byte[] sealed = hex(RTCP.substring(0, 16) + sealedBody + "800005d4");
        SrtpCipher cipher = gcm(keyBytes);

        byte[] out = new byte[sealed.length];
        assertThat(cipher.sealRtcp(rtcp, 0, rtcp.length, out, 0, RTCP_INDEX))
                .isEqualTo(sealed.length);
        assertThat(out).isEqualTo(sealed);

        byte[] opened = new byte[rtcp.length];
        assertThat(cipher.openRtcp(sealed, 0, sealed.length, opened, 0)).isEqualTo(rtcp.length);
        assertThat(opened).isEqualTo(rtcp);
    }

    @Test
    void unencryptedSrtcpOfRfc7714Section17() {
        byte[] rtcp = hex(RTCP);
        byte[] sealed = hex(RTCP + "841dd9683dd78ec92ae58790125f62b3" + "000005d4");
        var receiver = new SrtpReceiver(gcm(16), 1);
        byte[] opened = new byte[rtcp.length];

        assertThat(receiver.unprotectRtcp(sealed, 0, sealed.length, opened, 0))
                .isEqualTo(rtcp.length);
        assertThat(opened).isEqualTo(rtcp);
        assertThat(receiver.unprotectRtcp(sealed, 0, sealed.length, opened, 0))
                .isEqualTo(SrtpReceiver.REPLAYED);
    }

    private SrtpCipher gcm(int keyBytes) {
        byte[] key = new byte[keyBytes];
        for (int i = 0; i < keyBytes; i++) {
            key[i] = (byte) i;
        }
        var keys = new SessionKeys(key, new byte[0], hex("517569642070726f2071756f"));
        return new AeadCipher(keys, keys, ciphers.provider());
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits);
    }

    private static String hex(byte[] bytes, int offset, int length) {
        return HexFormat.of().formatHex(bytes, offset, offset + length);
    }
}
