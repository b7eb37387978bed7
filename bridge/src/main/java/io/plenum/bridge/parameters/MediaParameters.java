package io.plenum.bridge.parameters;

import java.util.List;

/**
 * Everything one peer sends and receives.
 *
 * @param publications sections in which it sends to us
 * @param slots sections in which we send to it
 * @param cname our RTCP canonical name towards it (RFC 7022)
 */
public record MediaParameters(
        List<PublicationParameters> publications, List<SlotParameters> slots, String cname) {
    /** Copies the lists. */
    public MediaParameters {
        publications = List.copyOf(publications);
        slots = List.copyOf(slots);
    }
}
