package io.plenum.bridge.rtp.payload;

import io.plenum.bridge.rtp.Verdict;

/** Reads an Opus packet's table of contents (RFC 6716 sections 3.1 and 3.2). */
public final class OpusPayload {
    /** RTP clock rate of Opus (RFC 7587 section 4.1). */
    public static final int CLOCK_RATE_HZ = 48_000;

    /** A packet no longer than this tells no sound but its absence (RFC 6716 section 2.1.9). */
    private static final int MAX_DTX_BYTES = 2;

    /** 120 ms, the longest a packet may last (RFC 6716 section 3.2.5). */
    private static final int MAX_SAMPLES = 5760;

    private int tableOfContents;
    private int length;
    private int frames;

    /**
     * Wraps an RTP payload.
     *
     * @return {@link Verdict#OK}; {@link Verdict#TOO_SHORT} for no payload; {@link
     *     Verdict#TRUNCATED} when the frame count is cut off; {@link Verdict#ILLEGAL_VALUE} for no
     *     frame or more than 120 ms
     */
    public Verdict wrap(byte[] buffer, int offset, int length) {
        tableOfContents = 0;
        this.length = 0;
        frames = 0;
        if (length < 1) {
            return Verdict.TOO_SHORT;
        }
        int toc = buffer[offset] & 0xFF;
        int code = toc & 3;
        int count = code == 0 ? 1 : 2;
        if (code == 3) {
            if (length < 2) {
                return Verdict.TRUNCATED;
            }
            count = buffer[offset + 1] & 0x3F;
        }
        if (count == 0 || count * samplesPerFrame(toc) > MAX_SAMPLES) {
            return Verdict.ILLEGAL_VALUE;
        }
        tableOfContents = toc;
        this.length = length;
        frames = count;
        return Verdict.OK;
    }

    /** Frame sizes by configuration (RFC 6716 table 2). */
    private static int samplesPerFrame(int toc) {
        int configuration = toc >>> 3;
        if (configuration < 12) {
            int size = configuration & 3;
            return size == 3 ? 2880 : 480 << size;
        }
        return configuration < 16 ? 480 << (configuration & 1) : 120 << (configuration & 3);
    }

    /** Mode, bandwidth and frame size, 0 to 31. */
    public int configuration() {
        return tableOfContents >>> 3;
    }

    /** The s bit. */
    public boolean isStereo() {
        return (tableOfContents & 0x04) != 0;
    }

    /** Frames in the packet, 1 to 48; 0 before a packet. */
    public int frameCount() {
        return frames;
    }

    /** How long the packet sounds, 120 to 5760 samples at 48 kHz; 0 before a packet. */
    public int durationSamples() {
        return frames * samplesPerFrame(tableOfContents);
    }

    /**
     * Whether the packet stands for silence in discontinuous transmission (RFC 7587 section 3.1.3).
     */
    public boolean isDtx() {
        return length > 0 && length <= MAX_DTX_BYTES;
    }
}
