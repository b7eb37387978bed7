package io.plenum.bridge.srtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SrtpKeysTest {
    @ParameterizedTest
    @EnumSource
    void profilesAreFoundByTheirNumber(SrtpProfile profile) {
        assertThat(SrtpProfile.ofId(profile.id())).isEqualTo(profile);
    }

    @Test
    void aProfileWeDoNotSpeakIsNull() {
        int aes128CmHmacSha1With32BitTag = 0x0002;
        assertThat(SrtpProfile.ofId(aes128CmHmacSha1With32BitTag)).isNull();
    }

    @Test
    void theArraysAreCopiedInAndOut() {
        byte[] key = new byte[16];
        byte[] salt = new byte[12];
        var keys = new SrtpKeys(SrtpProfile.AEAD_AES_128_GCM, key, salt, key, salt);
        key[0] = 1;
        keys.localSalt()[0] = 1;

        assertThat(keys.remoteKey()).containsOnly(0);
        assertThat(keys.localSalt()).containsOnly(0);
    }

    @Test
    void aSaltOfAnotherProfileIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () ->
                                new SrtpKeys(
                                        SrtpProfile.AEAD_AES_128_GCM,
                                        new byte[16],
                                        new byte[14],
                                        new byte[16],
                                        new byte[12]))
                .withMessage("remoteSalt has 14 bytes, SRTP_AEAD_AES_128_GCM takes 12");
    }

    @Test
    void nothingSecretIsPrinted() {
        assertThat(TestKeys.alice(SrtpProfile.AEAD_AES_256_GCM))
                .hasToString("SrtpKeys[SRTP_AEAD_AES_256_GCM]");
    }

    @Test
    void keysAreEqualByContent() {
        SrtpKeys alice = TestKeys.alice(SrtpProfile.AEAD_AES_256_GCM);
        assertThat(TestKeys.alice(SrtpProfile.AEAD_AES_256_GCM))
                .isEqualTo(alice)
                .hasSameHashCodeAs(alice);
        assertThat(TestKeys.bob(SrtpProfile.AEAD_AES_256_GCM)).isNotEqualTo(alice);
    }
}
