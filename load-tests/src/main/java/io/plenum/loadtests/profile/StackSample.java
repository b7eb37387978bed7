package io.plenum.loadtests.profile;

import java.util.List;

/**
 * One look at what a thread does.
 *
 * @param thread its name, empty if it has none
 * @param frames {@code package.Class.method}, the innermost first; empty if the stack could not be
 *     walked
 * @param nanos processor time that the sample stands for
 */
record StackSample(String thread, List<String> frames, long nanos) {}
