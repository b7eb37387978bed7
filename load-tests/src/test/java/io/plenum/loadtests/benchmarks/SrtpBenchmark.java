package io.plenum.loadtests.benchmarks;

import io.plenum.bridge.bytes.BigEndian;
import io.plenum.bridge.srtp.SrtpKeys;
import io.plenum.bridge.srtp.SrtpProfile;
import io.plenum.bridge.srtp.SrtpReceiver;
import io.plenum.bridge.srtp.SrtpSender;
import io.plenum.loadtests.roofline.ProviderNames;
import java.security.Provider;
import java.util.Random;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** Protecting and opening one RTP packet of 1,100 bytes, 12 of them header. */
public class SrtpBenchmark extends NanosPerOperation {
    private static final int HEADER_BYTES = 12;
    private static final int PAYLOAD_BYTES = 1_100 - HEADER_BYTES;
    private static final int SLOT_BYTES = 2_048;
    private static final int SSRC = 0x5EED;

    /** So many packets are opened in turn, more than a first level cache holds. */
    private static final int PACKETS = 256;

    @Param({"AEAD_AES_128_GCM", "AES128_CM_HMAC_SHA1_80"})
    private SrtpProfile profile = SrtpProfile.AEAD_AES_128_GCM;

    /** A name that {@link ProviderNames#named} knows. */
    @Param({ProviderNames.PLATFORM})
    private String provider = ProviderNames.PLATFORM;

    private final byte[] payload = new byte[SLOT_BYTES];
    private final byte[] out = new byte[SLOT_BYTES];
    private final byte[] packets = new byte[PACKETS * SLOT_BYTES];
    private SrtpSender sender;
    private SrtpReceiver receiver;
    private int protectedBytes;
    private long packetIndex;
    private int next;

    @Setup
    public void prepare() {
        Provider ciphers = ProviderNames.named(provider);
        byte[] key = new byte[profile.keyBytes()];
        byte[] salt = new byte[profile.saltBytes()];
        Random random = new Random(1);
        random.nextBytes(key);
        random.nextBytes(salt);
        random.nextBytes(payload);
        SrtpKeys keys = new SrtpKeys(profile, key, salt, key, salt);
        sender = new SrtpSender(keys, ciphers);
        receiver = new SrtpReceiver(keys, ciphers, SrtpReceiver.DEFAULT_MAX_STREAMS);
        for (int i = 0; i < PACKETS; i++) {
            protectedBytes = protect(packets, i * SLOT_BYTES);
        }
    }

    @Benchmark
    public int seal() {
        return protect(out, 0);
    }

    @Benchmark
    public int open() {
        if (next == PACKETS) {
            // Or the packets would be replayed ones. Costs a replay window for all of them
            // together.
            receiver.forget(SSRC);
            next = 0;
        }
        int opened =
                receiver.unprotectRtp(
                        packets, next * SLOT_BYTES, protectedBytes, HEADER_BYTES, out, 0);
        if (opened != PAYLOAD_BYTES) {
            throw new IllegalStateException("packet %d: verdict %d".formatted(next, opened));
        }
        next++;
        return opened;
    }

    private int protect(byte[] into, int at) {
        long index = packetIndex++;
        BigEndian.putInt(into, at, 0x8060_0000 | ((int) index & 0xFFFF));
        BigEndian.putInt(into, at + 8, SSRC);
        return sender.protectRtp(payload, 0, PAYLOAD_BYTES, into, at, HEADER_BYTES, index);
    }
}
