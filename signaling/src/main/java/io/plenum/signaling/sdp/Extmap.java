package io.plenum.signaling.sdp;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * An extmap attribute (RFC 8285 section 8).
 *
 * @param id 1 to 255; 4096 to 4351 in an offer of more extensions than there are identifiers
 * @param direction SENDRECV if not given
 * @param uri what it is
 * @param attributes of the extension itself, empty for none
 */
public record Extmap(int id, Direction direction, String uri, String attributes) {
    private static final int LAST_USABLE_ID = 255;

    /**
     * The offered extensions that we take, each with the offer's identifier and the direction seen
     * from our side. The first counts where a URI or an identifier is offered twice.
     *
     * @param uris those that we know, in any order
     */
    public static List<Extmap> select(MediaDescription offered, Set<String> uris) {
        final List<Extmap> selected = new ArrayList<>();
        final Set<String> seenUris = new HashSet<>();
        final Set<Integer> seenIds = new HashSet<>();
        for (Extmap extension : offered.extensions()) {
            if (extension.id <= LAST_USABLE_ID
                    && uris.contains(extension.uri)
                    && seenIds.add(extension.id)
                    && seenUris.add(extension.uri)) {
                selected.add(
                        new Extmap(
                                extension.id, extension.direction.reversed(), extension.uri, ""));
            }
        }
        return List.copyOf(selected);
    }
}
