package io.plenum.signaling.sdp;

/**
 * How large a description may be. The largest real offer in the tests (Chromium, 8 sections) has 28
 * thousand characters in 840 lines; the defaults leave room for some 60 sections of that kind.
 *
 * @param characters of the whole text
 * @param lineCharacters of one line
 * @param lines of the whole text
 * @param mediaSections m-lines
 * @param feedback rtcp-fb values after a wildcard was copied to every payload type; bounds memory
 */
public record SdpLimits(
        int characters, int lineCharacters, int lines, int mediaSections, int feedback) {
    /** 256 Ki characters, 12,000 lines of at most 8 Ki characters, 256 sections. */
    public static final SdpLimits DEFAULT =
            new SdpLimits(256 * 1024, 8 * 1024, 12_000, 256, 65_536);
}
