package io.plenum.signaling.sdp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plenum.signaling.sdp.SectionDecision.AcceptData;
import io.plenum.signaling.sdp.SectionDecision.AcceptMedia;
import io.plenum.signaling.sdp.SectionDecision.Reject;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AnswerBuilderTest {
    private static final Set<String> EXTENSIONS =
            Set.of(
                    "urn:ietf:params:rtp-hdrext:sdes:mid",
                    "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id",
                    "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id");
    private static final AnswerTransport TRANSPORT =
            new AnswerTransport(
                    "srvr",
                    "serverPasswordOf24Chars1",
                    List.of(),
                    new Fingerprint("sha-256", SdpText.SHA_256),
                    List.of(
                            Candidate.host("1", "udp", 2_130_706_431L, "192.0.2.9", 10_000, null),
                            Candidate.host(
                                    "2", "tcp", 1_671_430_143L, "192.0.2.9", 10_000, "passive")));

    static List<String> fit() {
        return CapturedOffersTest.fit();
    }

    /**
     * Takes what comes: receives where the other side sends, sends into sections that receive,
     * rejects the rest.
     */
    private static List<SectionDecision> decide(SessionDescription offer) {
        final List<SectionDecision> decisions = new ArrayList<>();
        long ssrc = 1000;
        for (MediaDescription section : offer.media()) {
            final List<RtpCodec> codecs =
                    CodecMatch.select(
                            section,
                            List.of(
                                    CodecPreference.OPUS,
                                    CodecPreference.VP8,
                                    CodecPreference.VP9,
                                    CodecPreference.H264));
            final List<Extmap> extensions = Extmap.select(section, EXTENSIONS);
            if (section.isRejected() || codecs.isEmpty()) {
                decisions.add(new Reject());
            } else if (section.direction().sends()) {
                decisions.add(AcceptMedia.receiving(section, codecs, extensions));
            } else {
                final boolean rtx = codecs.stream().anyMatch(codec -> codec.is("rtx"));
                decisions.add(
                        AcceptMedia.sending(
                                codecs,
                                extensions,
                                new Msid("-", "slot-" + ssrc),
                                "plenum",
                                ssrc,
                                rtx ? ssrc + 1 : -1));
                ssrc += 2;
            }
        }
        return decisions;
    }

    private static SessionDescription answer(SessionDescription offer) {
        return AnswerBuilder.build(offer, decide(offer), TRANSPORT, Origin.of(-1, 3));
    }

    @ParameterizedTest
    @MethodSource("fit")
    void everyCapturedOfferGetsAnAnswerThatMirrorsIt(String name) throws SdpException {
        final SessionDescription offer = CapturedOffers.parsed(name);
        final SessionDescription answer = answer(offer);
        assertThat(SdpParser.parse(SdpWriter.write(answer))).isEqualTo(answer);
        assertThat(answer.media()).hasSameSizeAs(offer.media());
        final List<String> accepted = new ArrayList<>();
        for (int i = 0; i < offer.media().size(); i++) {
            final MediaDescription offered = offer.media().get(i);
            final MediaDescription answered = answer.media().get(i);
            assertThat(answered.media()).isEqualTo(offered.media());
            assertThat(answered.protocol()).isEqualTo(offered.protocol());
            assertThat(answered.mid()).isEqualTo(offered.mid());
            assertThat(offered.formats()).containsAll(answered.formats());
            if (answered.isRejected()) {
                continue;
            }
            accepted.add(answered.mid());
            assertThat(answered.direction().and(offered.direction().reversed()))
                    .isEqualTo(answered.direction());
            assertThat(answered.transport().setup()).isEqualTo(Setup.PASSIVE);
            assertThat(answered.rtcpMux()).isTrue();
            assertThat(answered.rtcpMuxOnly()).isFalse();
            assertThat(answered.rtcpReducedSize()).isEqualTo(offered.rtcpReducedSize());
            for (Extmap extension : answered.extensions()) {
                assertThat(offered.extensions())
                        .anyMatch(e -> e.id() == extension.id() && e.uri().equals(extension.uri()));
            }
        }
        assertThat(answer.bundleGroups())
                .isEqualTo(
                        accepted.isEmpty() || offer.bundleGroups().isEmpty()
                                ? List.of()
                                : List.of(accepted));
        assertThat(answer.iceLite()).isTrue();
    }

    @Test
    void simulcastAnswerAsText() throws SdpException {
        final SessionDescription offer = CapturedOffers.parsed("chromium/vp8-simulcast");
        final List<SectionDecision> decisions =
                List.of(
                        new Reject(),
                        AcceptMedia.receiving(
                                offer.media().get(1),
                                CodecMatch.select(
                                        offer.media().get(1), List.of(CodecPreference.VP8)),
                                Extmap.select(offer.media().get(1), EXTENSIONS)));
        final SessionDescription answer =
                AnswerBuilder.build(offer, decisions, TRANSPORT, Origin.of(-1, 3));
        assertThat(SdpWriter.write(answer))
                .isEqualToNormalizingNewlines(
                        """
                        v=0
                        o=- 18446744073709551615 3 IN IP4 0.0.0.0
                        s=-
                        t=0 0
                        a=group:BUNDLE 1
                        a=extmap-allow-mixed
                        a=msid-semantic:WMS *
                        a=ice-lite
                        m=audio 0 UDP/TLS/RTP/SAVPF 111 63 9 0 8 13 110 126
                        c=IN IP4 0.0.0.0
                        a=mid:0
                        a=inactive
                        m=video 10000 UDP/TLS/RTP/SAVPF 96 97
                        c=IN IP4 192.0.2.9
                        a=candidate:1 1 udp 2130706431 192.0.2.9 10000 typ host
                        a=candidate:2 1 tcp 1671430143 192.0.2.9 10000 typ host tcptype passive
                        a=end-of-candidates
                        a=ice-ufrag:srvr
                        a=ice-pwd:serverPasswordOf24Chars1
                        a=fingerprint:sha-256 %s
                        a=setup:passive
                        a=mid:1
                        a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid
                        a=extmap:10 urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id
                        a=extmap:11 urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id
                        a=recvonly
                        a=rtcp-mux
                        a=rtcp-rsize
                        a=rtpmap:96 VP8/90000
                        a=rtcp-fb:96 goog-remb
                        a=rtcp-fb:96 transport-cc
                        a=rtcp-fb:96 ccm fir
                        a=rtcp-fb:96 nack
                        a=rtcp-fb:96 nack pli
                        a=rtpmap:97 rtx/90000
                        a=fmtp:97 apt=96
                        a=rid:q recv
                        a=rid:h recv
                        a=rid:f recv
                        a=simulcast:recv q;h;f
                        """
                                .formatted(SdpText.SHA_256));
    }

    @Test
    void slotsAreAnsweredWithWhatWeSend() throws SdpException {
        final SessionDescription answer = answer(CapturedOffers.parsed("chromium/slots"));
        assertThat(answer.media().stream().map(MediaDescription::direction))
                .containsExactly(
                        Direction.RECVONLY,
                        Direction.RECVONLY,
                        Direction.SENDONLY,
                        Direction.SENDONLY,
                        Direction.SENDONLY,
                        Direction.SENDONLY,
                        Direction.SENDONLY,
                        Direction.SENDONLY);
        final MediaDescription slot = answer.media().get(4);
        assertThat(slot.msids()).containsExactly(new Msid("-", "slot-1004"));
        assertThat(slot.rtxSsrcOf(1004)).isEqualTo(1005);
        assertThat(slot.candidates()).isEmpty();
        assertThat(slot.port()).isEqualTo(10_000);
        assertThat(answer.media().getFirst().candidates()).hasSize(2);
    }

    @Test
    void directionOfAnExtensionIsTurned() throws SdpException {
        final MediaDescription video =
                CapturedOffers.parsed("firefox/vp8-simulcast").media().get(1);
        assertThat(Extmap.select(video, EXTENSIONS))
                .contains(
                        new Extmap(
                                9,
                                Direction.RECVONLY,
                                "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id",
                                ""));
    }

    @Test
    void stoppedSectionIsRejectedAndItsNextLifeAccepted() throws SdpException {
        final SessionDescription stopped =
                answer(CapturedOffers.parsed("firefox/re-offer-stopped"));
        assertThat(stopped.media().get(1).isRejected()).isTrue();
        assertThat(stopped.bundleGroups()).containsExactly(List.of("0"));
        final SessionDescription offer = CapturedOffers.parsed("firefox/re-offer-recycled");
        final SessionDescription recycled = answer(offer);
        assertThat(recycled.media().get(1).isRejected()).isFalse();
        assertThat(recycled.media().get(1).bundleOnly()).isFalse();
        assertThat(recycled.bundleGroups())
                .containsExactly(List.of("0", offer.media().get(1).mid()));
    }

    @Test
    void inactiveSectionStaysInTheBundle() throws SdpException {
        final SessionDescription offer = SdpParser.parse(SdpText.audioVideo().toString());
        final MediaDescription video = offer.media().get(1);
        final AcceptMedia held =
                AcceptMedia.inactive(
                        CodecMatch.select(video, List.of(CodecPreference.VP8)), List.of());
        final SessionDescription answer =
                AnswerBuilder.build(offer, List.of(new Reject(), held), TRANSPORT, Origin.of(1, 1));
        assertThat(answer.bundleGroups()).containsExactly(List.of("v"));
        assertThat(answer.media().get(1).direction()).isEqualTo(Direction.INACTIVE);
        assertThat(answer.media().get(1).candidates()).hasSize(2);
    }

    @Test
    void dataChannelsCanBeAccepted() throws SdpException {
        final SessionDescription offer = CapturedOffers.parsed("firefox/data-channel");
        final SessionDescription answer =
                AnswerBuilder.build(
                        offer, List.of(new AcceptData(5000, 262_144)), TRANSPORT, Origin.of(1, 1));
        assertThat(SdpWriter.write(answer))
                .contains("m=application 10000 UDP/DTLS/SCTP webrtc-datachannel\r\n")
                .contains("a=sctp-port:5000\r\na=max-message-size:262144\r\n");
    }

    @Test
    void decisionsThatDoNotFitAreTheCallersMistake() throws SdpException {
        final SessionDescription offer = SdpParser.parse(SdpText.audioVideo().toString());
        final List<RtpCodec> vp8 =
                CodecMatch.select(offer.media().get(1), List.of(CodecPreference.VP8));
        final AcceptMedia sending =
                AcceptMedia.sending(vp8, List.of(), new Msid("s", "t"), "plenum", 1, -1);
        assertThatThrownBy(
                        () ->
                                AnswerBuilder.build(
                                        offer,
                                        List.of(new Reject(), sending),
                                        TRANSPORT,
                                        Origin.of(1, 1)))
                .hasMessage("mid v offers sendonly, which cannot be answered with sendonly");
        assertThatThrownBy(
                        () ->
                                AnswerBuilder.build(
                                        offer, List.of(new Reject()), TRANSPORT, Origin.of(1, 1)))
                .hasMessage("1 decisions for 2 sections");
        final AcceptMedia wrongSection =
                AcceptMedia.receiving(offer.media().getFirst(), vp8, List.of());
        assertThatThrownBy(
                        () ->
                                AnswerBuilder.build(
                                        offer,
                                        List.of(wrongSection, new Reject()),
                                        TRANSPORT,
                                        Origin.of(1, 1)))
                .hasMessage("payload type 96 of mid a is not offered as VP8");
        assertThatThrownBy(
                        () ->
                                AnswerBuilder.build(
                                        offer,
                                        List.of(new AcceptData(5000, 1), new Reject()),
                                        TRANSPORT,
                                        Origin.of(1, 1)))
                .hasMessage("the section of mid a is not for data channels");
    }

    @Test
    void passwordsStayOutOfToString() {
        assertThat(TRANSPORT.toString()).doesNotContain("serverPassword");
        assertThat(TRANSPORT.description().toString()).doesNotContain("serverPassword");
    }
}
