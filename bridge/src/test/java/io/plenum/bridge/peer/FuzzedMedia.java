package io.plenum.bridge.peer;

import io.plenum.bridge.parameters.CodecParameters;
import io.plenum.bridge.parameters.EncodingParameters;
import io.plenum.bridge.parameters.HeaderExtension;
import io.plenum.bridge.parameters.MediaKind;
import io.plenum.bridge.parameters.MediaParameters;
import io.plenum.bridge.parameters.PublicationParameters;
import io.plenum.bridge.parameters.SlotParameters;
import java.util.List;
import java.util.Map;

/**
 * What the guests of a fuzzed room send and receive: audio with and without RED, video in every
 * codec by RID simulcast, and video by SSRC; slots with and without RTX, with other payload types
 * and other extension identifiers, some of which need the two-byte form (RFC 8285 section 4.3).
 */
final class FuzzedMedia {
    static final int AUDIO_SSRC = 0xA000_0001;
    static final int CAMERA_SSRC = 0xC000_0001;
    static final int CAMERA_RTX_SSRC = 0xC000_0011;
    static final int SCREEN_SSRC = 0x5000_0001;
    static final int SCREEN_RTX_SSRC = 0x5000_0002;

    static final int AUDIO_SLOT = 0x1001;
    static final int VIDEO_SLOT = 0x1002;
    static final int VIDEO_RTX_SLOT = 0x1003;
    static final int PLAIN_SLOT = 0x1004;

    static final int MID = 1;
    static final int RID = 2;
    static final int REPAIRED_RID = 3;
    static final int TRANSPORT_CC = 4;
    static final int AUDIO_LEVEL = 5;
    static final int DESCRIPTOR = 6;
    static final int ORIENTATION = 7;
    static final int CAPTURE_TIME = 8;

    private static final Map<HeaderExtension, Integer> PUBLISHED =
            Map.of(
                    HeaderExtension.MID, MID,
                    HeaderExtension.RID, RID,
                    HeaderExtension.REPAIRED_RID, REPAIRED_RID,
                    HeaderExtension.TRANSPORT_CC, TRANSPORT_CC,
                    HeaderExtension.AUDIO_LEVEL, AUDIO_LEVEL,
                    HeaderExtension.DEPENDENCY_DESCRIPTOR, DESCRIPTOR,
                    HeaderExtension.VIDEO_ORIENTATION, ORIENTATION,
                    HeaderExtension.ABS_CAPTURE_TIME, CAPTURE_TIME);
    private static final Map<HeaderExtension, Integer> VIEWED =
            Map.of(
                    HeaderExtension.MID, 9,
                    HeaderExtension.AUDIO_LEVEL, 10,
                    HeaderExtension.TRANSPORT_CC, 11,
                    HeaderExtension.ABS_SEND_TIME, 12,
                    HeaderExtension.DEPENDENCY_DESCRIPTOR, 20,
                    HeaderExtension.VIDEO_ORIENTATION, 14,
                    HeaderExtension.ABS_CAPTURE_TIME, 13);
    private static final Map<HeaderExtension, Integer> VIEWED_PLAINLY =
            Map.of(HeaderExtension.DEPENDENCY_DESCRIPTOR, 2);
    private static final List<String> VIDEO = List.of("vp8", "vp9", "h264", "h265", "av1");

    private FuzzedMedia() {}

    /**
     * What guest {@code number} has negotiated.
     *
     * @param variant 0 everything; 1 without camera; 2 without RED and slots; 3 the camera's
     *     encodings by SSRC
     */
    static MediaParameters of(int number, int variant) {
        PublicationParameters microphone =
                new PublicationParameters(
                        "mic" + number,
                        "0",
                        MediaKind.AUDIO,
                        variant == 2 ? List.of(opus(111)) : List.of(red(63), opus(111)),
                        PUBLISHED,
                        List.of(new EncodingParameters(null, -1, -1)));
        PublicationParameters camera =
                new PublicationParameters(
                        "cam" + number,
                        "1",
                        MediaKind.VIDEO,
                        video(96, true),
                        PUBLISHED,
                        List.of(encoding(variant, 0), encoding(variant, 1), encoding(variant, 2)));
        PublicationParameters screen =
                new PublicationParameters(
                        "screen" + number,
                        "2",
                        MediaKind.VIDEO,
                        video(96, true),
                        PUBLISHED,
                        List.of(
                                new EncodingParameters(
                                        null,
                                        Integer.toUnsignedLong(SCREEN_SSRC),
                                        Integer.toUnsignedLong(SCREEN_RTX_SSRC))));
        return new MediaParameters(
                variant == 1 ? List.of(microphone, screen) : List.of(microphone, camera, screen),
                variant == 2 ? List.of() : slots(),
                "fuzzed");
    }

    private static EncodingParameters encoding(int variant, int number) {
        return variant == 3
                ? new EncodingParameters(
                        null,
                        Integer.toUnsignedLong(CAMERA_SSRC + number),
                        Integer.toUnsignedLong(CAMERA_RTX_SSRC + number))
                : new EncodingParameters(rid(number), -1, -1);
    }

    /** RID of a simulcast layer. */
    static String rid(int number) {
        return switch (number) {
            case 0 -> "q";
            case 1 -> "h";
            default -> "f";
        };
    }

    private static List<SlotParameters> slots() {
        return List.of(
                new SlotParameters(
                        "audio", MediaKind.AUDIO, AUDIO_SLOT, -1, List.of(opus(100)), VIEWED),
                new SlotParameters(
                        "video",
                        MediaKind.VIDEO,
                        VIDEO_SLOT,
                        VIDEO_RTX_SLOT,
                        video(110, true),
                        VIEWED),
                new SlotParameters(
                        "plain",
                        MediaKind.VIDEO,
                        PLAIN_SLOT,
                        -1,
                        video(96, false),
                        VIEWED_PLAINLY));
    }

    private static CodecParameters opus(int payloadType) {
        return new CodecParameters(payloadType, "opus", 48_000, 2, "", -1, true);
    }

    private static CodecParameters red(int payloadType) {
        return new CodecParameters(payloadType, "red", 48_000, 2, "", -1, true);
    }

    /** Every video codec from {@code first} on, at even distances its retransmissions. */
    private static List<CodecParameters> video(int first, boolean rtx) {
        return VIDEO.stream()
                .map(
                        name -> {
                            int payloadType = first + 2 * VIDEO.indexOf(name);
                            return new CodecParameters(
                                    payloadType,
                                    name,
                                    90_000,
                                    1,
                                    "",
                                    rtx ? payloadType + 1 : -1,
                                    true);
                        })
                .toList();
    }
}
