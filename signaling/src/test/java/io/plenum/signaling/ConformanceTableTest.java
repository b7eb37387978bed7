package io.plenum.signaling;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;

/** The tables of docs/whip.md and docs/whep.md name tests that exist, and leave none out. */
class ConformanceTableTest {
    /** A test of another class, with its name before it. */
    private static final Pattern ELSEWHERE = Pattern.compile("`([A-Z]\\w+)\\.([a-z]\\w+)` *\\|$");

    private static final Pattern NAME = Pattern.compile("`([a-z]\\w+)` *\\|$");

    @Test
    void eachStatementOfWhipNamesItsTest() throws Exception {
        compare("whip.md", WhipConformanceTest.class);
    }

    @Test
    void eachStatementOfWhepNamesItsTest() throws Exception {
        compare("whep.md", WhepConformanceTest.class);
    }

    private static void compare(String page, Class<?> tests) throws Exception {
        Set<String> named = new TreeSet<>();
        for (String line : Files.readAllLines(Path.of("..", "docs", page))) {
            Matcher matcher = NAME.matcher(line);
            if (matcher.find()) {
                named.add(matcher.group(1));
            }
            Matcher elsewhere = ELSEWHERE.matcher(line);
            if (elsewhere.find()) {
                Class<?> other = Class.forName("io.plenum.signaling." + elsewhere.group(1));
                assertThat(other.getDeclaredMethods())
                        .extracting(Method::getName)
                        .contains(elsewhere.group(2));
            }
        }
        Set<String> present = new TreeSet<>();
        Stream.of(tests.getDeclaredMethods())
                .filter(
                        method ->
                                method.isAnnotationPresent(Test.class)
                                        || method.isAnnotationPresent(ParameterizedTest.class))
                .map(Method::getName)
                .forEach(present::add);
        assertThat(named).isEqualTo(present).isNotEmpty();
    }
}
