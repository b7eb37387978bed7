package io.plenum.bridge.layers;

import io.plenum.bridge.receive.PayloadFormat;

/** Writes payloads whose first bytes say what their frames are. */
final class PayloadBytes {
    private final PayloadFormat format;
    private final Scalability mode;
    private final boolean flexible;
    private int tl0PicIdx;

    PayloadBytes(PayloadFormat format, Scalability mode, boolean flexible) {
        this.format = format;
        this.mode = mode;
        this.flexible = flexible;
    }

    byte[] write(Frame frame, boolean first, boolean last) {
        if (first && frame.temporalId() == 0 && frame.spatialId() == 0) {
            tl0PicIdx++;
        }
        return switch (format) {
            case VP8 -> vp8(frame, first);
            case VP9 -> vp9(frame, first, last);
            case H264 -> new byte[] {(byte) (frame.isKey() && first ? 0x67 : 0x61), 1, 2, 3};
            case H265 -> h265(frame, first);
            case AV1 -> {
                boolean sequence = frame.isKey() && frame.spatialId() == 0 && first;
                yield new byte[] {(byte) (sequence ? 0x18 : 0x10), 0x30, 1, 2};
            }
            case OTHER -> new byte[] {1};
        };
    }

    /** RFC 7741 section 4.2. */
    private byte[] vp8(Frame frame, boolean first) {
        return new BitWriter()
                .put(first ? 0x90 : 0x80, 8)
                .put(0xE0, 8)
                .put(0x8000 | (frame.picture & 0x7FFF), 16)
                .put(tl0PicIdx, 8)
                .put(frame.temporalId(), 2)
                .put(frame.sync && frame.temporalId() > 0 ? 1 : 0, 1)
                .put(0, 5)
                .put(frame.isKey() ? 0x10 : 0x11, 8)
                .put(0, 24)
                .toBytes();
    }

    /** RFC 9628 section 4.2. */
    private byte[] vp9(Frame frame, boolean first, boolean last) {
        boolean interLayer =
                frame.references.stream().anyMatch(each -> each.picture == frame.picture);
        boolean interPicture =
                frame.references.stream().anyMatch(each -> each.picture != frame.picture);
        boolean structure = frame.isKey() && frame.spatialId() == 0 && first;
        boolean top = frame.spatialId() == mode.spatials() - 1;
        boolean notForUpper =
                switch (mode.kind()) {
                    case FULL -> top;
                    case KEY, KEY_SHIFT -> top || !frame.isKey();
                    case INDEPENDENT -> true;
                };
        BitWriter bits = new BitWriter();
        bits.put(1, 1).put(interPicture ? 1 : 0, 1).put(1, 1).put(flexible ? 1 : 0, 1);
        bits.put(first ? 1 : 0, 1).put(last ? 1 : 0, 1);
        bits.put(structure ? 1 : 0, 1).put(notForUpper ? 1 : 0, 1);
        bits.put(0x8000 | (frame.picture & 0x7FFF), 16);
        boolean up =
                frame.temporalId() == mode.temporals() - 1
                        || mode.temporalSync() == 1
                        || (frame.temporalId() == 0 && frame.sync);
        bits.put(frame.temporalId(), 3).put(up ? 1 : 0, 1);
        bits.put(frame.spatialId(), 3).put(interLayer ? 1 : 0, 1);
        if (!flexible) {
            bits.put(tl0PicIdx, 8);
        } else if (interPicture) {
            int[] differences =
                    frame.references.stream()
                            .mapToInt(each -> frame.picture - each.picture)
                            .filter(each -> each > 0)
                            .toArray();
            for (int i = 0; i < differences.length; i++) {
                bits.put(differences[i], 7).put(i < differences.length - 1 ? 1 : 0, 1);
            }
        }
        if (structure) {
            bits.put(mode.spatials() - 1, 3).put(0, 5);
        }
        return bits.put(0, 16).toBytes();
    }

    /** RFC 7798 section 4.4.1: VPS, IDR, TRAIL_R, TSA_R and STSA_R. */
    private byte[] h265(Frame frame, boolean first) {
        boolean access = frame.temporalId() == mode.temporals() - 1 || mode.temporalSync() == 1;
        int switching = access ? 3 : 5;
        int type = frame.sync && frame.temporalId() > 0 ? switching : 1;
        int key = first ? 32 : 19;
        int unit = frame.isKey() ? key : type;
        return new BitWriter().put(unit, 7).put(frame.temporalId() + 1, 9).put(7, 16).toBytes();
    }
}
