package io.plenum.signaling.metrics;

import java.util.Map;

/** What a server says of itself. */
public interface ServerFacts {
    /** Of the software. */
    String version();

    /** Every state there is, true for the one that holds. */
    Map<String, Boolean> states();
}
