package io.plenum.bridge.net.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SegmentationTest {
    private static final int EINVAL = 22;

    @TempDir private Path folder;

    @Test
    void everyRefusalIsRecorded() throws Exception {
        Segmentation segmentation = new Segmentation(true);
        try (Recording recording = new Recording()) {
            recording.enable("io.plenum.SegmentationRefused");
            recording.start();
            segmentation.onRefused(1_300, EINVAL);
            segmentation.onAccepted();
            segmentation.onRefused(1_200, Errno.EIO);
            recording.stop();
            Path file = folder.resolve("recording.jfr");
            recording.dump(file);
            List<RecordedEvent> events = RecordingFile.readAllEvents(file);
            assertThat(events).hasSize(2);
            assertThat(events.getFirst().getInt("segmentBytes")).isEqualTo(1_300);
            assertThat(events.getFirst().getInt("error")).isEqualTo(EINVAL);
            assertThat(events.getFirst().getInt("limitBytes")).isEqualTo(1_299);
            assertThat(events.getLast().getInt("limitBytes")).isZero();
        }
        assertThat(segmentation.limitBytes()).isZero();
    }
}
