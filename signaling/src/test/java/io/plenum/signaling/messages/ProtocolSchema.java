package io.plenum.signaling.messages;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** docs/protocol.schema.json: every message with its examples. */
public final class ProtocolSchema {
    static final ObjectMapper JSON = new ObjectMapper();
    private static final Path DOCS = Path.of("../docs");

    private final JsonNode root;
    private final Map<String, JsonSchema> compiled = new TreeMap<>();

    private ProtocolSchema(JsonNode root) {
        this.root = root;
    }

    /** Reads it. */
    public static ProtocolSchema read() {
        try {
            return new ProtocolSchema(JSON.readTree(text("protocol.schema.json")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A file of docs/. */
    static String text(String file) throws IOException {
        return Files.readString(DOCS.resolve(file));
    }

    /** The types of one side's messages. */
    List<String> types(String side) {
        List<String> types = new ArrayList<>();
        for (Map.Entry<String, JsonNode> each : root.get("$defs").properties()) {
            if (each.getKey().startsWith(side + ".")) {
                types.add(each.getKey().substring(side.length() + 1));
            }
        }
        return types;
    }

    JsonNode definition(String side, String type) {
        return root.at("/$defs/" + side + "." + type);
    }

    /** All examples of one side. */
    public List<JsonNode> examples(String side) {
        List<JsonNode> examples = new ArrayList<>();
        for (String type : types(side)) {
            definition(side, type).get("examples").forEach(examples::add);
        }
        return examples;
    }

    /** What is wrong with a message, empty if nothing. */
    List<String> problems(String side, JsonNode message) {
        String name = side + "." + message.path("type").asText();
        if (!root.get("$defs").has(name)) {
            return List.of("there is no " + name);
        }
        return compiled.computeIfAbsent(name, this::compile).validate(message).stream()
                .map(Object::toString)
                .toList();
    }

    private JsonSchema compile(String name) {
        ObjectNode schema = JSON.createObjectNode();
        schema.set("$schema", root.get("$schema"));
        schema.put("$ref", "#/$defs/" + name);
        schema.set("$defs", root.get("$defs"));
        return JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(schema);
    }
}
