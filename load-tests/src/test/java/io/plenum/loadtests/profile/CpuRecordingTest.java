package io.plenum.loadtests.profile;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import jdk.jfr.Recording;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

final class CpuRecordingTest {
    private static final long BURNT_NANOS = 400_000_000;
    private static final int TURNS = 1_000_000;

    private int burnt;

    @Test
    @EnabledOnOs(OS.LINUX)
    void readsWhatTheJdksProfilerSaw(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("burning.jfr");
        try (Recording recording = new Recording()) {
            recording.enable("jdk.CPUTimeSample").with("throttle", "2ms");
            recording.start();
            Thread thread = Thread.ofPlatform().name("plenum-media-7").start(this::burn);
            thread.join();
            recording.stop();
            recording.dump(file);
        }

        List<StackSample> samples =
                CpuRecording.read(file).samples().stream()
                        .filter(sample -> sample.thread().equals("plenum-media-7"))
                        .toList();

        assertThat(samples.stream().mapToLong(StackSample::nanos).sum())
                .isBetween(BURNT_NANOS / 4, 2 * BURNT_NANOS);
        assertThat(samples.getLast().frames()).contains(getClass().getName() + ".burn");
        assertThat(samples.getLast().frames().getLast()).isEqualTo("java.lang.Thread.run");
    }

    /** Until it has had so much processor time; seldom inside the JVM, where no stack is taken. */
    private void burn() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        while (threads.getCurrentThreadCpuTime() < BURNT_NANOS) {
            for (int i = 0; i < TURNS; i++) {
                burnt = Integer.rotateLeft(burnt, 5) ^ i;
            }
        }
    }

    @Test
    void whatHasNoStackIsInsideTheJvmForAMeanSample() {
        CpuRecording recording =
                CpuRecording.of(
                        List.of(
                                new StackSample("plenum-media-0", List.of("a.B.c"), 4),
                                new StackSample("plenum-media-0", List.of("a.B.c"), 8)),
                        Map.of("plenum-media-0", 3L));

        ProfileFigures figures = ProfileFigures.of(recording);

        assertThat(figures.mediaLoopNanos())
                .containsEntry("inside the JVM: JNI's access to arrays, allocation", 18L);
        assertThat(figures.unseenSamples()).isEqualTo(3);
        assertThat(figures.samples()).isEqualTo(5);
    }

    @Test
    void classesThatTheJvmMadeAreLeftOut() {
        assertThat(CpuRecording.isOfAClassFile("java.lang.invoke.LambdaForm$MH.0x0000.invoke"))
                .isFalse();
        assertThat(CpuRecording.isOfAClassFile("io.plenum.bridge.loop.MediaLoop.doWork")).isTrue();
    }

    @Test
    void theProfilersOwnThreadsAreNotCounted() {
        List<String> frames = List.of("java.util.ArrayList.add");
        CpuRecording recording =
                CpuRecording.of(
                        List.of(
                                new StackSample("Attach Listener", frames, 1),
                                new StackSample("JFR Recorder Thread", frames, 2),
                                new StackSample("plenum-media-0", frames, 4),
                                new StackSample("", frames, 8)),
                        Map.of());

        ProfileFigures figures = ProfileFigures.of(recording);

        assertThat(figures.mediaLoopNanos().values()).containsExactly(4L);
        assertThat(figures.otherThreadsNanos().values()).containsExactly(8L);
    }
}
