package io.plenum.signaling.negotiation;

import io.plenum.bridge.parameters.CodecParameters;
import io.plenum.bridge.parameters.HeaderExtension;
import io.plenum.bridge.parameters.MediaKind;
import io.plenum.signaling.sdp.CodecMatch;
import io.plenum.signaling.sdp.CodecPreference;
import io.plenum.signaling.sdp.Extmap;
import io.plenum.signaling.sdp.MediaDescription;
import io.plenum.signaling.sdp.RtcpFeedback;
import io.plenum.signaling.sdp.RtpCodec;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Which of an offer's codecs, feedback and header extensions are used. */
final class CodecPolicy {
    private static final List<CodecPreference> AUDIO =
            List.of(
                    new CodecPreference(
                            "opus",
                            48_000,
                            2,
                            CodecPreference.OPUS.parameters(),
                            List.of(),
                            false));

    private static final List<CodecPreference> VIDEO =
            List.of(
                    new CodecPreference(
                            "VP8",
                            90_000,
                            1,
                            CodecPreference.VP8.parameters(),
                            List.of(RtcpFeedback.CCM_FIR, RtcpFeedback.NACK_PLI),
                            false));

    private static final Set<String> AUDIO_EXTENSIONS =
            Set.of(HeaderExtension.MID.uri(), HeaderExtension.AUDIO_LEVEL.uri());

    /**
     * Not video-orientation: a publisher that has it sends turned pictures, and viewers without it
     * (Firefox) would show them lying down. Without it the publisher turns them itself.
     */
    private static final Set<String> VIDEO_EXTENSIONS = Set.of(HeaderExtension.MID.uri());

    private CodecPolicy() {}

    /** What is forwarded of a kind, for error messages. */
    static String forwarded(MediaKind kind) {
        return switch (kind) {
            case AUDIO -> "opus";
            case VIDEO -> "VP8";
        };
    }

    /** The offer's codecs that are forwarded, with the feedback that is answered. */
    static List<RtpCodec> choose(MediaKind kind, MediaDescription offered) {
        return CodecMatch.select(
                offered,
                switch (kind) {
                    case AUDIO -> AUDIO;
                    case VIDEO -> VIDEO;
                });
    }

    /** The same codecs for the bridge. */
    static List<CodecParameters> parameters(List<RtpCodec> chosen) {
        return chosen.stream()
                .map(
                        codec ->
                                new CodecParameters(
                                        codec.payloadType(),
                                        codec.encodingName().toLowerCase(Locale.ROOT),
                                        codec.clockRateHz(),
                                        codec.channels(),
                                        CodecMatch.formatKey(codec),
                                        -1))
                .toList();
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
