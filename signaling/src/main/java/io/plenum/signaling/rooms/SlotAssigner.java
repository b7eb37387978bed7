package io.plenum.signaling.rooms;

import io.plenum.bridge.api.Bridge;
import io.plenum.bridge.parameters.MediaKind;
import io.plenum.signaling.messages.ServerMessage;
import io.plenum.signaling.messages.ServerMessage.SlotCounts;
import io.plenum.signaling.messages.ServerMessage.SlotView;
import io.plenum.signaling.rooms.SlotTable.Slot;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Decides which slot shows which publication, tells the bridge and the viewers, and asks viewers
 * for as many slots as they should have. Guarded by the room's lock.
 *
 * <p>A slot keeps what it shows for as long as that exists, so nobody's picture jumps; free slots
 * take the publications that no slot shows, oldest first. Where there are more voices than a viewer
 * has audio slots the bridge chooses the loudest and this class notes what it chose.
 *
 * <p>What a change costs: for each viewer a look at whether it concerns it, and for those whom it
 * does concern as much as they have slots. Nobody's slots are worked out from everything that is
 * published.
 */
final class SlotAssigner {
    private final Bridge bridge;
    private final Members members;
    private final PublicationIndex publications;
    private final Announcements announcements;
    private @Nullable String speaker;

    SlotAssigner(
            Bridge bridge,
            Members members,
            PublicationIndex publications,
            Announcements announcements) {
        this.bridge = bridge;
        this.members = members;
        this.publications = publications;
        this.announcements = announcements;
    }

    /** How many slots somebody who comes, or comes back, should offer; never fewer than before. */
    SlotCounts demand(Participant viewer) {
        viewer.slotsAskedAudio = Math.max(viewer.slotsAskedAudio, demand(viewer, MediaKind.AUDIO));
        viewer.slotsAskedVideo = Math.max(viewer.slotsAskedVideo, demand(viewer, MediaKind.VIDEO));
        return new SlotCounts(viewer.slotsAskedAudio, viewer.slotsAskedVideo);
    }

    /** The viewer's last answer gave it other slots; tells it the map in any case. */
    void onSlots(Participant viewer, Map<String, MediaKind> kinds) {
        List<Slot> added = viewer.slots.set(kinds);
        refresh(viewer, added, true);
    }

    /**
     * What {@code publisher} publishes has changed.
     *
     * @param removed what has ended, no longer in the index
     * @param added what has begun, in the index
     */
    void onPublications(
            Participant publisher,
            Collection<RoomPublication> removed,
            Collection<RoomPublication> added) {
        if (removed.isEmpty() && added.isEmpty()) {
            return;
        }
        for (Participant viewer : members.all()) {
            if (viewer != publisher && mayShow(viewer, publisher)) {
                boolean changed = false;
                for (RoomPublication each : removed) {
                    changed |= release(viewer, each);
                }
                refresh(viewer, List.of(), changed);
            }
        }
    }

    private static boolean mayShow(Participant viewer, Participant publisher) {
        return viewer.visibility().sees(publisher.id())
                || showsOthersToo(viewer, MediaKind.AUDIO)
                || showsOthersToo(viewer, MediaKind.VIDEO);
    }

    /** Whoever watches one participant with room for more sees others in the rest of it. */
    private static boolean showsOthersToo(Participant viewer, MediaKind kind) {
        return viewer.visibility().only() != null && viewer.slots.count(kind) > 1;
    }

    private boolean release(Participant viewer, RoomPublication publication) {
        Slot slot = viewer.slots.showing(publication.id());
        if (slot == null) {
            return false;
        }
        viewer.slots.show(slot, null);
        if (slot.kind() == MediaKind.VIDEO || !viewer.followsLoudest) {
            viewer.slotsToTell.add(slot.mid());
        }
        return true;
    }

    /**
     * The bridge reports what a slot of the loudest shows now.
     *
     * @param publicationId of the room, or unknown if it ended meanwhile
     */
    void onStarted(Participant viewer, String mid, String publicationId) {
        Slot slot = viewer.slots.get(mid);
        RoomPublication publication = publications.get(MediaKind.AUDIO, publicationId);
        if (slot == null
                || publication == null
                || slot.kind() != MediaKind.AUDIO
                || !viewer.followsLoudest
                || isSame(publication, slot.shown())) {
            return;
        }
        viewer.slots.show(slot, publication);
        sendMap(viewer);
    }

    /** Another participant is the dominant speaker: whoever watches the speaker sees that one. */
    void onSpeaker(Participant who) {
        speaker = who.id();
        for (Participant viewer : members.viewersOfSpeaker()) {
            refresh(viewer, List.of(), false);
        }
    }

    /** Whether it is the same publication, muted or not. */
    private static boolean isSame(RoomPublication one, @Nullable RoomPublication other) {
        return other != null && one.id().equals(other.id());
    }

    /** Whether a viewer may be sent anything has changed. */
    void onSubscribeRight(Participant viewer) {
        refresh(viewer, List.of(), false);
    }

    private boolean releaseAll(Participant viewer) {
        boolean changed = false;
        for (Slot slot : viewer.slots.all()) {
            RoomPublication shown = slot.shown();
            if (shown != null) {
                changed |= release(viewer, shown);
            }
        }
        return changed;
    }

    private void refresh(Participant viewer, List<Slot> newSlots, boolean always) {
        boolean changed = always;
        if (!viewer.rights.subscribe()) {
            changed |= releaseAll(viewer);
        }
        changed |= refreshAudio(viewer, newSlots);
        changed |=
                viewer.visibility().followsSpeaker()
                        ? showSpeaker(viewer)
                        : showWatched(viewer, MediaKind.VIDEO);
        for (String mid : viewer.slotsToTell) {
            bridge.assign(viewer.id(), mid, null);
        }
        viewer.slotsToTell.clear();
        if (changed && viewer.lastOfferId > 0) {
            sendMap(viewer);
        }
        askForSlots(viewer);
    }

    private boolean refreshAudio(Participant viewer, List<Slot> newSlots) {
        boolean followed = viewer.followsLoudest;
        viewer.followsLoudest = mustFollowLoudest(viewer);
        if (viewer.followsLoudest) {
            List<Slot> told = followed ? newSlots : viewer.slots.all();
            for (Slot slot : told) {
                if (slot.kind() == MediaKind.AUDIO) {
                    bridge.followLoudest(viewer.id(), slot.mid());
                    viewer.slotsToTell.remove(slot.mid());
                }
            }
            return false;
        }
        if (followed) {
            // From the loudest to everyone: what a slot shows is now ours to say.
            for (Slot slot : viewer.slots.of(MediaKind.AUDIO)) {
                RoomPublication shown = slot.shown();
                if (shown == null) {
                    viewer.slotsToTell.add(slot.mid());
                } else {
                    bridge.assign(viewer.id(), slot.mid(), shown.id());
                }
            }
        }
        return showWatched(viewer, MediaKind.AUDIO);
    }

    /**
     * Whether there are more voices than the viewer has slots for, so that the bridge must choose
     * the loudest. Not for somebody who may hear one participant only.
     */
    private boolean mustFollowLoudest(Participant viewer) {
        int slots = viewer.slots.count(MediaKind.AUDIO);
        return slots > 0
                && viewer.visibility().only() == null
                && viewer.rights.subscribe()
                && available(viewer, MediaKind.AUDIO) > slots;
    }

    /**
     * Whoever watches one participant sees that one first, and in what slots are left others: what
     * the one has begun since takes the place of somebody else.
     */
    private boolean showWatched(Participant viewer, MediaKind kind) {
        boolean changed = false;
        if (showsOthersToo(viewer, kind) && viewer.rights.subscribe()) {
            for (RoomPublication publication : candidates(viewer, kind)) {
                if (publication.kind() == kind
                        && !viewer.visibility().sees(publication.participant())) {
                    break; // of others, who come last
                }
                Slot slot = slotOfOthers(viewer, kind);
                if (slot != null
                        && publication.kind() == kind
                        && !viewer.slots.shows(publication)) {
                    show(viewer, slot, publication);
                    changed = true;
                }
            }
        }
        return fill(viewer, kind) || changed;
    }

    /** The first slot that does not show the one who is watched. */
    private static @Nullable Slot slotOfOthers(Participant viewer, MediaKind kind) {
        for (Slot slot : viewer.slots.of(kind)) {
            RoomPublication shown = slot.shown();
            if (shown == null || !viewer.visibility().sees(shown.participant())) {
                return slot;
            }
        }
        return null;
    }

    /** Puts what no slot shows into the slots that show nothing. */
    private boolean fill(Participant viewer, MediaKind kind) {
        List<Slot> free = new ArrayList<>();
        for (Slot slot : viewer.slots.of(kind)) {
            if (slot.shown() == null) {
                free.add(slot);
            }
        }
        if (free.isEmpty() || !viewer.rights.subscribe()) {
            return false;
        }
        int next = 0;
        for (RoomPublication publication : candidates(viewer, kind)) {
            if (next == free.size()) {
                break;
            }
            if (publication.kind() == kind
                    && !publication.participant().equals(viewer.id())
                    && !viewer.slots.shows(publication)) {
                show(viewer, free.get(next++), publication);
            }
        }
        return next > 0;
    }

    private Collection<RoomPublication> candidates(Participant viewer, MediaKind kind) {
        String only = viewer.visibility().only();
        if (only == null) {
            return publications.of(kind);
        }
        Participant watched = members.get(only);
        if (watched == null) {
            return List.of();
        }
        if (!showsOthersToo(viewer, kind)) {
            return watched.publications.values();
        }
        List<RoomPublication> watchedFirst = new ArrayList<>(watched.publications.values());
        watchedFirst.addAll(publications.of(kind));
        return watchedFirst;
    }

    /**
     * The first video slot shows who speaks; until somebody does, whoever has been there longest.
     * What other video slots there are show others.
     */
    private boolean showSpeaker(Participant viewer) {
        List<Slot> slots = viewer.slots.of(MediaKind.VIDEO);
        if (slots.isEmpty() || !viewer.rights.subscribe()) {
            return false;
        }
        RoomPublication wanted = videoOf(speaker);
        Slot first = slots.getFirst();
        if (wanted == null) {
            wanted = first.shown() != null ? first.shown() : oldestVideo();
        }
        boolean changed = false;
        if (wanted != null && !isSame(wanted, first.shown())) {
            trade(viewer, first, wanted);
            changed = true;
        }
        return fill(viewer, MediaKind.VIDEO) || changed;
    }

    /** Shows a publication in a slot; what was there goes to the slot that the publication had. */
    private void trade(Participant viewer, Slot slot, RoomPublication wanted) {
        RoomPublication before = slot.shown();
        Slot other = viewer.slots.showing(wanted.id());
        show(viewer, slot, wanted);
        if (other == null) {
            return;
        }
        if (before == null) {
            viewer.slotsToTell.add(other.mid());
        } else {
            show(viewer, other, before);
        }
    }

    private @Nullable RoomPublication videoOf(@Nullable String participant) {
        Participant publisher = participant == null ? null : members.get(participant);
        if (publisher != null) {
            for (RoomPublication each : publisher.publications.values()) {
                if (each.kind() == MediaKind.VIDEO) {
                    return each;
                }
            }
        }
        return null;
    }

    private @Nullable RoomPublication oldestVideo() {
        for (RoomPublication each : publications.of(MediaKind.VIDEO)) {
            return each;
        }
        return null;
    }

    private void show(Participant viewer, Slot slot, RoomPublication publication) {
        viewer.slots.show(slot, publication);
        viewer.slotsToTell.remove(slot.mid());
        bridge.assign(viewer.id(), slot.mid(), publication.id());
    }

    /** The whole map, after everyone whom it names is known to the viewer. */
    void sendMap(Participant viewer) {
        List<SlotView> views = new ArrayList<>();
        for (Slot slot : viewer.slots.all()) {
            RoomPublication shown = slot.shown();
            if (shown != null) {
                announcements.introduce(viewer, shown.participant());
            }
            views.add(
                    new SlotView(
                            slot.mid(),
                            ServerMessage.kind(slot.kind()),
                            shown == null ? null : shown.participant(),
                            shown == null ? null : shown.id()));
        }
        viewer.connection().send(new ServerMessage.SlotMap(views));
    }

    private void askForSlots(Participant viewer) {
        int audio = Math.max(viewer.slotsAskedAudio, demand(viewer, MediaKind.AUDIO));
        int video = Math.max(viewer.slotsAskedVideo, demand(viewer, MediaKind.VIDEO));
        if (audio > viewer.slotsAskedAudio || video > viewer.slotsAskedVideo) {
            viewer.slotsAskedAudio = audio;
            viewer.slotsAskedVideo = video;
            viewer.connection().send(new ServerMessage.SlotsWanted(audio, video));
        }
    }

    private int demand(Participant viewer, MediaKind kind) {
        return SlotDemand.slots(
                available(viewer, kind),
                kind == MediaKind.AUDIO ? SlotDemand.MAX_AUDIO : SlotDemand.MAX_VIDEO);
    }

    /** How many publications of a kind a viewer may be sent. */
    private int available(Participant viewer, MediaKind kind) {
        if (!viewer.rights.subscribe()) {
            return 0;
        }
        String only = viewer.visibility().only();
        if (only == null) {
            return publications.count(kind) - published(viewer, kind);
        }
        Participant watched = members.get(only);
        return watched == null ? 0 : published(watched, kind);
    }

    private static int published(Participant publisher, MediaKind kind) {
        int count = 0;
        for (RoomPublication each : publisher.publications.values()) {
            if (each.kind() == kind) {
                count++;
            }
        }
        return count;
    }
}
