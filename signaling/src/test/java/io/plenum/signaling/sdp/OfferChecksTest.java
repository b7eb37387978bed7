package io.plenum.signaling.sdp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.plenum.signaling.sdp.SectionDecision.AcceptMedia;
import io.plenum.signaling.sdp.SectionDecision.Reject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OfferChecksTest {
    private static final String AUDIO = "m=audio 9 UDP/TLS/RTP/SAVPF 111";
    private static final String VIDEO = "m=video 9 UDP/TLS/RTP/SAVPF 96 97";

    @Test
    void smallOfferPasses() throws SdpException {
        assertThat(Offer.parse(SdpText.audioVideo().toString()).media()).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a=group:BUNDLE a v | a=group:BUNDLE a | a=mid:v | not in the BUNDLE group",
                "a=group:BUNDLE a v | a=group:BUNDLE v | a=group:BUNDLE v | in no BUNDLE group",
                "a=mid:v | a=mid:a | a=mid:a | two sections have this mid",
                "a=mid:a | a=x-mid:a | m=audio 9 UDP/TLS/RTP/SAVPF 111 | has no a=mid",
                "a=rtcp-mux | a=x | m=audio 9 UDP/TLS/RTP/SAVPF 111 | no a=rtcp-mux",
                "a=ice-ufrag:abcd | a=ice-ufrag:abc | a=ice-ufrag:abc | 4 to 256 letters",
                "a=ice-ufrag:abcd | a=ice-ufrag:ab_d | a=ice-ufrag:ab_d | 4 to 256 letters",
                "a=ice-pwd:0123456789abcdefghijkl | a=ice-pwd:short | a=ice-pwd:… | 22 to 256"
                        + " letters",
                "a=ice-pwd:0123456789abcdefghijkl | a=x | a=ice-ufrag:abcd | one is missing",
                "a=setup:actpass | a=setup:passive | a=setup:passive | must be actpass or active",
                "a=setup:actpass | a=x | m=audio 9 UDP/TLS/RTP/SAVPF 111 | no a=setup",
                "m=audio 9 UDP/TLS/RTP/SAVPF 111 | m=audio 9 RTP/AVPF 111 | m=audio 9 RTP/AVPF 111"
                        + " | encrypted",
                "s=- | a=ice-lite | a=ice-lite | must be a full agent",
            })
    void namesTheLineThatStandsInTheWay(String line, String broken, String named, String reason) {
        final SdpText text = SdpText.audioVideo();
        text.replace(line, broken);
        final SdpException refused =
                catchThrowableOfType(SdpException.class, () -> Offer.parse(text.toString()));
        assertThat(refused).isNotNull();
        assertThat(refused.text()).isEqualTo(named);
        assertThat(refused.reason()).contains(reason);
        assertThat(refused.line()).isPositive();
    }

    @Test
    void missingBundleNamesNoLineSinceThereIsNone() {
        assertThatThrownBy(() -> Offer.parse(SdpText.audioVideo().remove("a=group").toString()))
                .hasMessageStartingWith("SDP: the first section that is not stopped (mid a)");
    }

    @Test
    void oneSectionNeedsNoBundle() throws SdpException {
        final String text =
                SdpText.audioVideo()
                        .remove("a=group")
                        .replace(VIDEO, "m=video 0 UDP/TLS/RTP/SAVPF 96 97")
                        .toString();
        assertThat(Offer.parse(text).media().get(1).isRejected()).isTrue();
    }

    @Test
    void fingerprintMustBeWholeAndOfAHashThatHolds() {
        final String whole = "a=fingerprint:sha-256 " + SdpText.SHA_256;
        final SdpText shortened =
                SdpText.audioVideo().replace(whole, "a=fingerprint:sha-256 AB:CD");
        assertThatThrownBy(() -> Offer.parse(shortened.toString()))
                .hasMessageContaining("no fingerprint is a whole sha-256, sha-384 or sha-512");
        final SdpText weak = SdpText.audioVideo().replace(whole, "a=fingerprint:sha-1 AB:CD");
        assertThatThrownBy(() -> Offer.parse(weak.toString()))
                .hasMessageContaining("(a=fingerprint:sha-1 AB:CD)");
        assertThatThrownBy(
                        () -> Offer.parse(SdpText.audioVideo().remove("a=fingerprint").toString()))
                .hasMessageContaining("there is no a=fingerprint for this section");
    }

    @Test
    void offerWithoutIceIsTold() {
        assertThatThrownBy(() -> Offer.parse(SdpText.audioVideo().remove("a=ice-").toString()))
                .hasMessageContaining("(" + AUDIO + ")")
                .hasMessageContaining("no a=ice-ufrag and a=ice-pwd");
    }

    @Test
    void payloadTypeHasOneMeaningInTheBundle() {
        final SdpText text = SdpText.audioVideo();
        text.replace(VIDEO, "m=video 9 UDP/TLS/RTP/SAVPF 111 97");
        text.replace("a=rtpmap:96 VP8/90000", "a=rtpmap:111 VP8/90000");
        assertThatThrownBy(() -> Offer.parse(text.toString()))
                .hasMessageContaining("(a=rtpmap:111 VP8/90000)")
                .hasMessageContaining("payload type 111 means opus in an earlier section");
    }

    @Test
    void extensionIdMayMeanTwoThingsInTwoSectionsButNotInOne() throws SdpException {
        final SdpText two =
                SdpText.audioVideo()
                        .replace(
                                "a=extmap:5/sendonly urn:3gpp:video-orientation",
                                "a=extmap:4 urn:x");
        assertThat(Offer.parse(two.toString()).media()).hasSize(2);
        assertThatThrownBy(() -> Offer.parse(two.add("a=extmap:4 urn:y").toString()))
                .hasMessageContaining("header extension id 4 has two meanings in this section");
    }

    @Test
    void midExtensionHasOneIdEverywhere() {
        final SdpText text =
                SdpText.audioVideo().add("a=extmap:7 urn:ietf:params:rtp-hdrext:sdes:mid");
        assertThatThrownBy(() -> Offer.parse(text.toString()))
                .hasMessageContaining("the mid extension has id 4 in an earlier section");
    }

    @Test
    void sectionsThatWillBeRejectedAreNotLookedAt() throws SdpException {
        final SdpText text = SdpText.audioVideo().add("m=text 9 RTP/AVP 98", "a=mid:t");
        assertThat(Offer.parse(text.toString()).media()).hasSize(3);
    }

    @Test
    void nothingToAnswer() {
        assertThatThrownBy(() -> Offer.parse("v=0\no=- 1 1 IN IP4 0.0.0.0\ns=-\nt=0 0\n"))
                .hasMessage(
                        "SDP line 3 (s=-): the offer has no m-section, so there is nothing to"
                                + " answer");
    }

    @Test
    void transportIsThatOfTheFirstSectionAccepted() throws SdpException {
        final Offer offer = Offer.parse(CapturedOffers.text("aiortc/audio-video"));
        final AcceptMedia accept =
                AcceptMedia.receiving(
                        offer.media().getFirst(), offer.media().getFirst().codecs(), List.of());
        assertThat(offer.transport(List.of(accept, accept)))
                .isEqualTo(offer.media().getFirst().transport());
        assertThat(offer.transport(List.of(new Reject(), accept)))
                .isEqualTo(offer.media().get(1).transport());
        assertThatThrownBy(() -> offer.transport(List.of(new Reject(), new Reject())))
                .hasMessageContaining("no section of the offer can be accepted");
    }
}
