package io.plenum.bridge.parameters;

/**
 * What a video slot is to be sent, and why nothing better.
 *
 * @param mid the slot's media identification (RFC 5888)
 * @param encoding simulcast layer, 0 for the lowest; -1 if it is sent nothing
 * @param spatial spatial layer within the encoding
 * @param temporal temporal layer within the encoding
 * @param targetBps what that takes as measured, bits per second of whole packets; 0 if it is sent
 *     nothing
 * @param width of the picture in pixels, as the publisher tells it or else as its encodings usually
 *     are; 0 if it is sent nothing
 * @param height as {@code width}
 */
public record SlotAllocation(
        String mid,
        int encoding,
        int spatial,
        int temporal,
        long targetBps,
        int width,
        int height,
        AllocationReason reason) {}
