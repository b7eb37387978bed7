package io.plenum.bridge.parameters;

/**
 * How a viewer's page shows a slot.
 *
 * @param mid the slot's media identification (RFC 5888)
 * @param width pixels of the screen, 0 if it does not say
 * @param height as {@code width}
 * @param visible whether it can be seen at all
 * @param pinned whether the viewer has chosen to see it before others
 */
public record Tile(String mid, int width, int height, boolean visible, boolean pinned) {}
