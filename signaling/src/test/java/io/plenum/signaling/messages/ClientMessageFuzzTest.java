package io.plenum.signaling.messages;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

/** Whatever the text: a message, or the answer that says what is wrong with it. */
class ClientMessageFuzzTest {
    private static final int MAX_ANSWER_CHARACTERS = 1024;

    @FuzzTest
    void everyTextIsAMessageOrRefused(byte[] bytes) {
        ClientMessage message;
        try {
            message = ClientMessageReader.read(new String(bytes, StandardCharsets.UTF_8));
        } catch (BadMessageException refused) {
            assertThat(refused.text()).isNotBlank().hasSizeLessThan(MAX_ANSWER_CHARACTERS);
            assertThat(ServerMessageWriter.write(ServerMessage.Error.of(refused)))
                    .startsWith("{")
                    .endsWith("}");
            return;
        }
        if (message instanceof ClientMessage.Join join) {
            assertThat(Names.problem(join.room())).isNull();
            assertThat(Names.problem(join.name())).isNull();
        }
        if (message instanceof ClientMessage.Offer offer) {
            assertThat(offer.publications())
                    .extracting(ClientMessage.OfferedPublication::mid)
                    .doesNotHaveDuplicates();
        }
    }
}
