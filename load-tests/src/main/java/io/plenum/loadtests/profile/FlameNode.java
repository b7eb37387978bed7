package io.plenum.loadtests.profile;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A frame with everything that was seen above it: stacks that begin alike are one. */
final class FlameNode {
    private final String name;
    private final Category category;
    private final Map<String, FlameNode> callees = new HashMap<>();
    private long nanos;

    private FlameNode(String name, Category category) {
        this.name = name;
        this.category = category;
    }

    /**
     * Joins stacks.
     *
     * @param name of the root, which calls all of them
     */
    static FlameNode of(String name, List<StackSample> samples, Categories categories) {
        FlameNode root = new FlameNode(name, Category.OTHER);
        for (StackSample sample : samples) {
            FlameNode node = root;
            node.nanos += sample.nanos();
            for (String frame : sample.frames().reversed()) {
                Category category = categories.of(frame, node.category);
                node =
                        node.callees.computeIfAbsent(
                                frame, callee -> new FlameNode(callee, category));
                node.nanos += sample.nanos();
            }
        }
        return root;
    }

    /** {@code package.Class.method}. */
    String name() {
        return name;
    }

    /** Its own, or that of the nearest caller that has one. */
    Category category() {
        return category;
    }

    /** Processor time of it and of all it called. */
    long nanos() {
        return nanos;
    }

    /** What it called, the longest first. */
    List<FlameNode> callees() {
        return callees.values().stream()
                .sorted(
                        Comparator.comparingLong(FlameNode::nanos)
                                .reversed()
                                .thenComparing(FlameNode::name))
                .toList();
    }
}
