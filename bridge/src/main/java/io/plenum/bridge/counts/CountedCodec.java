package io.plenum.bridge.counts;

import io.plenum.bridge.parameters.CodecParameters;

/** The codecs whose traffic is counted apart: few, so that they can label a metric. */
public enum CountedCodec {
    OPUS("opus", false),
    RED("red", false),
    OTHER_AUDIO("other", false),
    VP8("vp8", true),
    VP9("vp9", true),
    H264("h264", true),
    H265("h265", true),
    AV1("av1", true),
    OTHER_VIDEO("other", true);

    private final String text;
    private final boolean video;

    CountedCodec(String text, boolean video) {
        this.text = text;
        this.video = video;
    }

    /** Where a codec is counted. */
    public static CountedCodec of(CodecParameters codec, boolean video) {
        for (CountedCodec each : values()) {
            if (each.video == video && each.text.equals(codec.encodingName())) {
                return each;
            }
        }
        return video ? OTHER_VIDEO : OTHER_AUDIO;
    }

    /** As in rtpmap, lower case, or "other". */
    public String text() {
        return text;
    }

    /** Whether it is video; audio otherwise. */
    public boolean video() {
        return video;
    }
}
