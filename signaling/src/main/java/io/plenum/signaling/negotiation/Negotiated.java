package io.plenum.signaling.negotiation;

import io.plenum.bridge.parameters.MediaKind;
import io.plenum.bridge.parameters.MediaParameters;
import io.plenum.bridge.parameters.RemoteTransport;
import io.plenum.signaling.rooms.RoomPublication;
import java.util.List;
import java.util.Map;

/**
 * The outcome of an offer.
 *
 * @param answer SDP text
 * @param remote the offer's transport
 * @param media what flows
 * @param publications by mid, in the order of the sections
 * @param slots kind by mid, in the order of the sections
 * @param refused mids of sections that the participant has no right to send in
 */
public record Negotiated(
        String answer,
        RemoteTransport remote,
        MediaParameters media,
        Map<String, RoomPublication> publications,
        Map<String, MediaKind> slots,
        List<String> refused) {}
