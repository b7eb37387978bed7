package io.plenum.bridge.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

class LogContextTest {
    @AfterEach
    void forget() {
        MDC.clear();
    }

    private static String about() {
        return MDC.get(LogContext.ROOM) + " " + MDC.get(LogContext.PARTICIPANT);
    }

    @Test
    void theInnerOneCountsAndTheOuterOneComesBack() {
        try (LogContext _ = LogContext.of("daily", "p-1")) {
            assertThat(about()).isEqualTo("daily p-1");
            try (LogContext _ = LogContext.of("weekly", null)) {
                assertThat(about()).isEqualTo("weekly null");
            }
            assertThat(about()).isEqualTo("daily p-1");
        }
        assertThat(about()).isEqualTo("null null");
    }

    @Test
    void otherKeysAreLeftAlone() {
        MDC.put("request", "7");
        try (LogContext _ = LogContext.of("daily", "p-1")) {
            assertThat(MDC.get("request")).isEqualTo("7");
        }
        assertThat(MDC.get("request")).isEqualTo("7");
    }
}
