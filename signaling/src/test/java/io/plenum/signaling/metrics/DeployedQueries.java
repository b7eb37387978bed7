package io.plenum.signaling.metrics;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Every query in deploy/: of the dashboards and of the rules.
 *
 * @param where file and panel or rule
 * @param expression with Grafana's variables filled in
 */
record DeployedQueries(String where, String expression) {
    static final Path DASHBOARDS = Path.of("../deploy/grafana");
    static final Path RULES = Path.of("../deploy/prometheus/plenum.rules.yml");

    static List<DeployedQueries> ofDashboards() throws IOException {
        List<DeployedQueries> queries = new ArrayList<>();
        try (Stream<Path> files = Files.list(DASHBOARDS)) {
            for (Path file : files.filter(each -> each.toString().endsWith(".json")).toList()) {
                JsonNode dashboard = new ObjectMapper().readTree(file.toFile());
                for (JsonNode panel : dashboard.path("panels")) {
                    for (JsonNode target : panel.path("targets")) {
                        queries.add(
                                new DeployedQueries(
                                        file.getFileName() + ": " + panel.path("title").asText(),
                                        filledIn(target.path("expr").asText())));
                    }
                }
            }
        }
        return queries;
    }

    private static String filledIn(String expression) {
        return expression.replace("$__rate_interval", "1m").replace("$instance", ".*");
    }

    static List<DeployedQueries> ofRules() {
        List<DeployedQueries> queries = new ArrayList<>();
        for (JsonNode rule : rules()) {
            String name = rule.path("alert").asText(rule.path("record").asText());
            queries.add(new DeployedQueries(name, rule.path("expr").asText()));
        }
        return queries;
    }

    /** Recording rules and alerts. */
    static List<JsonNode> rules() {
        try {
            List<JsonNode> rules = new ArrayList<>();
            JsonNode file = new YAMLMapper().readTree(Files.readString(RULES));
            file.path("groups").forEach(group -> group.path("rules").forEach(rules::add));
            return rules;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return where;
    }
}
