package io.plenum.signaling;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plenum.signaling.support.TestServer;
import org.junit.jupiter.api.Test;

class StatsTest {
    @Test
    void tellsWhoseCiphersProtectTheMediaAndHowFastTheyWere() throws Exception {
        try (TestServer server = new TestServer()) {
            JsonNode stats = new ObjectMapper().readTree(server.get("/api/v1/stats").body());
            for (String family : new String[] {"aesGcm", "aesCmHmacSha1"}) {
                JsonNode crypto = stats.path("crypto").path(family);
                assertThat(crypto.path("provider").asText()).matches("\\w+ [0-9.]+");
                assertThat(crypto.path("microsPerPacket").path("jdk").asDouble()).isPositive();
            }
            assertThat(stats.path("participants").asInt()).isZero();
            assertThat(stats.path("media").path("rtpPacketsPublished").asLong()).isZero();
        }
    }
}
