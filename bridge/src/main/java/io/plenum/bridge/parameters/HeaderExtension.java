package io.plenum.bridge.parameters;

import org.jspecify.annotations.Nullable;

/** The RTP header extensions the bridge reads or writes (RFC 8285); others are removed. */
public enum HeaderExtension {
    MID("urn:ietf:params:rtp-hdrext:sdes:mid"),
    RID("urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id"),
    REPAIRED_RID("urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id"),
    AUDIO_LEVEL("urn:ietf:params:rtp-hdrext:ssrc-audio-level"),
    ABS_SEND_TIME("http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time"),
    TRANSPORT_CC("http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01"),
    DEPENDENCY_DESCRIPTOR(
            "https://aomediacodec.github.io/av1-rtp-spec/#dependency-descriptor-rtp-header-extension"),
    VIDEO_ORIENTATION("urn:3gpp:video-orientation"),
    ABS_CAPTURE_TIME("http://www.webrtc.org/experiments/rtp-hdrext/abs-capture-time");

    private final String uri;

    HeaderExtension(String uri) {
        this.uri = uri;
    }

    /** Its name in SDP. */
    public String uri() {
        return uri;
    }

    /** The extension of that name, or null if the bridge does not use it. */
    public static @Nullable HeaderExtension ofUri(String uri) {
        for (HeaderExtension extension : values()) {
            if (extension.uri.equals(uri)) {
                return extension;
            }
        }
        return null;
    }
}
