package io.plenum.signaling.rooms;

import io.plenum.signaling.messages.ByeReason;
import io.plenum.signaling.messages.OutgoingMessage;
import io.plenum.signaling.messages.Rights;
import io.plenum.signaling.messages.RoomSettings;
import io.plenum.signaling.messages.ServerMessage;
import io.plenum.signaling.messages.ServerMessage.ParticipantState;
import io.plenum.signaling.messages.ServerMessage.ParticipantView;
import io.plenum.signaling.messages.ServerMessage.PublicationView;
import io.plenum.signaling.messages.ServerMessage.SlotView;
import io.plenum.signaling.messages.ServerMessage.WaitingView;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a client knows from nothing but the messages that it was sent. */
final class ClientView implements ParticipantConnection {
    @Nullable String self;
    @Nullable String secret;
    @Nullable Rights rights;
    @Nullable RoomSettings settings;
    @Nullable ByeReason closed;
    boolean waiting;
    List<WaitingView> lobby = List.of();
    List<SlotView> slots = List.of();
    final Map<String, ParticipantView> others = new LinkedHashMap<>();
    @Nullable ParticipantState own;

    @Override
    public void close(ByeReason reason, String message) {
        if (closed == null) {
            closed = reason;
        }
    }

    @Override
    public void send(OutgoingMessage outgoing) {
        if (closed != null) {
            return;
        }
        switch (outgoing.message()) {
            case ServerMessage.Waiting told -> waiting = true;
            case ServerMessage.Joined told -> joined(told);
            case ServerMessage.ParticipantJoined told -> put(told.participant());
            case ServerMessage.ParticipantLeft told -> others.remove(told.participant());
            case ServerMessage.ParticipantsChanged told -> {
                told.left().forEach(each -> others.remove(each.participant()));
                told.joined().forEach(this::put);
            }
            case ServerMessage.ParticipantChanged told -> changed(told.participant());
            case ServerMessage.PublicationAdded told ->
                    publication(told.participant(), told.publication(), null);
            case ServerMessage.PublicationChanged told ->
                    publication(told.participant(), told.publication(), null);
            case ServerMessage.PublicationRemoved told ->
                    publication(told.participant(), null, told.publication());
            case ServerMessage.SlotMap told -> slots = told.slots();
            case ServerMessage.SettingsChanged told -> settings = told.settings();
            case ServerMessage.RightsChanged told -> rights = told.rights();
            case ServerMessage.Lobby told -> lobby = told.waiting();
            default -> {
                // nothing that lasts
            }
        }
    }

    private void joined(ServerMessage.Joined told) {
        waiting = false;
        self = told.participant().id();
        secret = told.resume().secret();
        rights = told.rights();
        settings = told.settings();
        own = state(told.participant());
        others.clear();
        told.participants().forEach(this::put);
    }

    private void put(ParticipantView view) {
        if (!view.id().equals(self)) {
            others.put(view.id(), view);
        }
    }

    private void changed(ParticipantState state) {
        if (state.id().equals(self)) {
            own = state;
        }
        others.computeIfPresent(state.id(), (id, view) -> with(state, view.publications()));
    }

    private void publication(
            String participant, @Nullable PublicationView put, @Nullable String removed) {
        others.computeIfPresent(
                participant,
                (id, view) -> {
                    Map<String, PublicationView> now = new LinkedHashMap<>();
                    view.publications().forEach(each -> now.put(each.id(), each));
                    if (put != null) {
                        now.put(put.id(), put);
                    }
                    now.remove(removed);
                    return with(state(view), new ArrayList<>(now.values()));
                });
    }

    static ParticipantState state(ParticipantView view) {
        return new ParticipantState(
                view.id(),
                view.name(),
                view.role(),
                view.handRaisedAt(),
                view.attributes(),
                view.metadata(),
                view.reconnecting());
    }

    private static ParticipantView with(ParticipantState state, List<PublicationView> now) {
        return new ParticipantView(
                state.id(),
                state.name(),
                state.role(),
                state.handRaisedAt(),
                state.attributes(),
                state.metadata(),
                now,
                state.reconnecting());
    }
}
