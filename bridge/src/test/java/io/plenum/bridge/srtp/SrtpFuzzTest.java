package io.plenum.bridge.srtp;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;

/**
 * Any sequence of datagrams gets verdicts. Authentic packets are mixed in, made by a sender whose
 * packets the fuzzer may replay and damage, for random bytes alone would end at the tag.
 */
class SrtpFuzzTest {
    private static final int MAX_STREAMS = 4;
    private static final SrtpProfile[] PROFILES = SrtpProfile.values();

    @FuzzTest
    void everyDatagramGetsAVerdict(FuzzedDataProvider data) {
        SrtpProfile profile = data.pickValue(PROFILES);
        var sender = new SrtpSender(TestKeys.alice(profile));
        var receiver = new SrtpReceiver(TestKeys.bob(profile), null, MAX_STREAMS);
        byte[] previous = new byte[0];
        for (int step = 0; step < 32 && data.remainingBytes() > 0; step++) {
            int kind = data.consumeInt(0, 4);
            byte[] datagram =
                    switch (kind) {
                        case 0 -> data.consumeBytes(200);
                        case 1 -> protectedRtp(data, sender);
                        case 2 -> protectedRtcp(data, sender);
                        case 3 -> damaged(previous, data);
                        default -> previous;
                    };
            previous = datagram;
            receiveEverywhere(receiver, datagram, data.consumeInt());
        }
    }

    private static void receiveEverywhere(
            SrtpReceiver receiver, byte[] datagram, int fuzzedHeaderLength) {
        byte[] in = new byte[datagram.length + 2];
        System.arraycopy(datagram, 0, in, 1, datagram.length);
        byte[] out = new byte[datagram.length];
        int[] headerLengths = {12, fuzzedHeaderLength, fuzzedHeaderLength & 0x3F};
        for (int headerLength : headerLengths) {
            int answer = receiver.unprotectRtp(in, 1, datagram.length, headerLength, out, 0);
            requireVerdict(answer, datagram.length - headerLength);
        }
        requireVerdict(receiver.unprotectRtcp(in, 1, datagram.length, out, 0), datagram.length);
        if (receiver.streamCount() > MAX_STREAMS) {
            throw new AssertionError(receiver.streamCount() + " streams");
        }
        if (receiver.lastPacketIndex() < -1 || receiver.lastPacketIndex() >= 1L << 48) {
            throw new AssertionError("packet index " + receiver.lastPacketIndex());
        }
        if (fuzzedHeaderLength % 7 == 0) {
            receiver.forget(fuzzedHeaderLength);
        }
    }

    private static void requireVerdict(int answer, int atMost) {
        if (answer < SrtpReceiver.TOO_MANY_STREAMS || answer > Math.max(0, atMost)) {
            throw new AssertionError("answer " + answer + " of at most " + atMost);
        }
    }

    private static byte[] protectedRtp(FuzzedDataProvider data, SrtpSender sender) {
        PlainRtp packet =
                PlainRtp.ofSize(
                        data.consumeInt(0, 6), data.consumeInt(0, 0xFFFF), data.consumeInt(0, 40));
        long rolloverCounter = data.consumeLong(0, 3);
        try {
            return packet.protect(sender, rolloverCounter);
        } catch (IllegalStateException e) {
            // The JDK's GCM refuses the index it protected last, as it should.
            return packet.bytes();
        }
    }

    private static byte[] protectedRtcp(FuzzedDataProvider data, SrtpSender sender) {
        byte[] rtcp = Arrays.copyOf(data.consumeBytes(60), 60);
        rtcp[0] = (byte) 0x80;
        byte[] datagram = new byte[rtcp.length + sender.rtcpOverheadBytes()];
        sender.protectRtcp(rtcp, 0, rtcp.length, datagram, 0);
        return datagram;
    }

    private static byte[] damaged(byte[] datagram, FuzzedDataProvider data) {
        byte[] copy = Arrays.copyOf(datagram, data.consumeInt(0, datagram.length));
        if (copy.length > 0) {
            copy[data.consumeInt(0, copy.length - 1)] ^= data.consumeByte();
        }
        return copy;
    }
}
