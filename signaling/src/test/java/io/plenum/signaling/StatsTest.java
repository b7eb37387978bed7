package io.plenum.signaling;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plenum.signaling.support.TestServer;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class StatsTest {
    private static final long PATIENCE_NANOS = 30_000_000_000L;
    private static final long TURN_NANOS = 50_000_000L;

    @Test
    void tellsWhoseCiphersProtectTheMediaAndHowFastTheyWere() throws Exception {
        try (TestServer server = new TestServer()) {
            JsonNode stats = afterTheTrial(server);
            for (String family : new String[] {"aesGcm", "aesCmHmacSha1"}) {
                JsonNode crypto = stats.path("crypto").path(family);
                assertThat(crypto.path("provider").asText()).matches("\\w+ [0-9.]+");
                assertThat(crypto.path("microsPerPacket").path("jdk").asDouble()).isPositive();
            }
            assertThat(stats.path("participants").asInt()).isZero();
            assertThat(stats.path("sendRuns").isObject()).isTrue();
            assertThat(stats.path("media").path("rtpPacketsPublished").asLong()).isZero();
        }
    }

    /** The trial runs beside the start and takes a second or two. */
    private static JsonNode afterTheTrial(TestServer server) throws Exception {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        JsonNode stats = read(server);
        while (stats.path("crypto").isEmpty() && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(TURN_NANOS);
            stats = read(server);
        }
        return stats;
    }

    private static JsonNode read(TestServer server) throws Exception {
        return new ObjectMapper().readTree(server.get("/api/v1/stats").body());
    }
}
