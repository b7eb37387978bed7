package io.plenum.signaling.negotiation;

import io.plenum.bridge.parameters.CodecParameters;
import io.plenum.bridge.parameters.HeaderExtension;
import io.plenum.bridge.parameters.MediaKind;
import io.plenum.signaling.sdp.SdpCodec;
import io.plenum.signaling.sdp.SdpExtension;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Which of an offer's codecs, feedback and header extensions are used. */
final class CodecPolicy {
    private static final Set<HeaderExtension> AUDIO_EXTENSIONS =
            EnumSet.of(HeaderExtension.MID, HeaderExtension.AUDIO_LEVEL);

    /**
     * Not video-orientation: a publisher that has it sends turned pictures, and viewers without it
     * (Firefox) would show them lying down. Without it the publisher turns them itself.
     */
    private static final Set<HeaderExtension> VIDEO_EXTENSIONS = EnumSet.of(HeaderExtension.MID);

    private static final List<String> VIDEO_FEEDBACK = List.of("ccm fir", "nack pli");

    private CodecPolicy() {}

    /** What is forwarded of a kind, for error messages. */
    static String forwarded(MediaKind kind) {
        return switch (kind) {
            case AUDIO -> "opus";
            case VIDEO -> "VP8";
        };
    }

    /** The offer's codecs that are forwarded, with the feedback that is answered. */
    static List<SdpCodec> choose(MediaKind kind, List<SdpCodec> offered) {
        List<SdpCodec> chosen = new ArrayList<>();
        for (SdpCodec codec : offered) {
            boolean forwarded =
                    switch (kind) {
                        case AUDIO ->
                                codec.name().equals("opus")
                                        && codec.clockRateHz() == 48_000
                                        && codec.channels() == 2;
                        case VIDEO -> codec.name().equals("vp8") && codec.clockRateHz() == 90_000;
                    };
            if (forwarded) {
                chosen.add(answered(kind, codec));
            }
        }
        return chosen;
    }

    private static SdpCodec answered(MediaKind kind, SdpCodec codec) {
        List<String> feedback =
                kind == MediaKind.VIDEO
                        ? VIDEO_FEEDBACK.stream().filter(codec.feedback()::contains).toList()
                        : List.of();
        String format = kind == MediaKind.AUDIO ? "minptime=10;useinbandfec=1" : "";
        return new SdpCodec(
                codec.payloadType(),
                // Names compare without case (RFC 4855 section 3); this is how they are registered.
                kind == MediaKind.AUDIO ? "opus" : "VP8",
                codec.clockRateHz(),
                codec.channels(),
                format,
                feedback);
    }

    /** The same codecs for the bridge. */
    static List<CodecParameters> parameters(List<SdpCodec> chosen) {
        return chosen.stream()
                .map(
                        codec ->
                                new CodecParameters(
                                        codec.payloadType(),
                                        codec.name().toLowerCase(Locale.ROOT),
                                        codec.clockRateHz(),
                                        codec.channels(),
                                        "",
                                        -1))
                .toList();
    }

    /** The offer's extensions that are used. */
    static List<SdpExtension> extensions(MediaKind kind, List<SdpExtension> offered) {
        Set<HeaderExtension> wanted = kind == MediaKind.AUDIO ? AUDIO_EXTENSIONS : VIDEO_EXTENSIONS;
        Set<HeaderExtension> taken = EnumSet.noneOf(HeaderExtension.class);
        List<SdpExtension> used = new ArrayList<>();
        for (SdpExtension extension : offered) {
            HeaderExtension known = HeaderExtension.ofUri(extension.uri());
            if (known != null && wanted.contains(known) && taken.add(known)) {
                used.add(extension);
            }
        }
        return used;
    }
}
