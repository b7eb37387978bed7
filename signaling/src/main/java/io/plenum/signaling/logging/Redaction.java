package io.plenum.signaling.logging;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.plenum.bridge.bytes.TransportAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Hides who it was and where, in what operators read and pass on: of an address the network stays,
 * of a name a hash that is the same until the server stops, so that lines and pages about one
 * person can still be laid side by side. Identifiers stay: they are random and mean nothing
 * elsewhere. Thread safe.
 */
public final class Redaction {
    private static final int KEY_BYTES = 32;
    private static final int HASH_BYTES = 4;
    private static final String HASH = "HmacSHA256";

    /** Members of our own JSON that hold what people chose. */
    private static final Set<String> NAMES = Set.of("name", "room");

    /** One for the process: the log and the pages must give a name the same hash. */
    private static final byte[] KEY = new byte[KEY_BYTES];

    static {
        new SecureRandom().nextBytes(KEY);
    }

    private static final Redaction ON = new Redaction(KEY);
    private static final Redaction OFF = new Redaction(null);

    private final byte @Nullable [] key;

    /**
     * @param key of the hashes, or null to hide nothing
     */
    Redaction(byte @Nullable [] key) {
        this.key = key;
    }

    /** Hides, or passes everything on as it is. */
    public static Redaction of(boolean on) {
        return on ? ON : OFF;
    }

    /** Whether anything is hidden. */
    public boolean on() {
        return key != null;
    }

    /** Of a name of a person or a room such as {@code anon-3fa9c01d}; an empty one stays empty. */
    public String name(String name) {
        byte[] secret = key;
        if (secret == null || name.isEmpty()) {
            return name;
        }
        try {
            Mac mac = Mac.getInstance(HASH);
            mac.init(new SecretKeySpec(secret, HASH));
            byte[] hash = mac.doFinal(name.getBytes(StandardCharsets.UTF_8));
            return "anon-" + HexFormat.of().formatHex(hash, 0, HASH_BYTES);
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every JDK has " + HASH, e);
        }
    }

    /** Free text, with its IP addresses hidden. */
    public String text(String text) {
        return key == null ? text : Addresses.hideIn(text);
    }

    /**
     * An address without what tells its host, with its port: ports say what is media and what is
     * not.
     */
    public TransportAddress address(TransportAddress address) {
        if (key == null) {
            return address;
        }
        return address.isIpv4()
                ? TransportAddress.ofIpv4((int) address.low() & 0xFFFF_0000, address.port())
                : new TransportAddress(address.high() & 0xFFFFL << 48, 0, address.port());
    }

    /** Members of a JSON answer of ours: the names in it and the addresses in all of its texts. */
    public Map<String, Object> members(Map<String, Object> members) {
        if (key == null) {
            return members;
        }
        Map<String, Object> hidden = new LinkedHashMap<>();
        members.forEach((member, value) -> hidden.put(member, member(member, value)));
        return hidden;
    }

    private @Nullable Object member(String member, @Nullable Object value) {
        return value instanceof String name && NAMES.contains(member) ? name(name) : any(value);
    }

    private @Nullable Object any(@Nullable Object value) {
        return switch (value) {
            case null -> null;
            case String text -> text(text);
            case JsonNode node -> node(node);
            case Map<?, ?> map -> {
                Map<String, Object> hidden = new LinkedHashMap<>();
                map.forEach((k, v) -> hidden.put(k.toString(), member(k.toString(), v)));
                yield hidden;
            }
            case List<?> list -> {
                List<@Nullable Object> hidden = new ArrayList<>();
                list.forEach(each -> hidden.add(any(each)));
                yield hidden;
            }
            default -> value;
        };
    }

    /** What a client wrote: its members mean what it likes, so only addresses are known. */
    private JsonNode node(JsonNode node) {
        return switch (node) {
            case TextNode text -> TextNode.valueOf(text(text.textValue()));
            case ArrayNode array -> {
                ArrayNode hidden = JsonNodeFactory.instance.arrayNode();
                array.forEach(each -> hidden.add(node(each)));
                yield hidden;
            }
            case ObjectNode object -> {
                ObjectNode hidden = JsonNodeFactory.instance.objectNode();
                object.properties().forEach(e -> hidden.set(text(e.getKey()), node(e.getValue())));
                yield hidden;
            }
            default -> node;
        };
    }
}
