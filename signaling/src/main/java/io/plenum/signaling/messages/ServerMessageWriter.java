package io.plenum.signaling.messages;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;

/** Writes server messages as JSON text. */
public final class ServerMessageWriter {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private ServerMessageWriter() {}

    /** One message as it goes on the wire. */
    public static String write(ServerMessage message) {
        try {
            return JSON.writeValueAsString(message);
        } catch (JsonProcessingException e) {
            throw new AssertionError("records of strings and numbers are always JSON", e);
        }
    }
}
