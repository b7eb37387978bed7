package io.plenum.signaling.negotiation;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plenum.bridge.parameters.CodecParameters;
import io.plenum.bridge.parameters.EncodingParameters;
import io.plenum.bridge.parameters.HeaderExtension;
import io.plenum.bridge.parameters.MediaKind;
import io.plenum.bridge.parameters.PublicationParameters;
import io.plenum.bridge.parameters.SlotParameters;
import io.plenum.signaling.messages.Source;
import io.plenum.signaling.rooms.RoomPublication;
import io.plenum.signaling.sdp.CapturedOffers;
import io.plenum.signaling.support.BridgeCalls;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Offers of browsers, and what the answer and the bridge's parameters make of them. */
class NegotiationTest {
    private final Map<String, RoomPublication> publications = new LinkedHashMap<>();
    private final Map<String, Long> slotSsrcs = new HashMap<>();
    private final Map<String, Long> slotRtxSsrcs = new HashMap<>();
    private final SplittableRandom random = new SplittableRandom(7);
    private final Set<Source> mayPublish = EnumSet.allOf(Source.class);
    private int offers;
    private int identifiers;

    private Negotiated offer(String sdp) throws OfferException {
        Negotiated negotiated =
                Negotiation.answer(
                        sdp,
                        List.of(),
                        new Negotiation.Session(
                                "p-1",
                                remote -> BridgeCalls.LOCAL,
                                ++offers,
                                publications,
                                slotSsrcs,
                                slotRtxSsrcs,
                                () -> Integer.toString(++identifiers),
                                random,
                                mayPublish::contains));
        publications.clear();
        publications.putAll(negotiated.publications());
        return negotiated;
    }

    private Negotiated offered(String capture) throws OfferException {
        return offer(CapturedOffers.text(capture));
    }

    // what is answered

    @Test
    void aChromiumCallGetsEveryCodecThatIsForwardedInItsOwnOrder() throws Exception {
        List<String> audio = section(offered("chromium/audio-video").answer(), "0");
        assertThat(audio).first().asString().endsWith("SAVPF 111 63 0 8 110 126");
        List<String> video = section(offered("chromium/audio-video").answer(), "1");
        assertThat(names(video))
                .isEqualTo(
                        "VP8 rtx H264 rtx H264 rtx H264 rtx H264 rtx H264 rtx H264 rtx AV1 rtx VP9"
                                + " rtx VP9 rtx");
    }

    @Test
    void feedbackIsNackPliFirAndTransportWideAndNeverRemb() throws Exception {
        Negotiated chromium = offered("chromium/audio-video");
        assertThat(feedback(section(chromium.answer(), "1"), 96))
                .containsExactlyInAnyOrder("transport-cc", "ccm fir", "nack", "nack pli");
        assertThat(feedback(section(chromium.answer(), "1"), 97)).isEmpty();
        assertThat(chromium.answer()).doesNotContain("goog-remb");
    }

    @Test
    void aMicrophoneThatOffersNackGetsIt() throws Exception {
        String sdp =
                CapturedOffers.text("chromium/audio-video")
                        .replace(
                                "a=rtcp-fb:111 transport-cc",
                                "a=rtcp-fb:111 transport-cc\r\na=rtcp-fb:111 nack");
        assertThat(feedback(section(offer(sdp).answer(), "0"), 111))
                .containsExactly("transport-cc", "nack");
    }

    @Test
    void opusIsTakenAsThePublisherMeansToSendIt() throws Exception {
        assertThat(section(offered("chromium/audio-video").answer(), "0"))
                .contains("a=fmtp:111 minptime=10;useinbandfec=1");
        assertThat(section(offered("firefox/audio-video").answer(), "0"))
                .contains("a=fmtp:109 minptime=10;useinbandfec=1;stereo=1");
        String sdp =
                CapturedOffers.text("chromium/audio-video")
                        .replace("minptime=10;useinbandfec=1", "useinbandfec=0;usedtx=1;stereo=x");
        assertThat(section(offer(sdp).answer(), "0"))
                .contains("a=fmtp:111 minptime=10;useinbandfec=0;usedtx=1");
    }

    @Test
    void retransmissionsBelongToTheirCodec() throws Exception {
        CodecParameters vp8 = publication(offered("chromium/audio-video"), "1").codecs().getFirst();
        assertThat(vp8).isEqualTo(new CodecParameters(96, "vp8", 90_000, 1, "", 97, true));
        CodecParameters opus =
                publication(offered("chromium/audio-video"), "0").codecs().getFirst();
        assertThat(opus).isEqualTo(new CodecParameters(111, "opus", 48_000, 2, "", -1, false));
    }

    @Test
    void audioIsAskedForAgainWhereTheBrowserOffersIt() throws Exception {
        String sdp =
                CapturedOffers.text("chromium/audio-video")
                        .replace(
                                "a=rtcp-fb:111 transport-cc\r\n",
                                "a=rtcp-fb:111 transport-cc\r\na=rtcp-fb:111 nack\r\n");
        Negotiated negotiated = offer(sdp);
        assertThat(section(negotiated.answer(), "0")).contains("a=rtcp-fb:111 nack");
        assertThat(publication(negotiated, "0").codecs().getFirst().nack()).isTrue();
    }

    @Test
    void whoReceivesWithoutTransportFeedbackTellsItsOwnEstimate() throws Exception {
        String sdp = CapturedOffers.text("firefox/slots");
        assertThat(section(offer(sdp).answer(), "4"))
                .contains("a=rtcp-fb:120 transport-cc")
                .doesNotContain("goog-remb");
        String old = sdp.replaceAll("a=rtcp-fb:\\d+ transport-cc\r\n", "");
        assertThat(section(offer(old).answer(), "4")).contains("a=rtcp-fb:120 goog-remb");
        String publisher =
                CapturedOffers.text("chromium/audio-video")
                        .replaceAll("a=rtcp-fb:\\d+ transport-cc\r\n", "");
        assertThat(section(offer(publisher).answer(), "1"))
                .as("we tell publishers no estimate of ours")
                .doesNotContain("goog-remb");
    }

    @Test
    void onlyExtensionsThatTheBridgeUsesAreAnswered() throws Exception {
        Negotiated negotiated = offered("chromium/vp9-svc");
        assertThat(publication(negotiated, "0").extensions().keySet())
                .containsExactlyInAnyOrder(
                        HeaderExtension.MID,
                        HeaderExtension.AUDIO_LEVEL,
                        HeaderExtension.TRANSPORT_CC);
        assertThat(publication(negotiated, "1").extensions().keySet())
                .containsExactlyInAnyOrder(
                        HeaderExtension.MID,
                        HeaderExtension.RID,
                        HeaderExtension.REPAIRED_RID,
                        HeaderExtension.TRANSPORT_CC,
                        HeaderExtension.DEPENDENCY_DESCRIPTOR);
        assertThat(negotiated.answer()).doesNotContain("video-orientation", "abs-send-time");
    }

    /** Safari's H.264 is Constrained High first, Firefox has none here; VP8 is what both have. */
    @Test
    void aSlotTakesWhateverItsViewerDecodesSoThatTheCodecMayChangeWithTheSource() throws Exception {
        PublicationParameters fromSafari = publication(offered("safari/audio-video"), "1");
        assertThat(fromSafari.codecs().getFirst().formatKey())
                .isEqualTo("packetization-mode=1;profile=constrained-high");
        SlotParameters atFirefox = slot(offered("firefox/slots"), "4");
        assertThat(atFirefox.codecs())
                .extracting(CodecParameters::encodingName)
                .containsExactly("vp8", "vp9", "av1");
        assertThat(fromSafari.codecs())
                .anyMatch(codec -> atFirefox.codecs().getFirst().sameCodec(codec));
    }

    @Test
    void h264ProfilesThatDifferAreDifferentCodecs() throws Exception {
        List<CodecParameters> h264 =
                publication(offered("chromium/audio-video"), "1").codecs().stream()
                        .filter(codec -> codec.encodingName().equals("h264"))
                        .toList();
        assertThat(h264)
                .extracting(CodecParameters::formatKey)
                .contains(
                        "packetization-mode=1;profile=constrained-baseline",
                        "packetization-mode=0;profile=constrained-baseline",
                        "packetization-mode=1;profile=main")
                .doesNotHaveDuplicates();
    }

    // what slots are

    @ParameterizedTest
    @ValueSource(strings = {"chromium/slots", "firefox/slots"})
    void everyVideoSlotHasAnSsrcAndOneForRetransmissions(String capture) throws Exception {
        Negotiated negotiated = offered(capture);
        for (String mid : List.of("4", "5", "6")) {
            SlotParameters slot = slot(negotiated, mid);
            assertThat(section(negotiated.answer(), mid))
                    .contains(
                            "a=ssrc-group:FID %d %d".formatted(slot.ssrc(), slot.rtxSsrc()),
                            "a=ssrc:%d cname:p-1".formatted(slot.ssrc()),
                            "a=ssrc:%d cname:p-1".formatted(slot.rtxSsrc()),
                            "a=sendonly");
        }
        SlotParameters voice = slot(negotiated, "2");
        assertThat(voice.rtxSsrc()).isEqualTo(-1);
        assertThat(section(negotiated.answer(), "2"))
                .contains("a=ssrc:%d cname:p-1".formatted(voice.ssrc()))
                .noneMatch(line -> line.startsWith("a=ssrc-group"));
        assertThat(negotiated.media().slots())
                .flatExtracting(SlotParameters::ssrc, SlotParameters::rtxSsrc)
                .filteredOn(ssrc -> (long) ssrc >= 0)
                .doesNotHaveDuplicates();
    }

    @Test
    void slotsKeepTheirSsrcsOverOffersAndOverAPause() throws Exception {
        String sdp = CapturedOffers.text("chromium/slots");
        SlotParameters before = slot(offer(sdp), "4");
        assertThat(slot(offer(sdp), "4")).isEqualTo(before);
        Negotiated paused = offer(edited(sdp, "4", "a=recvonly", "a=inactive"));
        assertThat(paused.slots()).doesNotContainKey("4");
        assertThat(section(paused.answer(), "4")).contains("a=inactive");
        assertThat(slot(offer(sdp), "4")).isEqualTo(before);
    }

    @Test
    void aSlotThatDropsRetransmissionsIsNotToldAnSsrcForThem() throws Exception {
        String sdp = CapturedOffers.text("chromium/slots");
        SlotParameters before = slot(offer(sdp), "4");
        Negotiated without = offer(sdp.replace(" rtx/90000", " x-rtx/90000"));
        assertThat(slot(without, "4").ssrc()).isEqualTo(before.ssrc());
        assertThat(slot(without, "4").rtxSsrc()).isEqualTo(-1);
        assertThat(section(without.answer(), "4"))
                .noneMatch(line -> line.startsWith("a=ssrc-group"));
    }

    // what publications are

    @ParameterizedTest
    @ValueSource(strings = {"chromium/vp8-simulcast", "firefox/vp8-simulcast"})
    void simulcastIsTakenLowestFirst(String capture) throws Exception {
        Negotiated negotiated = offered(capture);
        assertThat(section(negotiated.answer(), "1"))
                .contains("a=rid:q recv", "a=rid:h recv", "a=rid:f recv")
                .contains("a=simulcast:recv q;h;f");
        assertThat(publication(negotiated, "1").encodings())
                .containsExactly(
                        new EncodingParameters("q", -1, -1),
                        new EncodingParameters("h", -1, -1),
                        new EncodingParameters("f", -1, -1));
    }

    @Test
    void anEncodingThatStartsPausedIsTakenToo() throws Exception {
        String sdp =
                CapturedOffers.text("chromium/vp8-simulcast")
                        .replace("a=simulcast:send q;h;f", "a=simulcast:send q;h;~f");
        Negotiated negotiated = offer(sdp);
        assertThat(negotiated.answer()).contains("a=simulcast:recv q;h;f\r\n");
        assertThat(publication(negotiated, "1").encodings()).hasSize(3);
    }

    @Test
    void moreEncodingsThanTheBridgeForwardsAreNotAskedFor() throws Exception {
        String sdp =
                CapturedOffers.text("chromium/vp8-simulcast")
                        .replace("a=rid:f send", "a=rid:f send\r\na=rid:g send\r\na=rid:i send")
                        .replace("a=simulcast:send q;h;f", "a=simulcast:send q;h;f;g;i");
        Negotiated negotiated = offer(sdp);
        assertThat(negotiated.answer())
                .contains("a=simulcast:recv q;h;f;g\r\n")
                .doesNotContain("a=rid:i");
        assertThat(publication(negotiated, "1").encodings())
                .extracting(EncodingParameters::rid)
                .containsExactly("q", "h", "f", "g");
    }

    @Test
    void simulcastWithoutTheExtensionThatTellsItApartIsOneEncoding() throws Exception {
        String sdp =
                CapturedOffers.text("chromium/vp8-simulcast")
                        .replace("urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id", "urn:other");
        Negotiated negotiated = offer(sdp);
        assertThat(negotiated.answer()).doesNotContain("a=simulcast", "a=rid");
        assertThat(publication(negotiated, "1").encodings())
                .containsExactly(new EncodingParameters(null, -1, -1));
    }

    @Test
    void simulcastBySsrcGroupsHasAnRtxSsrcForEach() throws Exception {
        String sdp =
                CapturedOffers.text("chromium/vp8-simulcast")
                        .replaceAll("a=(rid|simulcast):.*\r?\n", "")
                        .stripTrailing();
        Negotiated negotiated =
                offer(
                        sdp
                                + """

                                a=ssrc-group:FID 11 12
                                a=ssrc-group:FID 21 22
                                a=ssrc-group:FID 31 32
                                a=ssrc-group:SIM 11 21 31
                                a=ssrc:11 cname:c
                                a=ssrc:12 cname:c
                                a=ssrc:21 cname:c
                                a=ssrc:22 cname:c
                                a=ssrc:31 cname:c
                                a=ssrc:32 cname:c
                                """);
        assertThat(publication(negotiated, "1").encodings())
                .containsExactly(
                        new EncodingParameters(null, 11, 12),
                        new EncodingParameters(null, 21, 22),
                        new EncodingParameters(null, 31, 32));
    }

    @Test
    void oneEncodingHasTheRtxSsrcOfItsGroup() throws Exception {
        assertThat(publication(offered("chromium/slots"), "1").encodings())
                .containsExactly(new EncodingParameters(null, 3_132_241_355L, 1_354_769_560L));
        assertThat(publication(offered("firefox/slots"), "1").encodings())
                .containsExactly(new EncodingParameters(null, 784_327_286L, 3_459_298_706L));
    }

    @Test
    void retransmissionsThatAreNamedFirstAreNotTakenForTheStream() throws Exception {
        String group = "a=ssrc-group:FID 3132241355 1354769560";
        String sdp =
                CapturedOffers.text("chromium/slots")
                        .replace(group, group + "\r\na=ssrc:1354769560 cname:first");
        assertThat(publication(offer(sdp), "1").encodings())
                .containsExactly(new EncodingParameters(null, 3_132_241_355L, 1_354_769_560L));
    }

    // offers after the first

    @ParameterizedTest
    @ValueSource(strings = {"chromium", "firefox"})
    void aSectionThatStopsAndIsRecycledBecomesSomethingElse(String browser) throws Exception {
        Negotiated first = offered(browser + "/audio-video");
        String microphone = first.publications().get("0").id();

        Negotiated stopped = offered(browser + "/re-offer-stopped");
        assertThat(stopped.publications().keySet()).containsExactly("0");
        assertThat(stopped.publications().get("0").id()).isEqualTo(microphone);
        assertThat(stopped.media().publications()).hasSize(1);
        assertThat(stopped.slots()).isEmpty();
        assertThat(section(stopped.answer(), "1"))
                .contains("a=inactive")
                .first()
                .asString()
                .startsWith("m=video 0 ");
        assertThat(stopped.answer()).contains("a=group:BUNDLE 0\r\n");

        Negotiated recycled = offered(browser + "/re-offer-recycled");
        assertThat(recycled.publications().get("0").id()).isEqualTo(microphone);
        assertThat(recycled.slots()).containsExactly(Map.entry("2", MediaKind.VIDEO));
        assertThat(recycled.answer()).contains("a=group:BUNDLE 0 2\r\n");
        assertThat(slotSsrcs.keySet()).containsExactlyInAnyOrder("0", "2");
        assertThat(slotRtxSsrcs.keySet()).containsExactly("2");
    }

    @Test
    void whatIsAddedLeavesTheRestAsItWas() throws Exception {
        String sdp = CapturedOffers.text("chromium/slots");
        Negotiated fewer = offer(without(sdp, "6"));
        assertThat(fewer.slots()).doesNotContainKey("6");
        Negotiated more = offer(sdp);
        assertThat(more.slots()).containsKeys("2", "3", "4", "5", "6");
        assertThat(more.media().slots()).containsAll(fewer.media().slots());
        assertThat(more.publications()).isEqualTo(fewer.publications());
    }

    @Test
    void aPublicationThatPausesEndsAndComesBackAsANewOne() throws Exception {
        String sdp = CapturedOffers.text("chromium/slots");
        String camera = offer(sdp).publications().get("1").id();
        Negotiated paused = offer(edited(sdp, "1", "a=sendonly", "a=inactive"));
        assertThat(paused.publications()).doesNotContainKey("1");
        assertThat(offer(sdp).publications().get("1").id()).isNotEqualTo(camera);
    }

    @Test
    void aSectionThatTurnsFromSendingToReceivingBecomesASlot() throws Exception {
        String sdp = CapturedOffers.text("chromium/slots");
        offer(sdp);
        Negotiated turned = offer(edited(sdp, "1", "a=sendonly", "a=recvonly"));
        assertThat(turned.publications()).doesNotContainKey("1");
        assertThat(turned.slots()).containsEntry("1", MediaKind.VIDEO);
        assertThat(slot(turned, "1").rtxSsrc()).isNotEqualTo(-1);
    }

    @Test
    void aPublicationMayPutAnotherCodecFirst() throws Exception {
        String sdp = CapturedOffers.text("chromium/audio-video");
        Negotiated before = offer(sdp);
        Negotiated after = offer(sdp.replace("SAVPF 96 97 102 103", "SAVPF 102 103 96 97"));
        assertThat(publication(before, "1").codecs().getFirst().encodingName()).isEqualTo("vp8");
        assertThat(publication(after, "1").codecs().getFirst().encodingName()).isEqualTo("h264");
        assertThat(after.publications()).isEqualTo(before.publications());
        assertThat(section(after.answer(), "1"))
                .first()
                .asString()
                .contains("SAVPF 102 103 96 97 ");
    }

    @Test
    void theMidTellsASectionAndNotItsPlace() throws Exception {
        String sdp = CapturedOffers.text("chromium/slots");
        SlotParameters fourth = slot(offer(sdp), "4");
        String moved = without(sdp, "4") + String.join("\r\n", section(sdp, "4")) + "\r\n";
        Negotiated reordered = offer(moved);
        assertThat(slot(reordered, "4")).isEqualTo(fourth);
        assertThat(reordered.slots().keySet()).last().isEqualTo("4");
    }

    @Test
    void anOfferThatIsRefusedLeavesTheSsrcsAsTheyWere() throws Exception {
        String sdp = CapturedOffers.text("chromium/slots");
        offer(without(sdp, "6"));
        Map<String, Long> before = Map.copyOf(slotSsrcs);
        Map<String, Long> rtxBefore = Map.copyOf(slotRtxSsrcs);
        String refused = edited(sdp, "6", "/90000", "/45000");
        assertThatThrownBy(() -> offer(refused)).isInstanceOf(OfferException.class);
        assertThat(slotSsrcs).isEqualTo(before);
        assertThat(slotRtxSsrcs).isEqualTo(rtxBefore);
    }

    @Test
    void theOriginKeepsItsIdAndCountsTheAnswers() throws Exception {
        String first = offered("chromium/slots").answer().lines().skip(1).findFirst().orElseThrow();
        String second =
                offered("chromium/slots").answer().lines().skip(1).findFirst().orElseThrow();
        assertThat(first.split(" ")[1]).isEqualTo(second.split(" ")[1]);
        assertThat(Long.parseLong(second.split(" ")[2]))
                .isEqualTo(Long.parseLong(first.split(" ")[2]) + 1);
    }

    // reading

    private static PublicationParameters publication(Negotiated negotiated, String mid) {
        return negotiated.media().publications().stream()
                .filter(each -> each.mid().equals(mid))
                .findFirst()
                .orElseThrow();
    }

    private static SlotParameters slot(Negotiated negotiated, String mid) {
        return negotiated.media().slots().stream()
                .filter(each -> each.mid().equals(mid))
                .findFirst()
                .orElseThrow();
    }

    /** The lines of one section, the m-line first. */
    private static List<String> section(String sdp, String mid) {
        return Arrays.stream(sdp.split("(?m)^(?=m=)"))
                .map(part -> part.lines().toList())
                .filter(lines -> lines.contains("a=mid:" + mid))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no section " + mid + " in\n" + sdp));
    }

    private static String edited(String sdp, String mid, String from, String to) {
        return Arrays.stream(sdp.split("(?m)^(?=m=)"))
                .map(part -> isOf(part, mid) ? part.replace(from, to) : part)
                .collect(joining());
    }

    private static String without(String sdp, String mid) {
        return Arrays.stream(sdp.split("(?m)^(?=m=)"))
                .filter(part -> !isOf(part, mid))
                .collect(joining());
    }

    private static boolean isOf(String part, String mid) {
        return part.lines().anyMatch(("a=mid:" + mid)::equals);
    }

    private static String names(List<String> section) {
        return section.stream()
                .filter(line -> line.startsWith("a=rtpmap:"))
                .map(line -> line.substring(line.indexOf(' ') + 1, line.indexOf('/')))
                .collect(joining(" "));
    }

    private static List<String> feedback(List<String> section, int payloadType) {
        String prefix = "a=rtcp-fb:" + payloadType + " ";
        return section.stream()
                .filter(line -> line.startsWith(prefix))
                .map(line -> line.substring(prefix.length()))
                .toList();
    }
}
