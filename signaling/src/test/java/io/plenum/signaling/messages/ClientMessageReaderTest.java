package io.plenum.signaling.messages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.plenum.bridge.parameters.Tile;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientMessageReaderTest {
    @Test
    void readsEveryMessageOfTheProtocol() throws Exception {
        assertThat(read("{'type':'join','protocol':1,'room':'daily','name':'Jürgen 3','x':1}"))
                .isEqualTo(new ClientMessage.Join("daily", "Jürgen 3", null, null, Map.of()));
        assertThat(
                        read(
                                "{'type':'offer','id':1,'sdp':'v=0','publications':[{'mid':'0','source':'camera','muted':true}]}"))
                .isEqualTo(
                        new ClientMessage.Offer(
                                1,
                                "v=0",
                                List.of(
                                        new ClientMessage.OfferedPublication(
                                                "0", Source.CAMERA, true))));
        assertThat(read("{'type':'candidate','mid':'0','candidate':''}"))
                .isEqualTo(new ClientMessage.Candidate("0", ""));
        assertThat(read("{'type':'mute','mid':'1','muted':false}"))
                .isEqualTo(new ClientMessage.Mute("1", false));
        assertThat(
                        read(
                                "{'type':'view','tiles':[{'mid':'5','width':640,'height':360,'visible':true},{'mid':'6','width':0,'height':0,'visible':false,'pinned':true}],'hidden':true}"))
                .isEqualTo(
                        new ClientMessage.View(
                                List.of(
                                        new Tile("5", 640, 360, true, false),
                                        new Tile("6", 0, 0, false, true)),
                                true));
        assertThat(read("{'type':'view'}")).isEqualTo(new ClientMessage.View(List.of(), false));
        assertThat(read("{'type':'ping','id':7}")).isEqualTo(new ClientMessage.Ping(7));
        assertThat(read("{'type':'leave'}")).isEqualTo(new ClientMessage.Leave());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "hello                                        | BAD_JSON | not JSON",
                "[1,2]                                        | BAD_JSON | one JSON object",
                "{}                                           | BAD_MESSAGE | no \"type\"",
                "{'type':7}                                   | BAD_MESSAGE | no \"type\"",
                "{'type':'dance'}                             | UNKNOWN_TYPE | Known types: join,"
                        + " offer",
                "{'type':'join','protocol':2,'room':'a','name':'b'} | UNSUPPORTED_PROTOCOL | speaks"
                        + " protocol 1",
                "{'type':'join','protocol':1,'name':'b'}      | BAD_MESSAGE | \"room\" is missing",
                "{'type':'join','protocol':1,'room':'','name':'b'} | BAD_MESSAGE | \"room\" is"
                        + " empty",
                "{'type':'join','protocol':1,'room':'a/b','name':'b'} | BAD_MESSAGE | U+002F",
                "{'type':'join','protocol':1,'room':'a','name':5} | BAD_MESSAGE | \"name\" must be"
                        + " a string",
                "{'type':'offer','id':0,'sdp':''}             | BAD_MESSAGE | whole number from 1",
                "{'type':'offer','id':1.5,'sdp':''}           | BAD_MESSAGE | whole number from 1",
                "{'type':'offer','id':1,'sdp':'','publications':[{'mid':'0','source':'radio'}]} |"
                        + " BAD_MESSAGE | must be one of microphone",
                "{'type':'offer','id':1,'sdp':'','publications':[5]} | BAD_MESSAGE | must hold"
                        + " objects",
                "{'type':'mute','mid':'0'}                    | BAD_MESSAGE | \"muted\" must be"
                        + " true or false",
                "{'type':'view','tiles':{}}                   | BAD_MESSAGE | \"tiles\" must be an array",
                "{'type':'view','tiles':[{'mid':'5','width':-1,'height':1,'visible':true}]} | BAD_MESSAGE | \"width\" must be a whole number",
                "{'type':'view','tiles':[{'mid':'5','width':1,'height':1}]} | BAD_MESSAGE | \"visible\" must be true or false",
                "{'type':'view','tiles':[{'mid':'5','width':1,'height':1,'visible':true},{'mid':'5','width':1,'height':1,'visible':true}]} | BAD_MESSAGE | same mid twice",
                "{'type':'view','hidden':1}                   | BAD_MESSAGE | \"hidden\" must be true or false",
            })
    void saysWhatIsWrong(String text, ErrorCode code, String says) {
        BadMessageException e = catchThrowableOfType(BadMessageException.class, () -> read(text));
        assertThat(e).isNotNull();
        assertThat(e.code()).isEqualTo(code);
        assertThat(e.text()).contains(says);
    }

    @Test
    void doesNotRepeatWhatTheClientSent() {
        BadMessageException e =
                catchThrowableOfType(
                        BadMessageException.class, () -> read("{'type':'<script>x</script>'}"));
        assertThat(e.text()).doesNotContain("script");
    }

    @Test
    void randomMutationsNeverEscape() {
        String valid =
                "{\"type\":\"offer\",\"id\":1,\"sdp\":\"v=0\",\"publications\":[{\"mid\":\"0\",\"source\":\"camera\"}]}";
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < 20_000; i++) {
            StringBuilder mutated = new StringBuilder(valid);
            for (int change = random.nextInt(4); change >= 0; change--) {
                int at = random.nextInt(mutated.length());
                switch (random.nextInt(3)) {
                    case 0 -> mutated.setCharAt(at, (char) random.nextInt(128));
                    case 1 -> mutated.deleteCharAt(at);
                    default -> mutated.insert(at, (char) random.nextInt(0x3000));
                }
            }
            try {
                ClientMessageReader.read(mutated.toString());
            } catch (BadMessageException e) {
                assertThat(e.text()).isNotBlank();
            }
        }
    }

    private static ClientMessage read(String text) throws BadMessageException {
        return ClientMessageReader.read(text.replace('\'', '"'));
    }
}
