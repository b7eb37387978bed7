package io.plenum.signaling.rooms;

import io.plenum.signaling.messages.ServerMessage;

/** Tells somebody who comes, or comes back, everything about the room. Guarded by its lock. */
final class Welcome {
    private static final int PROTOCOL = 1;
    private static final int PING_INTERVAL_MILLIS = 20_000;

    private final RoomState room;
    private final Conversation conversation;
    private final Reconnection reconnection;

    Welcome(RoomState room, Conversation conversation, Reconnection reconnection) {
        this.room = room;
        this.conversation = conversation;
        this.reconnection = reconnection;
    }

    /**
     * Sends {@code joined}.
     *
     * @param resumed whether it is the participant that the client was before
     */
    void say(Participant who, boolean resumed) {
        who.connection()
                .send(
                        new ServerMessage.Joined(
                                PROTOCOL,
                                room.name,
                                who.view(),
                                room.members.viewsFor(who),
                                room.slots.demand(who),
                                room.iceServers.get(),
                                PING_INTERVAL_MILLIS,
                                who.role,
                                who.rights,
                                room.settings,
                                conversation.history(),
                                reconnection.newSecret(who),
                                resumed));
    }
}
