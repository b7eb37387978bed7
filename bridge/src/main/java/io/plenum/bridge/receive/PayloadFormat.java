package io.plenum.bridge.receive;

import io.plenum.bridge.parameters.CodecParameters;

/** The payload formats whose descriptors are read. */
public enum PayloadFormat {
    VP8,
    VP9,
    H264,
    H265,
    AV1,
    /** Audio and everything else, which is forwarded as it is. */
    OTHER;

    /** The format of a codec. */
    public static PayloadFormat of(CodecParameters codec) {
        return switch (codec.encodingName()) {
            case "vp8" -> VP8;
            case "vp9" -> VP9;
            case "h264" -> H264;
            case "h265" -> H265;
            case "av1" -> AV1;
            default -> OTHER;
        };
    }
}
