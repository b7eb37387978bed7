package io.plenum.loadtests.profile;

import java.util.List;
import java.util.Map;

/**
 * What a recording says in figures.
 *
 * @param samples how many there are, with a stack or without
 * @param unseenSamples how many have no stack
 * @param mediaLoopNanos of the media loops' threads, by category
 * @param otherThreadsNanos of the other Java threads, the profiler's own left out, by category
 */
record ProfileFigures(
        long samples,
        long unseenSamples,
        Map<String, Long> mediaLoopNanos,
        Map<String, Long> otherThreadsNanos) {
    static final Categories MEDIA_LOOP = new Categories(Category.OF_MEDIA_LOOP);
    private static final Categories OTHER_THREADS = new Categories(Category.OF_OTHER_THREADS);
    private static final String MEDIA_LOOP_NAME = "plenum-media";
    private static final List<String> PROFILER_NAMES = List.of("JFR ", "Attach Listener");

    static ProfileFigures of(CpuRecording recording) {
        return new ProfileFigures(
                recording.sampleCount(),
                recording.unseen(),
                MEDIA_LOOP.nanos(ofMediaLoop(recording)),
                OTHER_THREADS.nanos(
                        recording.samples().stream()
                                .filter(sample -> !isOfMediaLoop(sample) && !isOfProfiler(sample))
                                .toList()));
    }

    /** The samples of the media loops' threads. */
    static List<StackSample> ofMediaLoop(CpuRecording recording) {
        return recording.samples().stream().filter(ProfileFigures::isOfMediaLoop).toList();
    }

    private static boolean isOfMediaLoop(StackSample sample) {
        return sample.thread().startsWith(MEDIA_LOOP_NAME);
    }

    private static boolean isOfProfiler(StackSample sample) {
        return PROFILER_NAMES.stream().anyMatch(sample.thread()::startsWith);
    }
}
