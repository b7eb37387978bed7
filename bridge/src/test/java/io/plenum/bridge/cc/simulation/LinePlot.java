package io.plenum.bridge.cc.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A picture of panels with lines in them, as SVG. Only what our reports need. */
final class LinePlot {
    /** A line: values at equal steps of time from zero. */
    record Line(String name, String color, double[] values, double stepSeconds, boolean filled) {}

    private record Panel(String title, String unit, double max, List<Line> lines) {}

    private static final int WIDTH = 460;
    private static final int HEIGHT = 190;
    private static final int LEFT = 46;
    private static final int RIGHT = 8;
    private static final int TOP = 24;
    private static final int BOTTOM = 24;
    private static final String[] COLORS = {"#1f6fb2", "#d1495b", "#2e8b57", "#8e5ea2", "#c77f0a"};

    private final int columns;
    private final double seconds;
    private final List<Panel> panels = new ArrayList<>();

    LinePlot(int columns, double seconds) {
        this.columns = columns;
        this.seconds = seconds;
    }

    static String color(int index) {
        return COLORS[index % COLORS.length];
    }

    /** Adds a panel; panels fill rows from left to right. */
    LinePlot panel(String title, String unit, double max, List<Line> lines) {
        panels.add(new Panel(title, unit, max, lines));
        return this;
    }

    String svg() {
        int rows = (panels.size() + columns - 1) / columns;
        StringBuilder out = new StringBuilder();
        out.append(
                """
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" font-size="10">
                <rect width="100%%" height="100%%" fill="#ffffff"/>
                """
                        .formatted(WIDTH * columns, HEIGHT * rows));
        for (int i = 0; i < panels.size(); i++) {
            panel(out, panels.get(i), i % columns * WIDTH, i / columns * HEIGHT);
        }
        return out.append("</svg>\n").toString();
    }

    private void panel(StringBuilder out, Panel panel, int x, int y) {
        double width = WIDTH - LEFT - RIGHT;
        double height = HEIGHT - TOP - BOTTOM;
        double left = x + LEFT;
        double bottom = y + TOP + height;
        text(out, left, y + 15, "start", panel.title + ", " + panel.unit);
        for (int tick = 0; tick <= 4; tick++) {
            double value = panel.max * tick / 4;
            double at = bottom - height * tick / 4;
            line(out, left, at, left + width, at);
            text(out, left - 4, at + 3, "end", number(value));
        }
        double step = seconds > 150 ? 60 : 20;
        for (double at = 0; at <= seconds; at += step) {
            double tick = left + width * at / seconds;
            line(out, tick, y + TOP, tick, bottom);
            text(out, tick, bottom + 13, "middle", number(at) + " s");
        }
        double legend = left + width;
        for (int i = panel.lines.size() - 1; i >= 0; i--) {
            Line each = panel.lines.get(i);
            path(out, each, panel.max, left, bottom, width, height);
        }
        for (int i = panel.lines.size() - 1; i >= 0; i--) {
            Line each = panel.lines.get(i);
            out.append(
                    String.format(
                            Locale.ROOT,
                            "<text x=\"%.0f\" y=\"%d\" text-anchor=\"end\" fill=\"%s\">%s</text>%n",
                            legend,
                            y + 15,
                            each.filled ? "#888888" : each.color,
                            each.name));
            legend -= 8 + 5.4 * each.name.length();
        }
    }

    private void path(
            StringBuilder out,
            Line line,
            double max,
            double left,
            double bottom,
            double width,
            double height) {
        StringBuilder points = new StringBuilder();
        if (line.filled) {
            points.append(String.format(Locale.ROOT, "%.1f,%.1f ", left, bottom));
        }
        double x = left;
        for (int i = 0; i < line.values.length; i++) {
            x = left + width * i * line.stepSeconds / seconds;
            double y = bottom - height * Math.clamp(line.values[i] / max, 0, 1);
            points.append(String.format(Locale.ROOT, "%.1f,%.1f ", x, y));
        }
        if (line.filled) {
            points.append(String.format(Locale.ROOT, "%.1f,%.1f", x, bottom));
        }
        out.append(
                line.filled
                        ? "<polygon fill=\"" + line.color + "\" points=\"" + points + "\"/>\n"
                        : "<polyline fill=\"none\" stroke=\""
                                + line.color
                                + "\" stroke-width=\"1.2\" points=\""
                                + points.toString().trim()
                                + "\"/>\n");
    }

    private static void line(StringBuilder out, double x1, double y1, double x2, double y2) {
        out.append(
                String.format(
                        Locale.ROOT,
                        "<path d=\"M%.1f %.1fL%.1f %.1f\" stroke=\"#dddddd\" stroke-width=\"0.5\"/>%n",
                        x1,
                        y1,
                        x2,
                        y2));
    }

    private static void text(StringBuilder out, double x, double y, String anchor, String text) {
        out.append(
                String.format(
                        Locale.ROOT,
                        "<text x=\"%.0f\" y=\"%.0f\" text-anchor=\"%s\">%s</text>%n",
                        x,
                        y,
                        anchor,
                        text));
    }

    private static String number(double value) {
        return value == Math.rint(value)
                ? String.format(Locale.ROOT, "%.0f", value)
                : String.format(Locale.ROOT, "%.1f", value);
    }
}
