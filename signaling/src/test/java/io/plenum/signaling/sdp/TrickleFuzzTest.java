package io.plenum.signaling.sdp;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

/** Whatever the text of a trickled candidate or of a PATCH: read, or refused in one line. */
class TrickleFuzzTest {
    @FuzzTest
    void everyCandidateIsReadOrRefused(byte[] bytes) throws SdpException {
        Candidate candidate;
        try {
            candidate = Candidate.parse(new String(bytes, StandardCharsets.UTF_8));
        } catch (SdpException refused) {
            requireOneLine(refused);
            return;
        }
        assertThat(candidate.port()).isBetween(0, 0xFFFF);
        assertThat(candidate.component()).isBetween(1, 256);
        assertThat(Candidate.parse(candidate.toAttribute())).isEqualTo(candidate);
    }

    @FuzzTest
    void everyFragmentIsReadOrRefused(byte[] bytes) throws SdpException {
        SdpFragment fragment;
        try {
            fragment = SdpFragment.parse(new String(bytes, StandardCharsets.UTF_8));
        } catch (SdpException refused) {
            requireOneLine(refused);
            return;
        }
        for (Candidate candidate : fragment.candidates()) {
            assertThat(Candidate.parse(candidate.toAttribute())).isEqualTo(candidate);
        }
    }

    private static void requireOneLine(SdpException refused) {
        assertThat(refused.getMessage()).isNotBlank().doesNotContain("\n", "\r", "\u001b");
    }
}
