package io.plenum.bridge.peer;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.params.provider.Arguments;

/** Scripts of ordinary calls, from which the fuzzer starts. See {@link FuzzedScript}. */
final class PeerSeeds {
    private static final int BOB = 0x10;
    private static final int STANDARD =
            FuzzedScript.WITH_MID | FuzzedScript.WITH_RID | FuzzedScript.WITH_TRANSPORT_CC;

    private static final String VP8_KEY = "90e08001014000000000009d012a80026801aabb";
    private static final String VP8_DELTA = "90e08002020001000000ccdd";
    private static final String VP9_KEY = "8e8101008000aabbcc";
    private static final String VP9_SVC_KEY = "ae81010001180280016801400500aabb";
    private static final String H264_KEY = "7800046742001f000368ce3c000365b8ff";
    private static final String H265_KEY = "4001aabbccdd";
    private static final String AV1_KEY = "180a0b00000024cf7f0dbfff3008aabbcc";
    private static final String DESCRIBED_KEY =
            "be03e887c227abf281450424980108888c04fc02cc09fc059c";
    private static final String DESCRIBED_DELTA = "c103eb";

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /** Every script, in the form that JUnit wants. */
    static List<Arguments> all() {
        List<byte[]> scripts = new ArrayList<>();
        for (String key : List.of(VP8_KEY, VP9_KEY, VP9_SVC_KEY, H264_KEY, H265_KEY, AV1_KEY)) {
            scripts.add(video(key));
        }
        scripts.add(simulcast());
        scripts.add(described());
        scripts.add(repairs());
        scripts.add(audio());
        scripts.add(control());
        scripts.add(checks());
        scripts.add(renegotiation());
        return scripts.stream().map(script -> Arguments.of((Object) script)).toList();
    }

    private static int payloadType(String key) {
        List<String> order = List.of(VP8_KEY, VP9_KEY, H264_KEY, H265_KEY, AV1_KEY);
        return key.equals(VP9_SVC_KEY) ? 98 : 96 + 2 * order.indexOf(key);
    }

    private static byte[] video(String key) {
        PeerSeeds script = new PeerSeeds();
        int payloadType = payloadType(key);
        for (int i = 0; i < 6; i++) {
            script.rtp(FuzzedScript.SCREEN, 1, i, payloadType, STANDARD, key).pass(33);
        }
        // Two are lost, one comes late, and the viewer misses some too.
        script.rtp(FuzzedScript.SCREEN, 3, 7, payloadType, STANDARD, key).pass(20);
        script.rtp(FuzzedScript.SCREEN, -1, 7, payloadType, STANDARD, key).pass(100);
        return script.nack(2, 1, 5).pass(250).nack(2, 1, 5).pass(200).pass(201).bytes();
    }

    private static byte[] simulcast() {
        PeerSeeds script = new PeerSeeds();
        for (int i = 0; i < 4; i++) {
            for (int encoding = 0; encoding < 3; encoding++) {
                int source = FuzzedScript.CAMERA + encoding;
                script.rtp(source, 1, i, 96, STANDARD, i == 0 ? VP8_KEY : VP8_DELTA);
                if (i == 0) {
                    script.rtcp(0, "80c80006c000000" + (1 + encoding) + "00".repeat(20));
                }
            }
            script.pass(33).layers(1, i, 7, 3 - i);
        }
        script.rtp(FuzzedScript.CAMERA, 1, 9, 96, STANDARD, VP8_KEY).nack(1, 0, 0xFFFF);
        return script.pass(199).pass(203).bytes();
    }

    private static byte[] described() {
        PeerSeeds script = new PeerSeeds();
        int flags = STANDARD | FuzzedScript.WITH_DESCRIPTOR | FuzzedScript.TWO_BYTE;
        for (int i = 0; i < 6; i++) {
            String descriptor = i == 0 ? DESCRIBED_KEY : DESCRIBED_DELTA;
            script.rtp(FuzzedScript.CAMERA, 1, i, 104, flags, descriptor, AV1_KEY).pass(40);
            script.layers(1, 7, 7, i & 3);
        }
        return script.bytes();
    }

    /** Packets are lost on the way in and come again by RTX (RFC 4588). */
    private static byte[] repairs() {
        PeerSeeds script = new PeerSeeds();
        script.rtp(FuzzedScript.SCREEN, 1, 0, 96, STANDARD, VP8_KEY);
        script.rtp(FuzzedScript.SCREEN, 4, 1, 96, STANDARD, VP8_DELTA).pass(30);
        for (int lost = 2; lost < 6; lost++) {
            script.rtp(FuzzedScript.SCREEN_RTX, 1, 1, 97, STANDARD, "000" + lost + VP8_DELTA);
            script.nack(2, 0, 0xFF).pass(15);
        }
        script.rtp(FuzzedScript.SCREEN_RTX, 1, 1, 97, FuzzedScript.PADDED, "00000003");
        script.rtp(FuzzedScript.CAMERA, 1, 0, 96, STANDARD, VP8_KEY);
        script.rtp(FuzzedScript.CAMERA, 2, 1, 96, STANDARD, VP8_DELTA);
        script.rtp(FuzzedScript.CAMERA_RTX, 1, 1, 97, STANDARD, "0002" + VP8_DELTA);
        return script.repeat(0, 0).repeat(20, 1).pass(100).bytes();
    }

    private static byte[] audio() {
        PeerSeeds script = new PeerSeeds();
        script.add(FuzzedScript.ASSIGN | BOB, 128);
        int flags = STANDARD | FuzzedScript.WITH_OTHERS;
        for (int i = 0; i < 6; i++) {
            script.rtp(FuzzedScript.AUDIO, 1, i, 111, flags, "fc010203").pass(20);
        }
        script.rtp(FuzzedScript.AUDIO, 1, 7, 63, flags, "efc000046ffc010203fc010203");
        script.rtp(FuzzedScript.AUDIO, 1, 8, 63, flags, "6ffc0102").rtp(9, 1, 0, 111, 0, "fc");
        return script.add(FuzzedScript.NACK | BOB, 0, 1, 0, 3).pass(200).bytes();
    }

    /** Every kind of RTCP. */
    private static byte[] control() {
        PeerSeeds script = new PeerSeeds();
        script.rtp(FuzzedScript.SCREEN, 1, 0, 96, STANDARD, VP8_KEY).pass(201);
        script.rtcp(BOB, "81ce0002000000010000" + "1004");
        script.rtcp(BOB, "84ce00040000000100000000" + "0000100405000000");
        script.rtcp(BOB, "8fce000500000001000000005245" + "4d420113ffff00001004");
        script.rtcp(BOB, "81c9000700000001" + "00001004" + "00".repeat(20));
        script.rtcp(BOB, "8fcd000500000001000010040001000300000100200300" + "0102");
        script.rtcp(BOB, "80cf000500000001050000030000100400000001" + "00000001");
        script.rtcp(0, "80c80006500000010000000100000000000003e800000001" + "00000064");
        script.rtcp(0, "81ca00035000000101" + "0378797a000000");
        script.rtcp(0, "81cb000150000001").rtcp(0, "80c9000100000001").raw("80c9").raw("16fefd");
        return script.pass(200).pass(201).bytes();
    }

    private static byte[] checks() {
        PeerSeeds script = new PeerSeeds();
        for (int flags = 0; flags < 256; flags += 16) {
            script.add(FuzzedScript.STUN, flags | 1, 0, 1, 0x80, 0x2A, 0, 4, 1, 2, 3, 4);
            script.add(FuzzedScript.STUN, flags, 0, 0x25, 0, 0);
        }
        return script.pass(210).raw("000100002112a442" + "00".repeat(12)).pass(250).bytes();
    }

    private static byte[] renegotiation() {
        PeerSeeds script = new PeerSeeds();
        for (int variant = 0; variant < 4; variant++) {
            script.add(FuzzedScript.MEDIA, variant).add(FuzzedScript.MEDIA | BOB, 3 - variant);
            script.rtp(FuzzedScript.CAMERA, 1, 0, 96, STANDARD, VP8_KEY).pass(40);
            script.add(FuzzedScript.ASSIGN | BOB, 1 | variant << 2).pass(60);
            script.rtp(FuzzedScript.CAMERA, 1, 1, 98, STANDARD, VP9_KEY).nack(1, 0, 7);
        }
        return script.bytes();
    }

    private PeerSeeds rtp(int source, int step, int time, int type, int flags, String... parts) {
        add(FuzzedScript.SHAPED_RTP, source, step, time, type, flags);
        if ((flags & FuzzedScript.WITH_TRANSPORT_CC) != 0) {
            add(0);
        }
        if ((flags & FuzzedScript.WITH_DESCRIPTOR) != 0) {
            content(parts[0]);
        }
        if ((flags & FuzzedScript.WITH_OTHERS) != 0) {
            add(0x85, 1);
        }
        return content(parts[parts.length - 1]);
    }

    private PeerSeeds rtcp(int guest, String compound) {
        return add(FuzzedScript.RTCP | guest).content(compound);
    }

    private PeerSeeds raw(String datagram) {
        return add(FuzzedScript.RAW).content(datagram);
    }

    private PeerSeeds nack(int slot, int back, int following) {
        return add(FuzzedScript.NACK | BOB, slot, back, following >> 8, following);
    }

    private PeerSeeds layers(int slot, int encoding, int spatial, int temporal) {
        return add(FuzzedScript.LAYERS | BOB, slot, encoding, spatial, temporal);
    }

    private PeerSeeds repeat(int position, int damage) {
        return add(FuzzedScript.REPEAT, position, damage);
    }

    private PeerSeeds pass(int time) {
        return add(FuzzedScript.PASS, time);
    }

    private PeerSeeds content(String hex) {
        byte[] content = HexFormat.of().parseHex(hex);
        add(content.length >> 8, content.length);
        out.writeBytes(content);
        return this;
    }

    private PeerSeeds add(int... values) {
        for (int value : values) {
            out.write(value);
        }
        return this;
    }

    private byte[] bytes() {
        return out.toByteArray();
    }
}
