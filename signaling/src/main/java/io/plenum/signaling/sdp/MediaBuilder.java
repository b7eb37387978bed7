package io.plenum.signaling.sdp;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects an m-section. Not safe for use by several threads. */
public final class MediaBuilder {
    private final String media;
    private final String protocol;
    private final List<String> formats;
    private int port = 9;
    private String connection = "IN IP4 0.0.0.0";
    private final List<Bandwidth> bandwidths = new ArrayList<>();
    private @Nullable String mid;
    private Direction direction = Direction.SENDRECV;
    private boolean bundleOnly;
    private TransportDescription transport = TransportDescription.NONE;
    private final List<Candidate> candidates = new ArrayList<>();
    private boolean endOfCandidates;
    private boolean rtcpMux;
    private boolean rtcpMuxOnly;
    private boolean rtcpReducedSize;
    private final List<RtpCodec> codecs = new ArrayList<>();
    private final List<Extmap> extensions = new ArrayList<>();
    private boolean extmapAllowMixed;
    private final List<Msid> msids = new ArrayList<>();
    private final List<SsrcGroup> ssrcGroups = new ArrayList<>();
    private final List<SsrcDescription> ssrcs = new ArrayList<>();
    private final List<Rid> rids = new ArrayList<>();
    private @Nullable Simulcast simulcast;
    private int sctpPort = -1;
    private long maxMessageSizeBytes = -1;

    MediaBuilder(String media, String protocol, List<String> formats) {
        this.media = media;
        this.protocol = protocol;
        this.formats = formats;
    }

    public MediaBuilder port(int value) {
        port = value;
        return this;
    }

    public MediaBuilder connection(String value) {
        connection = value;
        return this;
    }

    public MediaBuilder bandwidth(Bandwidth value) {
        bandwidths.add(value);
        return this;
    }

    public MediaBuilder mid(@Nullable String value) {
        mid = value;
        return this;
    }

    public MediaBuilder direction(Direction value) {
        direction = value;
        return this;
    }

    public MediaBuilder bundleOnly(boolean value) {
        bundleOnly = value;
        return this;
    }

    public MediaBuilder transport(TransportDescription value) {
        transport = value;
        return this;
    }

    public MediaBuilder candidate(Candidate value) {
        candidates.add(value);
        return this;
    }

    public MediaBuilder endOfCandidates(boolean value) {
        endOfCandidates = value;
        return this;
    }

    public MediaBuilder rtcpMux(boolean value) {
        rtcpMux = value;
        return this;
    }

    public MediaBuilder rtcpMuxOnly(boolean value) {
        rtcpMuxOnly = value;
        return this;
    }

    public MediaBuilder rtcpReducedSize(boolean value) {
        rtcpReducedSize = value;
        return this;
    }

    public MediaBuilder codec(RtpCodec value) {
        codecs.add(value);
        return this;
    }

    public MediaBuilder extension(Extmap value) {
        extensions.add(value);
        return this;
    }

    public MediaBuilder extmapAllowMixed(boolean value) {
        extmapAllowMixed = value;
        return this;
    }

    public MediaBuilder msid(Msid value) {
        msids.add(value);
        return this;
    }

    public MediaBuilder ssrcGroup(SsrcGroup value) {
        ssrcGroups.add(value);
        return this;
    }

    public MediaBuilder ssrc(SsrcDescription value) {
        ssrcs.add(value);
        return this;
    }

    public MediaBuilder rid(Rid value) {
        rids.add(value);
        return this;
    }

    public MediaBuilder simulcast(@Nullable Simulcast value) {
        simulcast = value;
        return this;
    }

    public MediaBuilder sctpPort(int value) {
        sctpPort = value;
        return this;
    }

    public MediaBuilder maxMessageSizeBytes(long value) {
        maxMessageSizeBytes = value;
        return this;
    }

    /** The section as collected so far. */
    public MediaDescription build() {
        return new MediaDescription(
                media,
                port,
                protocol,
                formats,
                connection,
                bandwidths,
                mid,
                direction,
                bundleOnly,
                transport,
                candidates,
                endOfCandidates,
                rtcpMux,
                rtcpMuxOnly,
                rtcpReducedSize,
                codecs,
                extensions,
                extmapAllowMixed,
                msids,
                ssrcGroups,
                ssrcs,
                rids,
                simulcast,
                sctpPort,
                maxMessageSizeBytes);
    }
}
