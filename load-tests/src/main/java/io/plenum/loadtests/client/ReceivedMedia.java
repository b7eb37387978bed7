package io.plenum.loadtests.client;

import io.plenum.bridge.rtcp.RtcpWriter;
import io.plenum.bridge.rtp.RtpHeader;
import io.plenum.bridge.rtp.Verdict;
import io.plenum.bridge.srtp.SrtpReceiver;
import io.plenum.loadtests.report.LoadCounts;
import io.plenum.loadtests.sdp.OfferText;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * What a participant receives: counts it, loses a share of it where the link is to be bad, and asks
 * for what is missing. Of a sampled participant it is decrypted and measured; of the others only
 * the headers are looked at, which are in the clear.
 */
final class ReceivedMedia {
    private static final long REPAIR_NANOS = 20_000_000L;
    private static final int PACKET_BYTES = 2_048;
    private static final int RTP_HEADER_BYTES = 12;
    private static final int MAX_NACKS = 128;

    private final GeneratorLoop loop;
    private final LoadCounts counts;
    private final boolean sampled;
    private final double loss;
    private final SplittableRandom random;
    private final Asker asker;
    private final Map<Integer, ReceivedStream> receiving = new HashMap<>();
    private final byte[] in = new byte[PACKET_BYTES];
    private final byte[] plain = new byte[PACKET_BYTES];
    private final RtpHeader header = new RtpHeader();
    private final int[] missing = new int[MAX_NACKS];
    private @Nullable SrtpReceiver receiver;
    private @Nullable ReceivedStream newest;
    private long startNanos;
    private boolean repairing;
    private boolean closed;

    /** Sends a NACK. */
    interface Asker {
        void ask(int mediaSsrc, int[] sequenceNumbers, int count);
    }

    /** See {@link HeadlessParticipant}. */
    ReceivedMedia(
            GeneratorLoop loop,
            LoadCounts counts,
            boolean sampled,
            double loss,
            SplittableRandom random,
            Asker asker) {
        this.loop = loop;
        this.counts = counts;
        this.sampled = sampled;
        this.loss = loss;
        this.random = random;
        this.asker = asker;
    }

    /** Joining began: what the time to the first packet is measured from. */
    void begin(long nanos) {
        startNanos = nanos;
    }

    void onKeys(SrtpReceiver keys) {
        receiver = keys;
    }

    /** A packet came; says whether it counts as arrived. */
    boolean onRtp(ByteBuffer buffer, int offset, int length, long arrivalNanos) {
        if (length < RTP_HEADER_BYTES || length > PACKET_BYTES) {
            counts.onBroken();
            return false;
        }
        counts.onPacket(length);
        if (loss > 0 && random.nextDouble() < loss) {
            counts.onThrownAway();
            return false;
        }
        int payloadType = buffer.get(offset + 1) & 0x7F;
        if (payloadType == OfferText.RTX) {
            counts.onRepeated();
            onRepeated(buffer, offset, length);
            return true;
        }
        ReceivedStream stream = streamOf(buffer.getInt(offset + 8), payloadType);
        stream.onHeader(buffer.getShort(offset + 2) & 0xFFFF, arrivalNanos);
        if (sampled) {
            measure(buffer, offset, length, stream, arrivalNanos);
        }
        if (stream.repairs() && stream.hasMissing()) {
            repairLater();
        }
        return true;
    }

    /** Mostly that of the packet before. */
    private ReceivedStream streamOf(int ssrc, int payloadType) {
        ReceivedStream latest = newest;
        if (latest != null && latest.ssrc() == ssrc) {
            return latest;
        }
        ReceivedStream stream = receiving.get(ssrc);
        if (stream == null) {
            stream = new ReceivedStream(ssrc, payloadType != OfferText.OPUS, counts);
            receiving.put(ssrc, stream);
            if (receiving.size() == 1) {
                counts.onFirstMedia(loop.now() - startNanos);
            }
        }
        newest = stream;
        return stream;
    }

    private void measure(
            ByteBuffer buffer, int offset, int length, ReceivedStream stream, long arrivalNanos) {
        SrtpReceiver known = receiver;
        if (known == null) {
            return;
        }
        buffer.get(offset, in, 0, length);
        if (header.wrapEncrypted(in, 0, length) != Verdict.OK) {
            counts.onBroken();
            return;
        }
        int payload = known.unprotectRtp(in, 0, length, header.headerLength(), plain, 0);
        if (payload < 0) {
            counts.onBroken();
            return;
        }
        boolean padded = header.hasPadding();
        int used = padded ? payload - (plain[payload - 1] & 0xFF) : payload;
        if (used >= Stamp.BYTES) {
            stream.onStamp(plain, used, arrivalNanos);
        }
    }

    /** RFC 4588: what is behind the header begins with the number of what is repeated. */
    private void onRepeated(ByteBuffer buffer, int offset, int length) {
        SrtpReceiver known = receiver;
        buffer.get(offset, in, 0, length);
        if (known == null || header.wrapEncrypted(in, 0, length) != Verdict.OK) {
            return;
        }
        int payload = known.unprotectRtp(in, 0, length, header.headerLength(), plain, 0);
        if (payload >= 2) {
            int number = (plain[0] & 0xFF) << 8 | (plain[1] & 0xFF);
            for (ReceivedStream stream : receiving.values()) {
                if (stream.repairs() && stream.onRepaired(number)) {
                    return;
                }
            }
        }
    }

    private void repairLater() {
        if (!repairing) {
            repairing = true;
            loop.schedule(
                    loop.now() + REPAIR_NANOS,
                    () -> {
                        repairing = false;
                        repair();
                    });
        }
    }

    private void repair() {
        boolean more = false;
        for (ReceivedStream stream : receiving.values()) {
            int count = stream.repairs() ? stream.poll(loop.now(), missing) : 0;
            if (count > 0) {
                counts.onAskedFor(count);
                asker.ask(stream.ssrc(), missing, count);
            }
            more |= stream.repairs() && stream.hasMissing();
        }
        if (more && !closed) {
            repairLater();
        }
    }

    void writeReports(RtcpWriter rtcp) {
        for (ReceivedStream stream : receiving.values()) {
            stream.writeReport(rtcp);
        }
    }

    void close() {
        closed = true;
    }
}
