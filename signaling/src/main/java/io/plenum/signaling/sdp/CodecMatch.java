package io.plenum.signaling.sdp;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** When two payload types mean the same codec, and which of an offer's codecs an answer takes. */
public final class CodecMatch {
    /** RFC 6184 section 8.1: what a missing profile-level-id means, Baseline at level 1. */
    private static final String H264_DEFAULT = "42000a";

    private CodecMatch() {}

    /**
     * What besides name, clock rate and channels must be equal for two payload types to mean the
     * same codec, as {@code "name=value"} joined by ";" in the order of the names; empty if
     * nothing. Levels are left out: they may differ between offer and answer.
     */
    public static String formatKey(RtpCodec codec) {
        return formatKey(codec.encodingName(), codec.parameters());
    }

    private static String formatKey(String encodingName, FormatParameters fmtp) {
        final Map<String, String> key = new TreeMap<>();
        switch (encodingName.toUpperCase(Locale.ROOT)) {
            case "VP9" -> key.put("profile-id", fmtp.get("profile-id", "0"));
            case "AV1" -> key.put("profile", fmtp.get("profile", "0"));
            case "H264" -> {
                key.put("packetization-mode", fmtp.get("packetization-mode", "0"));
                key.put("profile", h264Profile(fmtp.get("profile-level-id", H264_DEFAULT)));
            }
            case "H265" -> {
                key.put("profile-id", fmtp.get("profile-id", "1"));
                key.put("tier-flag", fmtp.get("tier-flag", "0"));
            }
            default -> {
                // The name says it all.
            }
        }
        final StringBuilder text = new StringBuilder();
        key.forEach(
                (name, value) ->
                        text.append(text.isEmpty() ? "" : ";")
                                .append(name)
                                .append('=')
                                .append(value));
        return text.toString();
    }

    /**
     * The profile of a profile-level-id by the table of RFC 6184 section 8.1: several bit patterns
     * mean one profile. What the table does not hold stands for itself.
     */
    static String h264Profile(String profileLevelId) {
        final String id = profileLevelId.toLowerCase(Locale.ROOT);
        if (id.length() != 6 || !isHex(id)) {
            return "unknown-" + id;
        }
        final int profile = Integer.parseInt(id.substring(0, 2), 16);
        final int flags = Integer.parseInt(id.substring(2, 4), 16);
        if ((profile == 0x42 && (flags & 0x4F) == 0x40)
                || (profile == 0x4D && (flags & 0x8F) == 0x80)
                || (profile == 0x58 && (flags & 0xCF) == 0xC0)) {
            return "constrained-baseline";
        }
        if ((profile == 0x42 && (flags & 0x4F) == 0)
                || (profile == 0x58 && (flags & 0xCF) == 0x80)) {
            return "baseline";
        }
        if (profile == 0x4D && (flags & 0xAF) == 0) {
            return "main";
        }
        if (profile == 0x58 && (flags & 0xCF) == 0) {
            return "extended";
        }
        if (profile == 0x64 && flags == 0) {
            return "high";
        }
        if (profile == 0x64 && flags == 0x0C) {
            return "constrained-high";
        }
        return id.substring(0, 4);
    }

    private static boolean isHex(String lowerCase) {
        for (int i = 0; i < lowerCase.length(); i++) {
            if (Character.digit(lowerCase.charAt(i), 16) < 0 || lowerCase.charAt(i) > 'f') {
                return false;
            }
        }
        return true;
    }

    /** Whether both mean the same codec, "rtx" set aside. */
    public static boolean same(RtpCodec one, RtpCodec other) {
        return one.is(other.encodingName())
                && one.clockRateHz() == other.clockRateHz()
                && one.channels() == other.channels()
                && formatKey(one).equals(formatKey(other));
    }

    /** Whether the offered codec is the one that is preferred. */
    public static boolean matches(RtpCodec offered, CodecPreference preference) {
        return offered.is(preference.encodingName())
                && offered.clockRateHz() == preference.clockRateHz()
                && offered.channels() == preference.channels()
                && formatKey(offered)
                        .equals(formatKey(preference.encodingName(), preference.parameters()));
    }

    /**
     * The codecs of an answer in the order of {@code preferences}, each followed by its
     * retransmissions where they are offered and wanted. Payload types are the offer's; feedback is
     * what both know, in the offer's order; of two payload types that match one preference the
     * offer's first is taken.
     *
     * @return empty if nothing matches
     */
    public static List<RtpCodec> select(
            MediaDescription offered, List<CodecPreference> preferences) {
        final List<RtpCodec> selected = new ArrayList<>();
        for (CodecPreference preference : preferences) {
            for (RtpCodec codec : offered.codecs()) {
                if (matches(codec, preference) && !isSelected(selected, codec)) {
                    selected.add(answerOf(codec, preference));
                    final RtpCodec rtx = preference.rtx() ? rtxOf(offered, codec) : null;
                    if (rtx != null) {
                        selected.add(withoutFeedback(rtx));
                    }
                    break;
                }
            }
        }
        return List.copyOf(selected);
    }

    /** The "rtx" codec that repeats packets of {@code codec} in that section, or null. */
    public static @Nullable RtpCodec rtxOf(MediaDescription section, RtpCodec codec) {
        for (RtpCodec other : section.codecs()) {
            if (other.associatedPayloadType() == codec.payloadType()
                    && other.clockRateHz() == codec.clockRateHz()) {
                return other;
            }
        }
        return null;
    }

    private static boolean isSelected(List<RtpCodec> selected, RtpCodec codec) {
        return selected.stream().anyMatch(other -> other.payloadType() == codec.payloadType());
    }

    private static RtpCodec answerOf(RtpCodec offered, CodecPreference preference) {
        final List<RtcpFeedback> feedback =
                offered.feedback().stream()
                        .filter(f -> preference.feedback().stream().anyMatch(f::means))
                        .toList();
        return new RtpCodec(
                offered.payloadType(),
                offered.encodingName(),
                offered.clockRateHz(),
                offered.channels(),
                answerParameters(offered, preference),
                feedback);
    }

    /**
     * We forward and do not decode, so what describes the stream (profile, level, packetization,
     * redundancy, stereo, silence suppression) is repeated from the offer. What describes a
     * receiver is ours: none for VP8, whose max-fs and max-fr say what the other side can decode.
     */
    private static FormatParameters answerParameters(RtpCodec offered, CodecPreference preference) {
        return switch (offered.encodingName().toUpperCase(Locale.ROOT)) {
            case "VP9" -> only(offered, "profile-id");
            case "AV1" -> only(offered, "level-idx", "profile", "tier");
            case "H264" ->
                    only(
                            offered,
                            "level-asymmetry-allowed",
                            "packetization-mode",
                            "profile-level-id");
            case "H265" -> only(offered, "level-id", "profile-id", "tier-flag", "tx-mode");
            case "OPUS" -> opus(offered, preference);
            case "RED", "TELEPHONE-EVENT" -> offered.parameters();
            default -> preference.parameters();
        };
    }

    /**
     * Our parameters, unless the offer has its own mind about stereo, in-band FEC or discontinuous
     * transmission (RFC 7587 section 6.1): what a publisher offers to receive is what it wants to
     * send, and everyone decodes it.
     */
    private static FormatParameters opus(RtpCodec offered, CodecPreference preference) {
        final Map<String, String> parameters =
                new LinkedHashMap<>(preference.parameters().values());
        for (String name : List.of("stereo", "useinbandfec", "usedtx")) {
            final String value = offered.parameters().get(name);
            if ("0".equals(value) || "1".equals(value)) {
                parameters.put(name, value);
            }
        }
        return FormatParameters.of(parameters);
    }

    private static FormatParameters only(RtpCodec offered, String... names) {
        final Map<String, String> kept = new LinkedHashMap<>();
        for (String name : names) {
            final String value = offered.parameters().get(name);
            if (value != null) {
                kept.put(name, value);
            }
        }
        return FormatParameters.of(kept);
    }

    private static RtpCodec withoutFeedback(RtpCodec rtx) {
        return new RtpCodec(
                rtx.payloadType(),
                rtx.encodingName(),
                rtx.clockRateHz(),
                rtx.channels(),
                rtx.parameters(),
                List.of());
    }
}
