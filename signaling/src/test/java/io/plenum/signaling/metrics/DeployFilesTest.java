package io.plenum.signaling.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.plenum.signaling.support.Scrape;
import io.plenum.signaling.support.TestServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Dashboards and rules name nothing that does not exist. */
class DeployFilesTest {
    private static final Path PROMTOOL = Path.of("/usr/bin/promtool");
    private static final Pattern METRIC =
            Pattern.compile("((?:plenum|process|jvm)_[a-z_]+)(?:\\{([^}]*)})?");
    private static final Pattern RECORDED = Pattern.compile("plenum:[a-z_]+:[a-z0-9]+");
    private static final Pattern MATCHER = Pattern.compile("(\\w+)(=~|!=|=)\"([^\"]*)\"");

    /** What Prometheus itself adds. */
    private static final List<String> ADDED = List.of("instance", "job");

    @Test
    void everyMetricLabelAndValueIsOneThatAServerHas() throws Exception {
        List<DeployedQueries> queries = new ArrayList<>(DeployedQueries.ofRules());
        queries.addAll(DeployedQueries.ofDashboards());
        assertThat(queries).hasSizeGreaterThan(60);
        List<String> recorded =
                DeployedQueries.rules().stream().map(rule -> rule.path("record").asText()).toList();
        try (TestServer server = new TestServer()) {
            Scrape page = new Scrape(server);
            for (DeployedQueries query : queries) {
                Matcher metrics = METRIC.matcher(query.expression());
                while (metrics.find()) {
                    assertThat(page.has(metrics.group(1)))
                            .as("%s: %s", query.where(), metrics.group(1))
                            .isTrue();
                    check(page, query, metrics.group(1), metrics.group(2));
                }
                Matcher records = RECORDED.matcher(query.expression());
                while (records.find()) {
                    assertThat(recorded).as(query.where()).contains(records.group());
                }
            }
        }
    }

    private static void check(Scrape page, DeployedQueries query, String name, String labels) {
        Matcher matchers = MATCHER.matcher(labels == null ? "" : labels);
        while (matchers.find()) {
            String label = matchers.group(1);
            if (!ADDED.contains(label)) {
                assertThat(page.has(name, label + "=\"" + matchers.group(3) + "\""))
                        .as("%s: %s of %s", query.where(), matchers.group(), name)
                        .isTrue();
            }
        }
    }

    @Test
    void everyAlertHasARunbook() {
        for (JsonNode rule : DeployedQueries.rules()) {
            if (rule.has("alert")) {
                String name = rule.path("alert").asText();
                assertThat(Path.of("../docs/operations.md"))
                        .content()
                        .contains("\n### " + name + "\n*");
                assertThat(rule.path("annotations").path("runbook").asText())
                        .isEqualToIgnoringCase("docs/operations.md#" + name);
                assertThat(rule.path("labels").path("severity").asText()).isIn("page", "ticket");
            }
        }
    }

    @Test
    void alertsFireOnTheirTroublesAndAGoodDayIsQuiet() throws Exception {
        assumeTrue(Files.isExecutable(PROMTOOL), "Debian's package prometheus is not installed");
        Process promtool =
                new ProcessBuilder(PROMTOOL.toString(), "test", "rules", "plenum.rules.test.yml")
                        .directory(Path.of("../deploy/prometheus").toFile())
                        .redirectErrorStream(true)
                        .start();
        String said = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(promtool.waitFor()).as(said).isZero();
    }
}
