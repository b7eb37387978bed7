package io.plenum.signaling.messages;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The code, docs/protocol.schema.json and docs/protocol.md say the same. */
class ProtocolSchemaTest {
    private static final ObjectMapper LENIENT =
            JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

    private final ProtocolSchema schema = ProtocolSchema.read();

    private static Set<String> types(Class<?> family) {
        return Arrays.stream(family.getPermittedSubclasses())
                .map(ProtocolSchemaTest::type)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String type(Class<?> record) {
        String name = record.getSimpleName();
        return name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
    }

    @Test
    void everyMessageHasADefinitionAndEveryDefinitionAMessage() {
        assertThat(schema.types("client")).hasSameElementsAs(types(ClientMessage.class));
        assertThat(schema.types("server")).hasSameElementsAs(types(ServerMessage.class));
    }

    @Test
    void everyExampleIsWhatItsDefinitionSays() {
        for (String side : List.of("client", "server")) {
            for (JsonNode example : schema.examples(side)) {
                assertThat(schema.problems(side, example)).as("%s", example).isEmpty();
            }
        }
    }

    @Test
    void everyExampleOfAClientIsTaken() throws Exception {
        for (JsonNode example : schema.examples("client")) {
            ClientMessage message = ClientMessageReader.read(example.toString());
            assertThat(type(message.getClass())).isEqualTo(example.get("type").textValue());
        }
    }

    /** Takes each example as the record that it is of, and writes the record again. */
    @Test
    void everyExampleOfTheServerIsWhatItsRecordWrites() throws Exception {
        for (Class<?> record : ServerMessage.class.getPermittedSubclasses()) {
            for (JsonNode example : schema.definition("server", type(record)).get("examples")) {
                ServerMessage message = (ServerMessage) LENIENT.treeToValue(example, record);
                assertThat(LENIENT.readTree(ServerMessageWriter.write(message))).isEqualTo(example);
            }
        }
    }

    @Test
    void everyFieldOfTheServerIsDefined() {
        for (Class<?> record : ServerMessage.class.getPermittedSubclasses()) {
            Set<String> fields =
                    Arrays.stream(record.getRecordComponents())
                            .map(RecordComponent::getName)
                            .collect(Collectors.toCollection(TreeSet::new));
            fields.add("type");
            assertThat(
                            schema
                                    .definition("server", type(record))
                                    .get("properties")
                                    .properties()
                                    .stream()
                                    .map(Map.Entry::getKey))
                    .as(record.getSimpleName())
                    .hasSameElementsAs(fields);
        }
    }

    /**
     * What a definition forbids, the reader refuses: a field that is missing, or of another type.
     */
    @Test
    void whatADefinitionForbidsIsRefused() {
        int checked = 0;
        for (JsonNode example : schema.examples("client")) {
            for (Map.Entry<String, JsonNode> field : example.properties()) {
                for (Object odd : Arrays.asList(null, -1, "", true, List.of(1), Map.of("a", 1))) {
                    ObjectNode wrong = example.deepCopy();
                    if (odd == null) {
                        wrong.remove(field.getKey());
                    } else {
                        wrong.set(field.getKey(), LENIENT.valueToTree(odd));
                    }
                    if (!schema.problems("client", wrong).isEmpty()) {
                        checked++;
                        assertThat(isTaken(wrong)).as("%s", wrong).isFalse();
                    }
                }
            }
        }
        assertThat(checked).isGreaterThan(200);
    }

    private static boolean isTaken(JsonNode message) {
        try {
            ClientMessageReader.read(message.toString());
            return true;
        } catch (BadMessageException e) {
            return false;
        }
    }

    @Test
    void everyErrorAndEveryReasonIsDefinedAndExplained() throws Exception {
        String text = ProtocolSchema.text("protocol.md");
        List<String> errors = Arrays.stream(ErrorCode.values()).map(ErrorCode::text).toList();
        List<String> reasons = Arrays.stream(ByeReason.values()).map(ByeReason::text).toList();
        assertThat(names("server", "error", "error")).hasSameElementsAs(errors);
        assertThat(names("server", "bye", "reason")).hasSameElementsAs(reasons);
        for (String each : errors) {
            assertThat(text.lines()).as(each).anyMatch(line -> inFirstCell(line, each));
        }
        for (ByeReason each : ByeReason.values()) {
            assertThat(text)
                    .contains(
                            "| `%s` | %d | `%s` |"
                                    .formatted(
                                            each.text(), each.closeCode(), each.action().text()));
        }
    }

    private static boolean inFirstCell(String line, String name) {
        String[] cells = line.split("\\|", -1);
        return cells.length > 2 && cells[1].contains("`" + name + "`");
    }

    private List<String> names(String side, String type, String field) {
        List<String> names = new ArrayList<>();
        schema.definition(side, type)
                .at("/properties/" + field + "/enum")
                .forEach(each -> names.add(each.textValue()));
        return names;
    }

    /** Each example of the document is a message of its side, and no message is left out. */
    @Test
    void theDocumentShowsEveryMessageAsItIs() throws Exception {
        Set<String> shown = new TreeSet<>();
        String side = "client";
        boolean inExample = false;
        StringBuilder example = new StringBuilder();
        for (String line : ProtocolSchema.text("protocol.md").lines().toList()) {
            if (line.startsWith("## From the server")) {
                side = "server";
            } else if (line.equals("```json")) {
                inExample = true;
                example.setLength(0);
            } else if (line.equals("```") && inExample) {
                inExample = false;
                for (JsonNode message : messages(example.toString())) {
                    assertThat(schema.problems(side, message)).as("%s", message).isEmpty();
                    shown.add(side + "." + message.get("type").textValue());
                }
            } else if (inExample) {
                example.append(line).append('\n');
            }
        }
        Set<String> all = new TreeSet<>();
        schema.types("client").forEach(type -> all.add("client." + type));
        schema.types("server").forEach(type -> all.add("server." + type));
        assertThat(shown).isEqualTo(all);
    }

    private static List<JsonNode> messages(String text) throws Exception {
        List<JsonNode> messages = new ArrayList<>();
        try (var values = LENIENT.readerFor(JsonNode.class).<JsonNode>readValues(text)) {
            values.forEachRemaining(messages::add);
        }
        return messages;
    }
}
