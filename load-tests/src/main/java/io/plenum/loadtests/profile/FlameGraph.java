package io.plenum.loadtests.profile;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A flame graph as SVG without scripts: a box's width is processor time, above it is what it
 * called, tooltips say the rest. Every text stands on a box of its own, so that the page behind may
 * be light or dark.
 */
final class FlameGraph {
    private static final int WIDTH = 1200;
    private static final int ROW = 18;
    private static final int TEXT_RISE = 5;
    private static final double GAP = 0.6;

    /** Narrower boxes are left out. */
    private static final double LEAST_WIDTH = 0.8;

    private static final int PADDING = 4;

    /** Of the font below. */
    private static final double CHARACTER = 6.7;

    private static final int LEAST_CHARACTERS = 4;
    private static final double NANOS_PER_SECOND = 1e9;

    private final FlameNode root;
    private final Categories categories;
    private final double pixelsPerNano;
    private final int rows;
    private final Set<Category> seen = new LinkedHashSet<>();
    private final StringBuilder boxes = new StringBuilder();

    private FlameGraph(FlameNode root, Categories categories) {
        this.root = root;
        this.categories = categories;
        pixelsPerNano = (double) WIDTH / Math.max(1, root.nanos());
        rows = rows(root);
    }

    /** The whole file. */
    static String svg(FlameNode root, Categories categories) {
        return new FlameGraph(root, categories).draw();
    }

    private int rows(FlameNode node) {
        int above = 0;
        for (FlameNode callee : node.callees()) {
            above = isDrawn(callee) ? Math.max(above, rows(callee)) : above;
        }
        return above + 1;
    }

    private boolean isDrawn(FlameNode node) {
        return node.nanos() * pixelsPerNano >= LEAST_WIDTH;
    }

    private String draw() {
        drawNode(root, 0, 0);
        int top = (rows + 1) * ROW;
        for (Category category : legend()) {
            box(0, top, WIDTH / 2.0, category.colour(), category.name(), category.name());
            top += ROW;
        }
        return """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="monospace" font-size="11">
        %s</svg>
        """
                .formatted(WIDTH, top, boxes);
    }

    private List<Category> legend() {
        return categories.all().stream().filter(seen::contains).toList();
    }

    private void drawNode(FlameNode node, double left, int depth) {
        double width = node.nanos() * pixelsPerNano;
        Category category = node.category();
        seen.add(category);
        box(
                left,
                (rows - 1 - depth) * ROW,
                width,
                category.colour(),
                shortName(node.name()),
                title(node));
        double next = left;
        for (FlameNode callee : node.callees()) {
            if (isDrawn(callee)) {
                drawNode(callee, next, depth + 1);
            }
            next += callee.nanos() * pixelsPerNano;
        }
    }

    private String title(FlameNode node) {
        return String.format(
                Locale.ROOT,
                "%s: %.1f %%, %.3f s (%s)",
                node.name(),
                100.0 * node.nanos() / root.nanos(),
                node.nanos() / NANOS_PER_SECOND,
                node.category().name());
    }

    private void box(
            double left, int top, double width, String colour, String label, String title) {
        boxes.append(
                String.format(
                        Locale.ROOT,
                        "<g><title>%s</title><rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\""
                                + " rx=\"2\" fill=\"%s\"/>",
                        escape(title),
                        left,
                        top,
                        Math.max(LEAST_WIDTH - GAP, width - GAP),
                        ROW - 1,
                        colour));
        String fitting = fit(label, width);
        if (!fitting.isEmpty()) {
            boxes.append(
                    String.format(
                            Locale.ROOT,
                            "<text x=\"%.1f\" y=\"%d\" fill=\"#111\">%s</text>",
                            left + PADDING,
                            top + ROW - TEXT_RISE,
                            escape(fitting)));
        }
        boxes.append("</g>\n");
    }

    /** Class and method, without the package. */
    static String shortName(String name) {
        int method = name.lastIndexOf('.');
        return name.substring(name.lastIndexOf('.', method - 1) + 1);
    }

    /** As much of a label as there is room for; nothing rather than a few letters. */
    static String fit(String label, double width) {
        int characters = (int) ((width - 2 * PADDING) / CHARACTER);
        if (label.length() <= characters) {
            return label;
        }
        return characters < LEAST_CHARACTERS ? "" : label.substring(0, characters - 1) + "…";
    }

    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
