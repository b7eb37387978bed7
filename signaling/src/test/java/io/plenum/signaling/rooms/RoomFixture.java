package io.plenum.signaling.rooms;

import io.plenum.signaling.auth.Grants;
import io.plenum.signaling.auth.Grants.MediaGrants;
import io.plenum.signaling.auth.Grants.RoomGrants;
import io.plenum.signaling.messages.BadMessageException;
import io.plenum.signaling.messages.ModeratorAction;
import io.plenum.signaling.messages.ServerMessage;
import io.plenum.signaling.messages.Source;
import io.plenum.signaling.negotiation.OfferException;
import io.plenum.signaling.sdp.CapturedOffers;
import io.plenum.signaling.support.BridgeCalls;
import io.plenum.signaling.support.RecordingClient;
import io.plenum.signaling.support.VirtualTimers;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Rooms without media and clock, and people in the room "daily". */
final class RoomFixture {
    static final String TWO_TRACKS = CapturedOffers.text("chromium/audio-video");
    static final String SLOTS =
            CapturedOffers.text("chromium/slots").replaceAll("a=send(recv|only)", "a=recvonly");

    final BridgeCalls bridge = new BridgeCalls();
    final VirtualTimers timers = new VirtualTimers();
    final List<RoomEvent> events = new ArrayList<>();
    final Rooms rooms;

    RoomFixture() {
        this(3);
    }

    RoomFixture(long seed) {
        rooms = new Rooms(timers, new SplittableRandom(seed));
        rooms.setBridge(bridge);
        rooms.observe(events::add);
    }

    static Newcomer newcomer(String name) {
        return new Newcomer(name, Grants.OPEN, Map.of(), "192.0.2.1", true);
    }

    /** Somebody with a token for the room. */
    static Newcomer withToken(String identity, boolean admin, boolean publishes) {
        return withToken(identity, null, admin, publishes);
    }

    /** Somebody with a token that says more of it. */
    static Newcomer withMetadata(String identity, String metadata) {
        return withToken(identity, metadata, false, true);
    }

    private static Newcomer withToken(
            String identity, @Nullable String metadata, boolean admin, boolean publishes) {
        Grants grants =
                new Grants(
                        identity,
                        null,
                        Map.of(),
                        metadata,
                        new RoomGrants("daily", true, false, false, admin),
                        new MediaGrants(
                                publishes
                                        ? EnumSet.allOf(Source.class)
                                        : EnumSet.noneOf(Source.class),
                                true,
                                true,
                                true,
                                false),
                        Long.MAX_VALUE);
        return new Newcomer(identity, grants, Map.of(), "192.0.2.1", true);
    }

    Somebody join(String name) throws BadMessageException {
        return join(newcomer(name));
    }

    Somebody join(Newcomer newcomer) throws BadMessageException {
        RecordingClient client = new RecordingClient();
        return new Somebody(rooms.join("daily", newcomer, client), client);
    }

    /** A participant and its client. */
    record Somebody(Participant who, RecordingClient client) {
        String id() {
            return who.id();
        }

        Room room() {
            return who.room();
        }

        void offers(String sdp) throws BadMessageException, OfferException {
            room().offer(who, who.lastOfferId + 1, sdp, List.of());
            room().assignAfterAnswer(who);
        }

        void does(ModeratorAction action) throws BadMessageException {
            room().moderate(who, action);
        }

        <M extends ServerMessage> M hears(Class<M> kind) {
            return client.last(kind);
        }

        <M extends ServerMessage> boolean heard(Class<M> kind) {
            return !client.all(kind).isEmpty();
        }

        @Nullable RoomPublication publication(Source source) {
            return who.publications.values().stream()
                    .filter(each -> each.source() == source)
                    .findFirst()
                    .orElse(null);
        }
    }
}
