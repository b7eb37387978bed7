package io.plenum.signaling.sdp;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One m-section.
 *
 * @param line number of its m-line in the text, from 1
 * @param text its m-line
 * @param kind audio, video, application …
 * @param port 0 if it is rejected, stopped, or bundle-only
 * @param bundleOnly whether it lives only in its bundle (then port 0 does not reject it)
 * @param protocol for example UDP/TLS/RTP/SAVPF
 * @param formats as they stand in the m-line
 * @param mid a=mid, or null
 * @param direction sendrecv if it says nothing and the session says nothing
 * @param codecs in the order of preference, those with an rtpmap or a static number
 * @param extensions a=extmap
 * @param ssrcs in the order in which they appear
 * @param repairs SSRC groups FID: primary and repair, in pairs
 * @param sendRids a=rid … send, in the order in which they appear
 * @param transport with what the session says
 * @param rtcpMux a=rtcp-mux
 * @param rtcpReducedSize a=rtcp-rsize
 */
public record MediaDescription(
        int line,
        String text,
        String kind,
        int port,
        boolean bundleOnly,
        String protocol,
        List<String> formats,
        @Nullable String mid,
        Direction direction,
        List<SdpCodec> codecs,
        List<SdpExtension> extensions,
        List<Long> ssrcs,
        List<Long> repairs,
        List<String> sendRids,
        SdpTransport transport,
        boolean rtcpMux,
        boolean rtcpReducedSize) {
    /** Copies the lists. */
    public MediaDescription {
        formats = List.copyOf(formats);
        codecs = List.copyOf(codecs);
        extensions = List.copyOf(extensions);
        ssrcs = List.copyOf(ssrcs);
        repairs = List.copyOf(repairs);
        sendRids = List.copyOf(sendRids);
    }

    /** Whether it was stopped or rejected (RFC 8829 section 5.2.2). */
    public boolean stopped() {
        return port == 0 && !bundleOnly;
    }
}
