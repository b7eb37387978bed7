package io.plenum.signaling.messages;

import static org.assertj.core.api.Assertions.assertThat;

import io.plenum.signaling.messages.ServerMessage.ParticipantView;
import io.plenum.signaling.messages.ServerMessage.PublicationView;
import io.plenum.signaling.messages.ServerMessage.SlotView;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ServerMessageWriterTest {
    @Test
    void writesTheTypeAndEveryComponent() {
        assertThat(
                        ServerMessageWriter.write(
                                new ServerMessage.ParticipantJoined(
                                        new ParticipantView(
                                                "p-2",
                                                "Bob",
                                                Role.SPEAKER,
                                                null,
                                                Map.of("team", "red"),
                                                null,
                                                List.of(
                                                        new PublicationView(
                                                                "t-1",
                                                                "audio",
                                                                "microphone",
                                                                false)),
                                                false))))
                .isEqualTo(
                        """
                        {"type":"participantJoined","participant":{"id":"p-2","name":"Bob","role":"speaker",\
                        "handRaisedAt":null,"attributes":{"team":"red"},"publications":\
                        [{"id":"t-1","kind":"audio","source":"microphone","muted":false}],"reconnecting":false}}\
                        """);
    }

    @Test
    void anEmptySlotIsToldAsNull() {
        assertThat(
                        ServerMessageWriter.write(
                                new ServerMessage.SlotMap(
                                        List.of(new SlotView("3", "video", null, null)))))
                .isEqualTo(
                        "{\"type\":\"slotMap\",\"slots\":[{\"mid\":\"3\",\"kind\":\"video\","
                                + "\"participant\":null,\"publication\":null}]}");
    }

    @Test
    void anErrorWithoutAMessageToAnswerLeavesThatOut() {
        assertThat(
                        ServerMessageWriter.write(
                                new ServerMessage.Error("bad-json", "No.", null, false)))
                .isEqualTo(
                        "{\"type\":\"error\",\"error\":\"bad-json\",\"message\":\"No.\",\"fatal\":false}");
    }
}
