package io.plenum.loadtests.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.StringReader;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

final class FlameGraphTest {
    private static final double WIDTH = 1200;
    private static final double GAP = 0.6;

    private final Categories categories = new Categories(Category.OF_MEDIA_LOOP);

    @Test
    void widthsAreSharesOfTheTimeAndThoseOfCalleesFillTheirCaller() throws Exception {
        Map<String, Element> boxes =
                boxes(stack(6, "a.Loop.run", "a.Loop.send"), stack(2, "a.Loop.run", "a.Loop.read"));

        assertThat(width(boxes, "all")).isCloseTo(WIDTH, within(0.1));
        assertThat(width(boxes, "a.Loop.run")).isCloseTo(WIDTH, within(0.1));
        assertThat(width(boxes, "a.Loop.send")).isCloseTo(0.75 * WIDTH, within(0.1));
        assertThat(width(boxes, "a.Loop.send") + width(boxes, "a.Loop.read"))
                .isCloseTo(WIDTH, within(0.1));
        assertThat(number(boxes, "a.Loop.read", "x"))
                .isCloseTo(width(boxes, "a.Loop.send"), within(0.1));
    }

    @Test
    void whatIsCalledStandsAboveItsCaller() throws Exception {
        Map<String, Element> boxes = boxes(stack(1, "a.Loop.run", "a.Loop.send"));

        assertThat(number(boxes, "a.Loop.send", "y")).isLessThan(number(boxes, "a.Loop.run", "y"));
        assertThat(number(boxes, "a.Loop.run", "y")).isLessThan(number(boxes, "all", "y"));
        assertThat(number(boxes, "a.Loop.send", "y")).isZero();
    }

    @Test
    void namesAreEscaped() throws Exception {
        Map<String, Element> boxes = boxes(stack(1, "a.Loop.<init>", "a.\"B\".c&d"));

        assertThat(boxes).containsKeys("a.Loop.<init>", "a.\"B\".c&d");
        assertThat(textOf(boxes, "a.Loop.<init>")).isEqualTo("Loop.<init>");
    }

    @Test
    void framesWithoutACategoryHaveTheirCallersColour() throws Exception {
        String writer = "io.plenum.bridge.forward.SlotWriter.send";
        Map<String, Element> boxes = boxes(stack(1, "a.Loop.run", writer, "java.util.Arrays.fill"));

        assertThat(rect(boxes, "java.util.Arrays.fill").getAttribute("fill"))
                .isEqualTo(rect(boxes, writer).getAttribute("fill"))
                .isNotEqualTo(rect(boxes, "a.Loop.run").getAttribute("fill"));
        assertThat(boxes).containsKey("forwarding: which packets, headers (ours)");
    }

    @Test
    void leavesOutWhatNobodyCouldSee() throws Exception {
        assertThat(boxes(stack(100_000, "a.Loop.run"), stack(1, "a.Loop.seldom")))
                .containsKey("a.Loop.run")
                .doesNotContainKey("a.Loop.seldom");
    }

    @Test
    void labelsAreCutWhereTheirBoxEnds() {
        assertThat(FlameGraph.fit("MediaLoop.doWork", 1000)).isEqualTo("MediaLoop.doWork");
        assertThat(FlameGraph.fit("MediaLoop.doWork", 8 + 10 * 6.7 + 0.1)).isEqualTo("MediaLoop…");
        assertThat(FlameGraph.fit("MediaLoop.doWork", 20)).isEmpty();
    }

    @Test
    void aRecordingWithoutSamplesIsAPictureAllTheSame() throws Exception {
        assertThat(boxes()).containsOnlyKeys("all");
    }

    /** Outermost first, as one reads it. */
    private static StackSample stack(long nanos, String... frames) {
        return new StackSample("plenum-media-0", List.of(frames).reversed(), nanos);
    }

    /** By the name in the tooltip. */
    private Map<String, Element> boxes(StackSample... samples) throws Exception {
        String svg = FlameGraph.svg(FlameNode.of("all", List.of(samples), categories), categories);
        NodeList groups =
                DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(new InputSource(new StringReader(svg)))
                        .getElementsByTagName("g");
        return IntStream.range(0, groups.getLength())
                .mapToObj(i -> (Element) groups.item(i))
                .collect(Collectors.toMap(FlameGraphTest::nameOf, Function.identity()));
    }

    private static String nameOf(Element group) {
        return only(group, "title").getTextContent().replaceFirst(": [0-9.NaN]+ %.*", "");
    }

    private static String textOf(Map<String, Element> boxes, String name) {
        return only(box(boxes, name), "text").getTextContent();
    }

    /** The gap to the next box included. */
    private static double width(Map<String, Element> boxes, String name) {
        return number(boxes, name, "width") + GAP;
    }

    private static double number(Map<String, Element> boxes, String name, String attribute) {
        return Double.parseDouble(rect(boxes, name).getAttribute(attribute));
    }

    private static Element rect(Map<String, Element> boxes, String name) {
        return only(box(boxes, name), "rect");
    }

    private static Element box(Map<String, Element> boxes, String name) {
        Element box = boxes.get(name);
        assertThat(box).as(name).isNotNull();
        return box;
    }

    private static Element only(Element group, String tag) {
        return (Element) group.getElementsByTagName(tag).item(0);
    }
}
