package io.plenum.loadtests.benchmarks;

import io.plenum.bridge.rtcp.RtcpCompound;
import io.plenum.bridge.rtcp.RtcpWriter;
import io.plenum.bridge.rtp.HeaderExtensions;
import io.plenum.bridge.rtp.RtpHeader;
import io.plenum.bridge.rtp.RtpHeaderWriter;
import io.plenum.bridge.rtp.Verdict;
import io.plenum.bridge.rtp.payload.DependencyDescriptor;
import io.plenum.bridge.rtp.payload.TemplateStructure;
import io.plenum.bridge.rtp.payload.Vp8Descriptor;
import io.plenum.bridge.rtp.payload.Vp9Descriptor;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Setup;

/** Reading what every packet brings, and writing a header. Descriptors are Chromium's. */
public class ParserBenchmark extends NanosPerOperation {
    private static final int PACKET_BYTES = 1_100;
    private static final int TRANSPORT_CC = 4;
    private static final int MID = 9;
    private static final int ABSENT = 13;

    /** Picture id of 15 bits, TL0PICIDX, temporal layer 1, not a key frame. */
    private static final byte[] VP8 = hex("90e081234160 01020304");

    /** The middle layer of a frame in L3T3, and the first packet of its key frame. */
    private static final byte[] VP9 = hex("b8e408138702020003be021f03bf021fb1c1c120e0c9f000");

    private static final byte[] VP9_KEY = hex("bee408105000f0008801e0011003c0022083498342000ef0");

    /** The structure of L3T3, and a frame that refers to it. */
    private static final byte[] DESCRIPTOR_KEY =
            hex(
                    "c1000180081485214eafffaaaa863cf0430c10c302afc0aaa0063c00430010c002a000a800060000"
                            + "40001d954926e082b04a0941b820ac1282503157f974000ca864330e222222eca8655304"
                            + "224230eca8775300ef008701df010f03bf021f");

    private static final byte[] DESCRIPTOR = hex("c30004");

    private final RtpHeader header = new RtpHeader();
    private final HeaderExtensions extensions = new HeaderExtensions();
    private final RtpHeaderWriter writer = new RtpHeaderWriter();
    private final Vp8Descriptor vp8 = new Vp8Descriptor();
    private final Vp9Descriptor vp9 = new Vp9Descriptor();
    private final DependencyDescriptor descriptor = new DependencyDescriptor();
    private final TemplateStructure structure = new TemplateStructure();
    private final RtcpCompound compound = new RtcpCompound();
    private final byte[] packet = new byte[PACKET_BYTES];
    private final byte[] out = new byte[PACKET_BYTES];
    private final byte[] rtcp = new byte[PACKET_BYTES];
    private int rtcpBytes;
    private int sequence;

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text.replace(" ", ""));
    }

    @Setup
    public void prepare() {
        writer.begin(packet, 0, packet.length, 96, true, 1, 2, 3);
        writer.transportSequenceNumber(TRANSPORT_CC, 7);
        writer.text(MID, "0".getBytes(StandardCharsets.US_ASCII));
        require(writer.finish() > RtpHeader.FIXED_BYTES);
        require(descriptor.wrap(DESCRIPTOR_KEY, 0, DESCRIPTOR_KEY.length, structure) == Verdict.OK);
        structure.copyFrom(descriptor.structure());
        RtcpWriter report = new RtcpWriter();
        report.begin(rtcp, 0, rtcp.length);
        report.receiverReport(1);
        report.reportBlock(3, 0, 0, 500, 20, 0, 0);
        report.sdesCname(1, "viewer".getBytes(StandardCharsets.US_ASCII));
        report.nack(1, 3, new int[] {501, 503, 540}, 0, 3);
        report.pli(1, 3);
        rtcpBytes = report.length();
        require(rtpHeader() && vp8() == Verdict.OK && vp9() == Verdict.OK);
        require(vp9KeyFrame() == Verdict.OK && dependencyDescriptor() == Verdict.OK);
        require(rtcpCompound() > 0 && writeHeader() > RtpHeader.FIXED_BYTES);
    }

    private static void require(boolean parsed) {
        if (!parsed) {
            throw new IllegalStateException("the sample is not what it should be");
        }
    }

    /** Header, all extension elements, and a search that runs through them. */
    @Benchmark
    public boolean rtpHeader() {
        return header.wrapEncrypted(packet, 0, PACKET_BYTES) == Verdict.OK
                && extensions.wrap(header) == Verdict.OK
                && !extensions.find(ABSENT);
    }

    @Benchmark
    public Verdict vp8() {
        return vp8.wrap(VP8, 0, VP8.length);
    }

    @Benchmark
    public Verdict vp9() {
        return vp9.wrap(VP9, 0, VP9.length);
    }

    @Benchmark
    public Verdict vp9KeyFrame() {
        return vp9.wrap(VP9_KEY, 0, VP9_KEY.length);
    }

    @Benchmark
    public Verdict dependencyDescriptor() {
        return descriptor.wrap(DESCRIPTOR, 0, DESCRIPTOR.length, structure);
    }

    @Benchmark
    public Verdict dependencyDescriptorKeyFrame() {
        return descriptor.wrap(DESCRIPTOR_KEY, 0, DESCRIPTOR_KEY.length, structure);
    }

    /** Receiver report, CNAME, NACK and PLI, each looked at. */
    @Benchmark
    public int rtcpCompound() {
        int types = 0;
        if (compound.wrap(rtcp, 0, rtcpBytes) == Verdict.OK) {
            while (compound.next()) {
                types += compound.packetType();
            }
        }
        return types;
    }

    /** A header with the two extension elements that a viewer's video packet may have. */
    @Benchmark
    public int writeHeader() {
        sequence++;
        writer.begin(out, 0, out.length, 96, true, sequence & 0xFFFF, sequence, 3);
        writer.transportSequenceNumber(TRANSPORT_CC, sequence & 0xFFFF);
        writer.absoluteSendTime(ABSENT, sequence & 0xFF_FFFF);
        return writer.finish();
    }
}
