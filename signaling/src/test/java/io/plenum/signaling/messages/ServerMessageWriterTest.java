package io.plenum.signaling.messages;

import static org.assertj.core.api.Assertions.assertThat;

import io.plenum.signaling.messages.ServerMessage.ParticipantView;
import io.plenum.signaling.messages.ServerMessage.PublicationView;
import io.plenum.signaling.messages.ServerMessage.SlotCounts;
import io.plenum.signaling.messages.ServerMessage.SlotView;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServerMessageWriterTest {
    @Test
    void writesTheTypeAndEveryComponent() {
        ParticipantView bob =
                new ParticipantView(
                        "p-2",
                        "Bob",
                        List.of(new PublicationView("t-1", "audio", "microphone", false)));
        String joined =
                ServerMessageWriter.write(
                        new ServerMessage.Joined(
                                1,
                                "daily",
                                new ParticipantView("p-1", "Alice", List.of()),
                                List.of(bob),
                                new SlotCounts(1, 2),
                                List.of(),
                                20_000));
        assertThat(joined)
                .isEqualTo(
                        """
                        {"type":"joined","protocol":1,"room":"daily",\
                        "participant":{"id":"p-1","name":"Alice","publications":[]},\
                        "participants":[{"id":"p-2","name":"Bob","publications":\
                        [{"id":"t-1","kind":"audio","source":"microphone","muted":false}]}],\
                        "slots":{"audio":1,"video":2},"iceServers":[],"pingIntervalMillis":20000}""");
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
