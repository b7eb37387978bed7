package io.plenum.loadtests.profile;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedMethod;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordedThread;
import jdk.jfr.consumer.RecordingFile;
import org.jspecify.annotations.Nullable;

/**
 * What the JDK's CPU-time profiler saw (events {@code jdk.CPUTimeSample}).
 *
 * @param samples one for each that has a stack, and one for each thread with all that have none
 * @param unseen samples that have none: the profiler takes no stack while a thread is inside the
 *     JVM, as in JNI's functions for arrays
 */
record CpuRecording(List<StackSample> samples, long unseen) {
    /** Stands in place of a stack. */
    static final String INSIDE_JVM = "(inside the JVM).(no stack)";

    private static final String SAMPLE = "jdk.CPUTimeSample";
    private static final String LOST = "jdk.CPUTimeSamplesLost";

    /** Part of the name of every class that has none in a class file. */
    private static final String HIDDEN_CLASS = ".0x";

    /**
     * Reads a file.
     *
     * @throws IOException if it is none of the Flight Recorder or cannot be read
     */
    static CpuRecording read(Path file) throws IOException {
        List<StackSample> samples = new ArrayList<>();
        Map<String, Long> unseen = new TreeMap<>();
        try (RecordingFile recording = new RecordingFile(file)) {
            while (recording.hasMoreEvents()) {
                RecordedEvent event = recording.readEvent();
                switch (event.getEventType().getName()) {
                    case SAMPLE -> samples.add(sample(event));
                    case LOST ->
                            unseen.merge(
                                    thread(event), (long) event.getInt("lostSamples"), Long::sum);
                    default -> {}
                }
            }
        }
        return of(samples, unseen);
    }

    /**
     * Adds what has no stack: each of a mean sample's length, for the profiler does not say it.
     *
     * @param unseen how many by thread
     */
    static CpuRecording of(List<StackSample> seen, Map<String, Long> unseen) {
        double mean = seen.stream().mapToLong(StackSample::nanos).average().orElse(0);
        List<StackSample> samples = new ArrayList<>(seen);
        unseen.forEach(
                (thread, count) ->
                        samples.add(
                                new StackSample(
                                        thread, List.of(INSIDE_JVM), Math.round(count * mean))));
        return new CpuRecording(
                List.copyOf(samples), unseen.values().stream().mapToLong(Long::longValue).sum());
    }

    /** How many the profiler took, with a stack or without. */
    long sampleCount() {
        long seen = samples.stream().filter(each -> !each.frames().contains(INSIDE_JVM)).count();
        return seen + unseen;
    }

    private static StackSample sample(RecordedEvent event) {
        return new StackSample(
                thread(event),
                frames(event.getStackTrace()),
                event.getDuration("samplingPeriod").toNanos());
    }

    private static String thread(RecordedEvent event) {
        RecordedThread thread = event.getThread("eventThread");
        String name = thread == null ? null : thread.getJavaName();
        return Objects.requireNonNullElse(name, "");
    }

    private static List<String> frames(@Nullable RecordedStackTrace stack) {
        return stack == null
                ? List.of()
                : stack.getFrames().stream()
                        .filter(RecordedFrame::isJavaFrame)
                        .map(frame -> name(frame.getMethod()))
                        .filter(CpuRecording::isOfAClassFile)
                        .toList();
    }

    private static String name(RecordedMethod method) {
        return method.getType().getName() + "." + method.getName();
    }

    /** The JVM makes the others on the way: lambdas, and what leads to native calls. */
    static boolean isOfAClassFile(String frame) {
        return !frame.contains(HIDDEN_CLASS);
    }
}
