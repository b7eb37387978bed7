package io.plenum.bridge.parameters;

/** Why a slot is sent what it is sent, and nothing better. */
public enum AllocationReason {
    /** It gets the best that the publisher has. */
    NONE("none"),
    /** Better would be more than the viewer's downlink is estimated to carry. */
    BANDWIDTH("bandwidth"),
    /** The viewer's page does not show it. */
    NOT_VISIBLE("not visible"),
    /** Better would have more pixels than the viewer's page shows. */
    TILE_SIZE("tile size"),
    /** The publisher sends nothing better at present, though it has negotiated to. */
    PUBLISHER_SENDS_LESS("publisher sends less"),
    /** The viewer has limited the layers itself. */
    VIEWER_ASKED("viewer asked"),
    /** The server gets behind and saves where it is seen least. */
    SERVER_LOAD("server load");

    private final String text;

    AllocationReason(String text) {
        this.text = text;
    }

    /** Its name on the wire and in the panel. */
    public String text() {
        return text;
    }
}
