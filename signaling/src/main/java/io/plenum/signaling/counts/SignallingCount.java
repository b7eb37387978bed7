package io.plenum.signaling.counts;

/** Everything the signalling layer counts. Totals since the start; they only rise. */
public enum SignallingCount {
    MESSAGES_RECEIVED("WebSocket messages received"),
    JOINS("Participants who joined, over any protocol"),
    RESUMES("Participants who came back over another WebSocket"),
    OFFERS_ANSWERED("Offers answered"),
    REFUSED_BAD_JSON("WebSocket messages that are no JSON object"),
    REFUSED_BAD_MESSAGE("WebSocket messages with a missing or wrong field"),
    REFUSED_UNKNOWN_TYPE("WebSocket messages of an unknown type"),
    REFUSED_TOO_LARGE("WebSocket messages or HTTP bodies over the size limit"),
    REFUSED_SLOW("HTTP requests whose body did not come to its end in time"),
    REFUSED_BINARY("Binary WebSocket messages"),
    REFUSED_OUT_OF_ORDER("WebSocket messages that make no sense at this moment"),
    REFUSED_RATE("WebSocket messages, joins and HTTP requests beyond the rate limits"),
    REFUSED_SDP("Offers that cannot be parsed or served"),
    REFUSED_OVERLOAD("Joins refused because the server was full, starting or stopping"),
    REFUSED_TOKEN(
            "Requests of any kind whose token is missing, wrong, expired or for something else"),
    REFUSED_RIGHT("WebSocket messages that the participant has no right to"),
    REFUSED_BY_ROOM("Joins that a room did not take: full, locked, banned, or there already"),
    REFUSED_NAME("HTTP requests with an unusable room or participant name"),
    REFUSED_CONTENT_TYPE("HTTP requests with a wrong content type"),
    REFUSED_NOT_FOUND("HTTP requests for a room, participant or session that does not exist"),
    WEBHOOKS_DELIVERED("Webhooks that their receivers took"),
    WEBHOOKS_FAILED("Webhooks that their receivers refused, or that were given up after attempts"),
    WEBHOOKS_DROPPED("Webhooks that did not fit into the queue"),
    WEBHOOKS_RETRIED("Attempts to send a webhook once more"),
    CLOSED_NO_JOIN("Connections closed because no join came in time"),
    CLOSED_SILENT("Connections closed because the client sent nothing for too long"),
    CLOSED_SLOW("Connections closed because the client did not read what it was sent");

    private final String help;

    SignallingCount(String help) {
        this.help = help;
    }

    /** One line for people. */
    public String help() {
        return help;
    }
}
