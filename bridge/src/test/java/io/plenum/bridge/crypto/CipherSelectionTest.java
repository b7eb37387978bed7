package io.plenum.bridge.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.junit.jupiter.api.Assumptions.abort;

import io.plenum.bridge.api.CipherReport;
import io.plenum.bridge.config.BridgeConfig.Crypto;
import io.plenum.bridge.srtp.CipherFamily;
import io.plenum.bridge.srtp.SrtpProfile;
import java.io.IOException;
import java.security.Provider;
import org.junit.jupiter.api.Test;

/** Who is asked to take part, and what the operator is told. The clock jumps at every look. */
class CipherSelectionTest {
    private long nowNanos;

    @Test
    void withoutAmazonsTheJdkIsUsed() throws IOException {
        CipherSelection.Chosen chosen = choose(Crypto.AUTO, this::absent);
        assertThat(chosen.providers().aesGcm()).isNull();
        assertThat(chosen.providers().aesCm()).isNull();
        assertThat(chosen.reports())
                .extracting(CipherReport::family)
                .containsExactly(CipherFamily.AES_GCM, CipherFamily.AES_CM_HMAC_SHA1);
        CipherReport gcm = chosen.reports().getFirst();
        assertThat(gcm.provider()).startsWith("SunJCE ");
        assertThat(gcm.microsPerPacket()).containsOnlyKeys("jdk");
    }

    @Test
    void askedForAndAbsentIsAnError() {
        assertThatIOException()
                .isThrownBy(() -> choose(Crypto.ACCP, this::absent))
                .withMessage(
                        "media.crypto is accp, but the Amazon Corretto Crypto Provider cannot be used:"
                                + " its jar is not on the class path. Set media.crypto to auto or jdk.");
    }

    @Test
    void askedForTheJdkNothingElseIsLoaded() throws IOException {
        CipherSelection.Chosen chosen =
                choose(
                        Crypto.JDK,
                        () -> {
                            throw new AssertionError("loaded");
                        });
        assertThat(chosen.providers().aesGcm()).isNull();
    }

    @Test
    void aProviderWhoseCiphersAreWrongIsLeftOutOfWhatItHas() throws IOException {
        CipherSelection.Chosen chosen = choose(Crypto.AUTO, NullCipher.Provider::new);
        assertThat(chosen.providers().aesGcm()).isNull();
        assertThat(chosen.reports().getFirst().microsPerPacket()).containsOnlyKeys("jdk");
        // It has no AES/CTR and no HMAC, so those were the JDK's in both contenders.
        assertThat(chosen.reports().getLast().microsPerPacket()).containsOnlyKeys("jdk", "accp");
    }

    @Test
    void askedForAndWrongIsAnError() {
        assertThatIOException()
                .isThrownBy(() -> choose(Crypto.ACCP, NullCipher.Provider::new))
                .withMessageContaining("media.crypto is accp, but")
                .withMessageContaining(
                        "SRTP_AEAD_AES_128_GCM encrypts to other bytes than the JDK");
    }

    @Test
    void amazonsIsUsedWhenAskedFor() throws IOException {
        Provider provider;
        try {
            provider = CorrettoProvider.load();
        } catch (IOException e) {
            boolean builtForThis =
                    System.getProperty("os.name").equals("Linux")
                            && System.getProperty("os.arch").equals("amd64");
            assertThat(builtForThis).as(e.getMessage()).isFalse();
            abort(e.getMessage());
            return;
        }
        CipherSelection.Chosen chosen = choose(Crypto.ACCP, CorrettoProvider::load);
        for (SrtpProfile profile : SrtpProfile.values()) {
            assertThat(chosen.providers().of(profile)).isSameAs(provider);
        }
        for (CipherReport report : chosen.reports()) {
            assertThat(report.provider()).isEqualTo("AmazonCorrettoCryptoProvider 2.5.0");
            assertThat(report.microsPerPacket()).containsOnlyKeys("accp");
        }
    }

    private Provider absent() throws IOException {
        throw new IOException("its jar is not on the class path");
    }

    private CipherSelection.Chosen choose(Crypto wish, CipherSelection.AccpLoader accp)
            throws IOException {
        return new CipherSelection(() -> nowNanos += 1_000_000, accp).chooseFor(wish);
    }
}
