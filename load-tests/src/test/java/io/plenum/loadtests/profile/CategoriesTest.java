package io.plenum.loadtests.profile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class CategoriesTest {
    private static final String SEND = "io.plenum.bridge.net.linux.LibC.sendmmsg";
    private static final String BATCH = "io.plenum.bridge.net.linux.SendBatch.send";
    private static final String LOOP = "io.plenum.bridge.loop.MediaLoop.doWork";

    private final Categories mediaLoop = new Categories(Category.OF_MEDIA_LOOP);

    @Test
    void aStackIsWhatItsInnermostKnownFrameIs() {
        assertThat(nameOf(SEND, BATCH, LOOP)).startsWith("kernel: send");
        assertThat(nameOf(BATCH, LOOP)).startsWith("messages for the kernel");
        assertThat(nameOf("io.plenum.bridge.net.linux.LibC.ppoll", LOOP))
                .startsWith("kernel: receive");
    }

    @Test
    void whatIsUsedByEveryoneBelongsToItsCaller() {
        String getInt = "io.plenum.bridge.bytes.BigEndian.getInt";

        assertThat(nameOf(getInt, "io.plenum.bridge.forward.SlotWriter.send", LOOP))
                .startsWith("forwarding");
        assertThat(nameOf(getInt, "io.plenum.bridge.peer.RtcpReader.onCompound", LOOP))
                .startsWith("RTCP");
    }

    @Test
    void tellsTheCipherFromWhatIsAroundIt() {
        String spi = "com.amazon.corretto.crypto.provider.AesGcmSpi.";
        String seal = "io.plenum.bridge.srtp.AeadCipher.sealRtp";

        assertThat(nameOf(spi + "encryptDoFinal", spi + "engineDoFinal", seal))
                .startsWith("AES-GCM");
        assertThat(nameOf("com.sun.crypto.provider.GHASH.processBlocks", seal))
                .startsWith("AES-GCM");
        assertThat(nameOf("java.lang.Object.hashCode", spi + "engineInit", seal)).startsWith("JCA");
        assertThat(nameOf(seal, LOOP)).startsWith("SRTP");
    }

    @Test
    void receivingIsToldFromWhatElsePeersDo() {
        assertThat(nameOf("io.plenum.bridge.peer.InboundMedia.onRtp", LOOP))
                .startsWith("receiving");
        assertThat(nameOf("io.plenum.bridge.peer.Peer.onDeadline", LOOP)).startsWith("RTCP");
    }

    @Test
    void aStackThatNobodyKnowsIsTheRest() {
        assertThat(mediaLoop.of(List.of("java.lang.Thread.run"))).isEqualTo(Category.OTHER);
        assertThat(mediaLoop.of(List.of())).isEqualTo(Category.OTHER);
    }

    @Test
    void sumsTheTimeOfSamplesAndNotTheirNumber() {
        Map<String, Long> nanos =
                mediaLoop.nanos(
                        List.of(
                                new StackSample("plenum-media-0", List.of(LOOP), 4),
                                new StackSample("plenum-media-0", List.of(SEND, LOOP), 8),
                                new StackSample("plenum-media-0", List.of(BATCH, LOOP), 1),
                                new StackSample("plenum-media-0", List.of(SEND, BATCH), 12)));

        assertThat(nanos.values()).containsExactly(20L, 1L, 4L);
        assertThat(nanos.keySet().iterator().next()).startsWith("kernel: send");
    }

    @Test
    void whoTakesPartOnOtherThreadsIsTold() {
        Categories others = new Categories(Category.OF_OTHER_THREADS);
        String vThread = "java.lang.VirtualThread.run";

        assertThat(
                        others.of(
                                        List.of(
                                                "sun.security.ec.ECOperations.multiply",
                                                "org.bouncycastle.tls.TlsServerProtocol.accept",
                                                vThread))
                                .name())
                .startsWith("DTLS");
        assertThat(others.of(List.of("io.plenum.signaling.sdp.SdpParser.parse", vThread)).name())
                .startsWith("SDP");
        assertThat(others.of(List.of("java.lang.Object.wait", vThread)).name())
                .startsWith("the JDK");
    }

    private String nameOf(String... framesInnermostFirst) {
        return mediaLoop.of(List.of(framesInnermostFirst)).name();
    }
}
