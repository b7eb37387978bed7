package io.plenum.bridge.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** Whatever the bytes, the parsers of this package answer with a verdict and stay in bounds. */
class RtpFuzzTest {
    private static final int MARGIN = 5;
    private final RtpHeader header = new RtpHeader();
    private final HeaderExtensions extensions = new HeaderExtensions();
    private final RtpHeaderWriter writer = new RtpHeaderWriter();
    private final Red red = new Red();

    @FuzzTest
    void everyDatagramGetsAVerdict(byte[] datagram) {
        DatagramKind.of(datagram, 0, datagram.length);
        // Only this much of the array is the packet: reading past it must show.
        byte[] slab = new byte[MARGIN + datagram.length];
        System.arraycopy(datagram, 0, slab, MARGIN, datagram.length);
        boolean srtp = header.wrapEncrypted(slab, MARGIN, datagram.length) == Verdict.OK;
        boolean rtp = header.wrap(slab, MARGIN, datagram.length) == Verdict.OK;
        assertThat(rtp && !srtp).isFalse();
        assertThat(header.length()).isEqualTo(rtp ? datagram.length : 0);
        for (int i = 0; i < header.csrcCount(); i++) {
            header.csrc(i);
        }
        if (extensions.wrap(header) == Verdict.OK) {
            rewrite();
        }
        if (red.wrap(header.buffer(), header.payloadOffset(), header.payloadLength())
                == Verdict.OK) {
            walkRed();
        }
        int original = Rtx.unwrapInPlace(header, 96, 1);
        if (original >= 0) {
            int length = datagram.length - Rtx.OSN_BYTES;
            assertThat(header.wrap(slab, original, length)).isEqualTo(Verdict.OK);
        }
    }

    @FuzzTest
    void everyExtensionBlockGetsAVerdict(byte[] content) {
        if (content.length < 2) {
            return;
        }
        int profile = (content[0] & 1) == 0 ? RtpHeader.ONE_BYTE_PROFILE : 0x1000 | content[1];
        int length = content.length - 2;
        if (extensions.wrap(content, 2, length, profile) != Verdict.OK) {
            assertThat(extensions.next()).isFalse();
            return;
        }
        while (extensions.next()) {
            assertThat(extensions.elementOffset() + extensions.elementLength())
                    .isLessThanOrEqualTo(content.length);
            assertThat(extensions.elementId()).isBetween(1, 255);
        }
        extensions.find(content[0] & 0xFF);
    }

    /** Writes the packet's elements into a header of its own and reads the same count back. */
    private void rewrite() {
        byte[] out = new byte[4096];
        writer.begin(out, 0, out.length, 1, false, 2, 3, 4);
        int count = 0;
        while (count < RtpHeaderWriter.MAX_ELEMENTS && extensions.next()) {
            boolean written =
                    writer.element(
                            extensions.elementId(),
                            header.buffer(),
                            extensions.elementOffset(),
                            extensions.elementLength());
            if (!written) {
                return;
            }
            count++;
        }
        int length = writer.finish();
        RtpHeader copy = new RtpHeader();
        assertThat(copy.wrap(out, 0, length)).isEqualTo(Verdict.OK);
        HeaderExtensions elements = new HeaderExtensions();
        assertThat(elements.wrap(copy)).isEqualTo(Verdict.OK);
        for (int i = 0; i < count; i++) {
            assertThat(elements.next()).isTrue();
        }
        assertThat(elements.next()).isFalse();
    }

    private void walkRed() {
        int blocks = 0;
        int bytes = 0;
        while (red.next()) {
            blocks++;
            bytes += red.blockLength();
            assertThat(red.blockOffset() + red.blockLength())
                    .isLessThanOrEqualTo(header.payloadOffset() + header.payloadLength());
        }
        assertThat(red.isPrimary()).isTrue();
        assertThat(bytes + 4 * (blocks - 1) + 1).isEqualTo(header.payloadLength());
    }
}
