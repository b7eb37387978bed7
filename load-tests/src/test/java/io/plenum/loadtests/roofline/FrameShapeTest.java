package io.plenum.loadtests.roofline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class FrameShapeTest {
    @Test
    void cutsAFrameIntoAsFewPacketsAsFitWithTheLargerOnesLast() {
        assertThat(FrameShape.splitAboutEqually(1)).containsExactly(1);
        assertThat(FrameShape.splitAboutEqually(1_160)).containsExactly(1_160);
        assertThat(FrameShape.splitAboutEqually(1_161)).containsExactly(580, 581);
        assertThat(FrameShape.splitAboutEqually(3_001)).containsExactly(1_000, 1_000, 1_001);
    }

    @Test
    void equalFramesAreTenPacketsOfElevenHundredBytesWithTheirHeader() {
        assertThat(FrameShape.EQUAL.nextFrame(new Random(1))).hasSize(10).containsOnly(1_100 - 12);
    }

    @Test
    void framesAsChromiumCutsThemAddUpToTheBitrateAndFitAPacket() {
        Random random = new Random(1);
        long bytes = 0;
        for (int frame = 0; frame < 3_000; frame++) {
            int[] payloadBytes = FrameShape.CHROMIUM.nextFrame(random);
            assertThat(Arrays.stream(payloadBytes).max().getAsInt())
                    .isLessThanOrEqualTo(FrameShape.MAX_PAYLOAD_BYTES);
            bytes += Arrays.stream(payloadBytes).sum();
        }
        assertThat(bytes * 8 / 100).isBetween(2_400_000L, 2_600_000L);
    }
}
