package io.plenum.bridge.parameters;

import org.jspecify.annotations.Nullable;

/**
 * One encoding of a publication: the whole of it, or one simulcast layer. Lowest quality first.
 *
 * @param rid restriction identifier (RFC 8851), or null if the SSRC tells the encodings apart
 * @param ssrc synchronization source if the SDP names it, unsigned 32 bits, or -1
 * @param rtxSsrc synchronization source of its retransmissions if the SDP names it, or -1
 */
public record EncodingParameters(@Nullable String rid, long ssrc, long rtxSsrc) {}
