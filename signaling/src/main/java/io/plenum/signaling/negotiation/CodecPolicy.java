package io.plenum.signaling.negotiation;

import io.plenum.bridge.parameters.CodecParameters;
import io.plenum.bridge.parameters.HeaderExtension;
import io.plenum.bridge.parameters.MediaKind;
import io.plenum.signaling.sdp.CodecMatch;
import io.plenum.signaling.sdp.CodecPreference;
import io.plenum.signaling.sdp.Direction;
import io.plenum.signaling.sdp.Extmap;
import io.plenum.signaling.sdp.FormatParameters;
import io.plenum.signaling.sdp.MediaDescription;
import io.plenum.signaling.sdp.RtcpFeedback;
import io.plenum.signaling.sdp.RtpCodec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which of an offer's codecs, feedback and header extensions are used. The bridge forwards and does
 * not decode, so it takes every codec whose packets it can read, and leaves the order of preference
 * to the client: what a publisher names first is what it sends, and a viewer's slot takes whatever
 * the viewer can decode.
 */
final class CodecPolicy {
    private static final List<RtcpFeedback> AUDIO_FEEDBACK =
            List.of(RtcpFeedback.TRANSPORT_CC, RtcpFeedback.NACK);

    /** Of transport-cc and goog-remb one is answered: see {@link #withOneEstimate}. */
    private static final List<RtcpFeedback> VIDEO_FEEDBACK =
            List.of(
                    RtcpFeedback.TRANSPORT_CC,
                    RtcpFeedback.GOOG_REMB,
                    RtcpFeedback.CCM_FIR,
                    RtcpFeedback.NACK,
                    RtcpFeedback.NACK_PLI);

    private static final List<CodecPreference> AUDIO =
            List.of(
                    audio("opus", 48_000, 2, CodecPreference.OPUS.parameters()),
                    audio("red", 48_000, 2, FormatParameters.NONE),
                    audio("PCMU", 8_000, 1, FormatParameters.NONE),
                    audio("PCMA", 8_000, 1, FormatParameters.NONE),
                    audio("telephone-event", 48_000, 1, FormatParameters.NONE),
                    audio("telephone-event", 8_000, 1, FormatParameters.NONE));

    private static final List<CodecPreference> VIDEO =
            Stream.of(
                            Stream.of(video("VP8", ""), video("VP9", "profile-id=0")),
                            Stream.of(video("VP9", "profile-id=2")),
                            h264(1),
                            h264(0),
                            Stream.of(video("AV1", "profile=0"), video("AV1", "profile=1")),
                            Stream.of(video("H265", "profile-id=1;tier-flag=0")),
                            Stream.of(video("H265", "profile-id=2;tier-flag=0")))
                    .flatMap(each -> each)
                    .toList();

    private static final Set<String> AUDIO_EXTENSIONS =
            uris(
                    HeaderExtension.MID,
                    HeaderExtension.AUDIO_LEVEL,
                    HeaderExtension.TRANSPORT_CC,
                    HeaderExtension.ABS_CAPTURE_TIME);

    /**
     * Not video-orientation: a publisher that has it sends turned pictures, and viewers without it
     * (Firefox) would show them lying down. Without it the publisher turns them itself.
     */
    private static final Set<String> VIDEO_EXTENSIONS =
            uris(
                    HeaderExtension.MID,
                    HeaderExtension.RID,
                    HeaderExtension.REPAIRED_RID,
                    HeaderExtension.TRANSPORT_CC,
                    HeaderExtension.DEPENDENCY_DESCRIPTOR,
                    HeaderExtension.ABS_CAPTURE_TIME);

    private CodecPolicy() {}

    private static CodecPreference audio(
            String name, int clockRateHz, int channels, FormatParameters parameters) {
        return new CodecPreference(name, clockRateHz, channels, parameters, AUDIO_FEEDBACK, false);
    }

    private static CodecPreference video(String name, String parameters) {
        return new CodecPreference(
                name, 90_000, 1, FormatParameters.parse(parameters), VIDEO_FEEDBACK, true);
    }

    /** Constrained Baseline, Baseline, Main, Constrained High, High (RFC 6184 section 8.1). */
    private static Stream<CodecPreference> h264(int packetizationMode) {
        return Stream.of("42e01f", "42001f", "4d001f", "640c1f", "64001f")
                .map(
                        profile ->
                                video(
                                        "H264",
                                        "packetization-mode=%d;profile-level-id=%s"
                                                .formatted(packetizationMode, profile)));
    }

    private static Set<String> uris(HeaderExtension... extensions) {
        return Stream.of(extensions).map(HeaderExtension::uri).collect(Collectors.toSet());
    }

    /** What is forwarded of a kind, for error messages. */
    static String forwarded(MediaKind kind) {
        return switch (kind) {
            case AUDIO -> "opus, PCMU, PCMA";
            case VIDEO -> "VP8, VP9, H264, AV1, H265";
        };
    }

    /**
     * The offer's codecs that are forwarded, in the offer's order, each followed by its
     * retransmissions, with the feedback that is answered. Empty if there is nothing but what
     * accompanies a codec (RED, telephone events).
     */
    static List<RtpCodec> choose(MediaKind kind, MediaDescription offered) {
        List<RtpCodec> selected =
                CodecMatch.select(
                        offered,
                        switch (kind) {
                            case AUDIO -> AUDIO;
                            case VIDEO -> VIDEO;
                        });
        if (selected.stream().allMatch(codec -> codec.is("red") || codec.is("telephone-event"))) {
            return List.of();
        }
        List<Integer> order = offered.codecs().stream().map(RtpCodec::payloadType).toList();
        List<RtpCodec> sorted = new ArrayList<>();
        for (RtpCodec codec : selected) {
            sorted.add(withOneEstimate(codec, offered.direction()));
        }
        sorted.sort(Comparator.comparingInt(codec -> order.indexOf(codec.payloadType())));
        return sorted;
    }

    /**
     * REMB is the estimate of who receives, so it is answered only where the client receives and we
     * do not, and only if it knows nothing better.
     */
    private static RtpCodec withOneEstimate(RtpCodec codec, Direction theirs) {
        boolean remb = !theirs.sends() && !codec.feedback().contains(RtcpFeedback.TRANSPORT_CC);
        return new RtpCodec(
                codec.payloadType(),
                codec.encodingName(),
                codec.clockRateHz(),
                codec.channels(),
                codec.parameters(),
                codec.feedback().stream()
                        .filter(each -> remb || !each.equals(RtcpFeedback.GOOG_REMB))
                        .toList());
    }

    /** The same codecs for the bridge. */
    static List<CodecParameters> parameters(List<RtpCodec> chosen) {
        return chosen.stream()
                .filter(codec -> !codec.is("rtx"))
                .map(
                        codec ->
                                new CodecParameters(
                                        codec.payloadType(),
                                        codec.encodingName().toLowerCase(Locale.ROOT),
                                        codec.clockRateHz(),
                                        codec.channels(),
                                        CodecMatch.formatKey(codec),
                                        rtxPayloadType(codec, chosen),
                                        codec.feedback().contains(RtcpFeedback.NACK)))
                .toList();
    }

    private static int rtxPayloadType(RtpCodec codec, List<RtpCodec> chosen) {
        for (RtpCodec other : chosen) {
            if (other.associatedPayloadType() == codec.payloadType()) {
                return other.payloadType();
            }
        }
        return -1;
    }

    /** Whether retransmissions have a stream of their own (RFC 4588). */
    static boolean hasRtx(List<RtpCodec> chosen) {
        return chosen.stream().anyMatch(codec -> codec.is("rtx"));
    }

    /** The offer's extensions that are used. */
    static List<Extmap> extensions(MediaKind kind, MediaDescription offered) {
        return Extmap.select(
                offered, kind == MediaKind.AUDIO ? AUDIO_EXTENSIONS : VIDEO_EXTENSIONS);
    }

    /** The same extensions for the bridge. */
    static Map<HeaderExtension, Integer> identifiers(List<Extmap> extensions) {
        final Map<HeaderExtension, Integer> ids = new EnumMap<>(HeaderExtension.class);
        for (Extmap extension : extensions) {
            final HeaderExtension known = HeaderExtension.ofUri(extension.uri());
            if (known != null) {
                ids.put(known, extension.id());
            }
        }
        return ids;
    }
}
