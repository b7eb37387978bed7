package io.plenum.signaling.sdp;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever the text: read and written back, or refused with {@link SdpException}, and soon. */
class SdpFuzzTest {
    private static final SdpLimits WIDE = new SdpLimits(1 << 24, 1 << 20, 1 << 20, 256, 1 << 20);
    private static final long SLOW_NANOS = 2_000_000_000L;

    static List<Arguments> seeds() {
        return CapturedOffers.names().stream()
                .map(name -> CapturedOffers.text(name).getBytes(StandardCharsets.UTF_8))
                .map(bytes -> Arguments.of((Object) bytes))
                .toList();
    }

    @MethodSource("seeds")
    @FuzzTest
    void everyTextIsReadOrRefused(byte[] bytes) throws SdpException {
        final String text = new String(bytes, StandardCharsets.UTF_8);
        final long start = System.nanoTime();
        final SessionDescription session;
        try {
            session = SdpParser.parse(text);
        } catch (SdpException refused) {
            assertThat(refused.getMessage()).doesNotContain("\n", "\r", "\u001b");
            return;
        }
        final SourceLines written = SourceLines.of(SdpWriter.write(session), WIDE);
        assertThat(SdpParser.parse(written, WIDE)).isEqualTo(session);
        answer(text);
        assertThat(System.nanoTime() - start).isLessThan(SLOW_NANOS);
    }

    private static void answer(String text) {
        final Offer offer;
        try {
            offer = Offer.parse(text);
        } catch (SdpException refused) {
            return;
        }
        final List<SectionDecision> decisions = new ArrayList<>();
        for (MediaDescription section : offer.media()) {
            final List<RtpCodec> codecs =
                    CodecMatch.select(section, List.of(CodecPreference.OPUS, CodecPreference.VP8));
            final boolean accept = OfferChecks.isServed(section) && !codecs.isEmpty();
            decisions.add(
                    accept && section.direction().sends()
                            ? SectionDecision.AcceptMedia.receiving(
                                    section,
                                    codecs,
                                    Extmap.select(
                                            section, Set.of("urn:ietf:params:rtp-hdrext:sdes:mid")))
                            : new SectionDecision.Reject());
        }
        final AnswerTransport transport =
                new AnswerTransport(
                        "abcd",
                        "0123456789abcdefghijkl",
                        List.of(),
                        new Fingerprint("sha-256", SdpText.SHA_256),
                        List.of());
        final SessionDescription answer =
                AnswerBuilder.build(offer.session(), decisions, transport, Origin.of(1, 1));
        assertThat(answer.media()).hasSameSizeAs(offer.media());
    }
}
