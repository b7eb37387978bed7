package io.plenum.bridge.peer;

import io.plenum.bridge.bytes.BigEndian;
import io.plenum.bridge.ice.BindingRequest;
import io.plenum.bridge.parameters.LayerTarget;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Bytes read as a sequence of things that happen in a room, so that every input means something and
 * a small change to it is a small change to what happens. An action's first byte says in its lower
 * half what is done and in its upper half by whom, and more.
 */
final class FuzzedScript {
    static final int RAW = 0;
    static final int RTP = 1;
    static final int SHAPED_RTP = 2;
    static final int RTCP = 3;
    static final int NACK = 4;
    static final int PASS = 5;
    static final int STUN = 6;
    static final int LAYERS = 7;
    static final int ASSIGN = 8;
    static final int MEDIA = 9;
    static final int REPEAT = 10;
    static final int KINDS = 11;

    /** Sources of {@link #SHAPED_RTP}, in this order. */
    static final int AUDIO = 0;

    static final int CAMERA = 1;
    static final int CAMERA_RTX = 4;
    static final int SCREEN = 7;
    static final int SCREEN_RTX = 8;
    static final int STRANGE = 9;
    static final int SOURCES = 10;

    /** Bits of {@link #SHAPED_RTP}. */
    static final int MARKER = 1;

    static final int WITH_MID = 2;
    static final int WITH_RID = 4;
    static final int WITH_TRANSPORT_CC = 8;
    static final int WITH_DESCRIPTOR = 16;
    static final int WITH_OTHERS = 32;
    static final int PADDED = 64;
    static final int TWO_BYTE = 128;

    private static final int MAX_ACTIONS = 64;
    private static final int MAX_BYTES = 1500;
    private static final int MAX_ELEMENT_BYTES = 200;
    private static final int SHORT_PASS = 200;
    private static final String[] SLOTS = {"audio", "video", "plain", "none"};
    private static final String[] SHOWN = {"mic", "cam", "screen"};
    private static final int[] SLOT_SSRCS = {
        FuzzedMedia.AUDIO_SLOT,
        FuzzedMedia.VIDEO_SLOT,
        FuzzedMedia.PLAIN_SLOT,
        FuzzedMedia.VIDEO_RTX_SLOT
    };
    private static final byte[] NOTHING = {};

    private final byte[] script;
    private final FuzzedRoom room;
    private final byte[] packet = new byte[2048];
    private int at;
    private int transportSequence;

    FuzzedScript(byte[] script, FuzzedRoom room) {
        this.script = script;
        this.room = room;
    }

    void play() {
        for (int i = 0; i < MAX_ACTIONS && at < script.length; i++) {
            int action = next();
            int more = action >> 4;
            FuzzedGuest guest = room.guest(more);
            switch ((action & 0x0F) % KINDS) {
                case RAW -> guest.sendRaw(bytes());
                case RTP -> {
                    byte[] content = bytes();
                    guest.sendRtp(content, content.length);
                }
                case SHAPED_RTP -> shapedRtp(guest);
                case RTCP -> guest.sendRtcp(bytes());
                case NACK -> nack(guest);
                case PASS -> pass();
                case STUN -> stun(guest);
                case LAYERS -> layers(guest);
                case ASSIGN -> assign(guest);
                case MEDIA -> room.setMedia(guest, next() & 3);
                default -> guest.repeat(next(), next());
            }
        }
    }

    private int next() {
        return at < script.length ? script[at++] & 0xFF : 0;
    }

    private int nextShort() {
        return next() << 8 | next();
    }

    private byte[] bytes() {
        int length = Math.min(nextShort() % (MAX_BYTES + 1), script.length - at);
        if (length <= 0) {
            return NOTHING;
        }
        byte[] bytes = Arrays.copyOfRange(script, at, at + length);
        at += length;
        return bytes;
    }

    private void pass() {
        int time = next();
        room.pass(time < SHORT_PASS ? time : (time - SHORT_PASS) * 1000L);
    }

    /** A packet of one of the publications, as a browser would number it, more or less. */
    private void shapedRtp(FuzzedGuest guest) {
        int source = next() % SOURCES;
        int step = (byte) next();
        int timestamp = next();
        int payloadType = next() & 0x7F;
        int flags = next();
        int ssrc = ssrc(source);
        int sequenceNumber = guest.lastSequence(ssrc) + step;
        Arrays.fill(packet, 0, 64, (byte) 0);
        BigEndian.putByte(packet, 0, 0x90 | ((flags & PADDED) == 0 ? 0 : 0x20));
        BigEndian.putByte(packet, 1, ((flags & MARKER) == 0 ? 0 : 0x80) | payloadType);
        BigEndian.putShort(packet, 2, sequenceNumber & 0xFFFF);
        BigEndian.putInt(packet, 4, timestamp * 3000);
        BigEndian.putInt(packet, 8, ssrc);
        int length = extensions(source, flags);
        byte[] payload = bytes();
        int room = Math.min(payload.length, MAX_BYTES - length);
        System.arraycopy(payload, 0, packet, length, room);
        guest.sendRtp(packet, length + room);
    }

    private static int ssrc(int source) {
        return switch (source) {
            case AUDIO -> FuzzedMedia.AUDIO_SSRC;
            case SCREEN -> FuzzedMedia.SCREEN_SSRC;
            case SCREEN_RTX -> FuzzedMedia.SCREEN_RTX_SSRC;
            case STRANGE -> 0x57A4_0000;
            default ->
                    source < CAMERA_RTX
                            ? FuzzedMedia.CAMERA_SSRC + source - CAMERA
                            : FuzzedMedia.CAMERA_RTX_SSRC + source - CAMERA_RTX;
        };
    }

    /** Writes the header's extensions; returns the header's length. */
    private int extensions(int source, int flags) {
        boolean twoByte = (flags & TWO_BYTE) != 0;
        int end = 16;
        if ((flags & WITH_MID) != 0) {
            end = element(end, twoByte, FuzzedMedia.MID, (byte) mid(source));
        }
        if ((flags & WITH_RID) != 0) {
            boolean repaired = source >= CAMERA_RTX && source < SCREEN;
            int encoding = repaired ? source - CAMERA_RTX : source - CAMERA;
            int id = repaired ? FuzzedMedia.REPAIRED_RID : FuzzedMedia.RID;
            end = element(end, twoByte, id, (byte) FuzzedMedia.rid(encoding).charAt(0));
        }
        if ((flags & WITH_TRANSPORT_CC) != 0) {
            transportSequence += 1 + (byte) next();
            byte[] number = {(byte) (transportSequence >> 8), (byte) transportSequence};
            end = element(end, twoByte, FuzzedMedia.TRANSPORT_CC, number);
        }
        if ((flags & WITH_DESCRIPTOR) != 0) {
            byte[] descriptor = bytes();
            int length = Math.clamp(descriptor.length, 1, MAX_ELEMENT_BYTES);
            byte[] element = Arrays.copyOf(descriptor, length);
            end = element(end, twoByte, FuzzedMedia.DESCRIPTOR, element);
        }
        if ((flags & WITH_OTHERS) != 0) {
            end = element(end, twoByte, FuzzedMedia.AUDIO_LEVEL, (byte) next());
            end = element(end, twoByte, FuzzedMedia.ORIENTATION, (byte) next());
        }
        int words = (end - 16 + 3) / 4;
        BigEndian.putShort(packet, 12, twoByte ? 0x1000 : 0xBEDE);
        BigEndian.putShort(packet, 14, words);
        return 16 + 4 * words;
    }

    private static int mid(int source) {
        if (source == AUDIO) {
            return '0';
        }
        return source < SCREEN ? '1' : '2';
    }

    private int element(int offset, boolean twoByte, int id, byte... content) {
        int start = offset;
        int length = twoByte ? content.length : Math.min(16, content.length);
        if (twoByte) {
            BigEndian.putByte(packet, start++, id);
            BigEndian.putByte(packet, start++, length);
        } else {
            BigEndian.putByte(packet, start++, id << 4 | (length - 1));
        }
        System.arraycopy(content, 0, packet, start, length);
        Arrays.fill(packet, start + length, start + length + 4, (byte) 0);
        return start + length;
    }

    /** A viewer asks again for packets near the newest that it got. */
    private void nack(FuzzedGuest guest) {
        int ssrc = SLOT_SSRCS[next() & 3];
        int first = guest.newestReceived(ssrc) - next();
        byte[] rtcp = new byte[16];
        BigEndian.putByte(rtcp, 0, 0x81);
        BigEndian.putByte(rtcp, 1, 205);
        BigEndian.putShort(rtcp, 2, 3);
        BigEndian.putInt(rtcp, 4, 1);
        BigEndian.putInt(rtcp, 8, ssrc);
        BigEndian.putShort(rtcp, 12, first & 0xFFFF);
        BigEndian.putShort(rtcp, 14, nextShort());
        guest.sendRtcp(rtcp);
    }

    /** A check with the right or a wrong name and password, and an attribute of any kind. */
    private void stun(FuzzedGuest guest) {
        int flags = next();
        String name = guest.local.usernameFragment() + ":" + guest.remote.usernameFragment();
        BindingRequest request =
                (flags & 1) == 0
                        ? BindingRequest.transaction(flags)
                        : BindingRequest.ofType(nextShort() & 0x3FFF);
        request.username((flags & 2) == 0 ? name : name + "x").priority();
        if ((flags & 4) == 0) {
            request.controlling();
        }
        if ((flags & 8) == 0) {
            request.useCandidate();
        }
        if ((flags & 16) != 0) {
            request.attribute(nextShort(), bytes());
        }
        if ((flags & 32) == 0) {
            request.signed((flags & 64) == 0 ? FuzzedGuest.PASSWORD : "wrong");
        }
        guest.sendStun(request.fingerprinted(), (flags & 128) != 0);
    }

    private void layers(FuzzedGuest guest) {
        String slot = SLOTS[next() & 3];
        LayerTarget target = new LayerTarget(next() & 7, next() & 7, next() & 7);
        room.setLayers(guest, slot, target);
    }

    private void assign(FuzzedGuest guest) {
        int what = next();
        String slot = SLOTS[what & 3];
        if ((what & 128) != 0) {
            room.followLoudest(guest, slot);
            return;
        }
        int shown = what >> 2 & 3;
        @Nullable String publication = shown == 3 ? null : SHOWN[shown] + (what >> 4 & 1);
        room.assign(guest, slot, publication);
    }
}
