package io.plenum.signaling.sdp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CapturedOffersTest {
    private static final Set<String> UNFIT = Set.of("gstreamer/no-bundle");

    static List<String> all() {
        return CapturedOffers.names();
    }

    static List<String> fit() {
        return CapturedOffers.names().stream().filter(name -> !UNFIT.contains(name)).toList();
    }

    @Test
    void everyStackIsThere() {
        assertThat(all().stream().map(name -> name.substring(0, name.indexOf('/'))).distinct())
                .containsExactly(
                        "aiortc", "chromium", "firefox", "gstreamer", "pion", "safari", "whip");
    }

    @ParameterizedTest
    @MethodSource("all")
    void whatIsWrittenReadsBackEqual(String name) throws SdpException {
        final SessionDescription offer = CapturedOffers.parsed(name);
        final String written = SdpWriter.write(offer);
        assertThat(SdpParser.parse(written)).isEqualTo(offer);
        assertThat(SdpWriter.write(SdpParser.parse(written))).isEqualTo(written);
    }

    @ParameterizedTest
    @MethodSource("all")
    void lineFeedAloneReadsTheSame(String name) throws SdpException {
        final String text = CapturedOffers.text(name);
        assertThat(SdpParser.parse(text.replace("\r\n", "\n"))).isEqualTo(SdpParser.parse(text));
    }

    /**
     * Nothing that we claim to know is lost: every such line of the capture is in the text written.
     */
    @ParameterizedTest
    @MethodSource("all")
    void everyLineThatWeKnowIsKept(String name) throws SdpException {
        final String text = CapturedOffers.text(name);
        final List<String> written = SdpWriter.write(SdpParser.parse(text)).lines().toList();
        for (String line : text.lines().toList()) {
            if (line.matches(
                    "a=(group:BUNDLE|mid|ice-ufrag|ice-pwd|fingerprint|setup|extmap|msid|rtpmap|simulcast|sctp-port"
                            + "|max-message-size|ssrc-group|rid|bundle-only|rtcp-mux|rtcp-rsize|sendrecv|sendonly|recvonly|inactive|end-of-candidates)([:"
                            + " ].*)?")) {
                final String canonical = line.replace("G722/8000/1", "G722/8000");
                final boolean session = text.indexOf(line) < text.indexOf("m=");
                if (!session || line.startsWith("a=group:BUNDLE")) {
                    assertThat(written).contains(canonical);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("fit")
    void passesTheChecks(String name) throws SdpException {
        assertThat(Offer.parse(CapturedOffers.text(name)).session())
                .isEqualTo(CapturedOffers.parsed(name));
    }

    @Test
    void gstreamerWithoutBundleIsToldToBundle() {
        assertThatThrownBy(() -> Offer.parse(CapturedOffers.text("gstreamer/no-bundle")))
                .isInstanceOf(SdpException.class)
                .hasMessageContaining("(mid audio0) is in no BUNDLE group");
    }

    @Test
    void chromiumSimulcastHasThreeStreams() throws SdpException {
        final MediaDescription video =
                CapturedOffers.parsed("chromium/vp8-simulcast").media().get(1);
        assertThat(video.sentRids()).containsExactly("q", "h", "f");
        assertThat(video.ssrcs()).isEmpty();
        assertThat(video.direction()).isEqualTo(Direction.SENDONLY);
        final RtpCodec vp8 = video.codecs().getFirst();
        assertThat(vp8.is("vp8")).isTrue();
        assertThat(vp8.feedback())
                .containsExactly(
                        RtcpFeedback.GOOG_REMB,
                        RtcpFeedback.TRANSPORT_CC,
                        RtcpFeedback.CCM_FIR,
                        RtcpFeedback.NACK,
                        RtcpFeedback.NACK_PLI);
        assertThat(video.codecs().get(1).associatedPayloadType()).isEqualTo(vp8.payloadType());
    }

    @Test
    void firefoxInheritsTheFingerprintAndNamesDirectionsOfExtensions() throws SdpException {
        final SessionDescription offer = CapturedOffers.parsed("firefox/vp8-simulcast");
        final MediaDescription audio = offer.media().getFirst();
        final MediaDescription video = offer.media().get(1);
        assertThat(audio.transport().fingerprints()).isEqualTo(offer.transport().fingerprints());
        assertThat(video.transport().isComplete()).isTrue();
        assertThat(audio.extensions())
                .contains(
                        new Extmap(
                                2,
                                Direction.RECVONLY,
                                "urn:ietf:params:rtp-hdrext:csrc-audio-level",
                                ""));
        assertThat(video.port()).isZero();
        assertThat(video.bundleOnly()).isTrue();
        assertThat(video.isRejected()).isFalse();
        assertThat(video.rtxSsrcOf(video.ssrcs().getFirst().ssrc()))
                .isEqualTo(video.ssrcs().get(1).ssrc());
    }

    @Test
    void feedbackOfPayloadTypesThatAreNotListedIsPassedOver() throws SdpException {
        final MediaDescription video =
                CapturedOffers.parsed("firefox/vp8-simulcast").media().get(1);
        assertThat(CapturedOffers.text("firefox/vp8-simulcast")).contains("a=rtcp-fb:121 nack");
        assertThat(video.codec(121)).isNull();
    }

    @Test
    void stoppedSectionKeepsItsPlaceAndIsNewAfterRecycling() throws SdpException {
        for (String stack : List.of("chromium", "firefox")) {
            final SessionDescription stopped = CapturedOffers.parsed(stack + "/re-offer-stopped");
            final SessionDescription recycled = CapturedOffers.parsed(stack + "/re-offer-recycled");
            assertThat(stopped.media().get(1).isRejected()).isTrue();
            assertThat(stopped.bundleGroups()).containsExactly(List.of("0"));
            assertThat(recycled.media()).hasSize(2);
            assertThat(recycled.media().get(1).isRejected()).isFalse();
            assertThat(recycled.media().get(1).mid()).isNotEqualTo(stopped.media().get(1).mid());
        }
    }

    @Test
    void iceRestartChangesTheCredentials() throws SdpException {
        for (String stack : List.of("chromium", "firefox")) {
            final SessionDescription before = CapturedOffers.parsed(stack + "/re-offer-recycled");
            final SessionDescription after = CapturedOffers.parsed(stack + "/re-offer-ice-restart");
            assertThat(after.media().getFirst().transport().usernameFragment())
                    .isNotEqualTo(before.media().getFirst().transport().usernameFragment());
            assertThat(after.media().getFirst().transport().fingerprints())
                    .isEqualTo(before.media().getFirst().transport().fingerprints());
        }
    }

    @Test
    void namesInsteadOfAddressesAreKept() throws SdpException {
        assertThat(
                        CapturedOffers.parsed("chromium/mdns-receive-only")
                                .media()
                                .getFirst()
                                .candidates())
                .isNotEmpty()
                .allSatisfy(c -> assertThat(c.address()).endsWith(".local"));
    }

    @Test
    void aiortcGivesOneExtensionIdTwoMeaningsAndEachSectionCredentials() throws SdpException {
        final List<MediaDescription> media = CapturedOffers.parsed("aiortc/audio-video").media();
        assertThat(media.getFirst().extensions().get(1).id()).isEqualTo(2);
        assertThat(media.get(1).extensions().get(1).id()).isEqualTo(2);
        assertThat(media.getFirst().extensions().get(1).uri())
                .isNotEqualTo(media.get(1).extensions().get(1).uri());
        assertThat(media.getFirst().transport().usernameFragment())
                .isNotEqualTo(media.get(1).transport().usernameFragment());
    }

    @Test
    void dataChannelSectionsSayTheirPort() throws SdpException {
        for (String stack : List.of("chromium", "firefox", "pion")) {
            final MediaDescription data =
                    CapturedOffers.parsed(stack + "/data-channel").media().getFirst();
            assertThat(data.kind()).isEqualTo(SectionKind.APPLICATION);
            assertThat(data.isRtp()).isFalse();
            assertThat(data.formats()).containsExactly("webrtc-datachannel");
            assertThat(data.sctpPort()).isEqualTo(5000);
        }
    }

    @Test
    void aiortcOffersDataChannelsInTheFormBeforeTheRfc() throws SdpException {
        final MediaDescription data =
                CapturedOffers.parsed("aiortc/data-channel").media().getFirst();
        assertThat(data.protocol()).isEqualTo("DTLS/SCTP");
        assertThat(data.formats()).containsExactly("5000");
        assertThat(OfferChecks.isServed(data)).isFalse();
    }
}
