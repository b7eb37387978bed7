package io.plenum.bridge.room;

import io.plenum.bridge.forward.Publication;
import io.plenum.bridge.parameters.MediaKind;
import io.plenum.bridge.parameters.MediaParameters;
import io.plenum.bridge.peer.Peer;
import io.plenum.bridge.speaker.DominantSpeaker;
import io.plenum.bridge.speaker.LoudestSpeakers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who is heard in a room, and who speaks. Some slots of a viewer follow the loudest: each shows one
 * of them and keeps it for as long as it is one of them; slots that are left over show the others,
 * so that in a small room everybody is always heard.
 *
 * <p>Not thread safe: belongs to one loop.
 */
final class RoomAudio {
    /** Voices that are chosen: more than three talk past each other. */
    static final int LOUDEST = 3;

    private static final int RANKS = 4;

    /** Told who speaks. */
    @FunctionalInterface
    interface SpeakerListener {
        /** Another participant is the dominant speaker now; at most once a second. */
        void onSpeaker(Publication speaker);
    }

    private final SpeakerListener listener;
    private final LoudestSpeakers loudest = new LoudestSpeakers(LOUDEST);
    private final DominantSpeaker dominant = new DominantSpeaker();
    private final Map<Publication, Voice> voices = new LinkedHashMap<>();
    private final Map<Peer, List<String>> followers = new LinkedHashMap<>();
    private final Map<Peer, Map<String, Publication>> shown = new HashMap<>();
    private boolean voicesChanged;

    RoomAudio(SpeakerListener listener) {
        this.listener = listener;
    }

    /** An audio publication under the numbers that the detectors know it by. */
    private final class Voice implements Publication.LevelListener {
        final Publication publication;
        final int loudestSource;
        final int dominantSource;

        Voice(Publication publication) {
            this.publication = publication;
            loudestSource = loudest.register();
            dominantSource = dominant.register();
        }

        @Override
        public void onLevel(int level, long nowNanos) {
            if (dominant.onLevel(dominantSource, level, nowNanos)) {
                Voice speaker = speaker();
                if (speaker != null) {
                    listener.onSpeaker(speaker.publication);
                    fillAll(nowNanos);
                }
            }
            if (loudest.onLevel(loudestSource, level, nowNanos)) {
                fillAll(nowNanos);
            }
        }

        /** The lower the sooner a viewer that hears {@code now} should hear this. */
        int rank(Map<String, Publication> now) {
            if (loudest.place(loudestSource) >= 0) {
                return dominant.speaker() == dominantSource ? 0 : 1;
            }
            return now.containsValue(publication) ? 2 : 3;
        }
    }

    private @Nullable Voice speaker() {
        for (Voice voice : voices.values()) {
            if (voice.dominantSource == dominant.speaker()) {
                return voice;
            }
        }
        return null;
    }

    void onAdded(Publication publication) {
        if (publication.kind() == MediaKind.AUDIO) {
            Voice voice = new Voice(publication);
            voices.put(publication, voice);
            voicesChanged = true;
            publication.setLevelListener(voice);
        }
    }

    void onRemoved(Publication publication) {
        Voice gone = voices.remove(publication);
        if (gone != null) {
            voicesChanged = true;
            publication.setLevelListener(null);
            loudest.unregister(gone.loudestSource);
            dominant.unregister(gone.dominantSource);
        }
    }

    /** From now on the slot shows one of the loudest. */
    void follow(Peer viewer, String mid, long nowNanos) {
        List<String> mids = followers.computeIfAbsent(viewer, peer -> new ArrayList<>());
        if (!mids.contains(mid)) {
            mids.add(mid);
        }
        fill(viewer, nowNanos);
    }

    /** The slot is given its publication by others from now on. */
    void unfollow(Peer viewer, String mid) {
        List<String> mids = followers.get(viewer);
        if (mids != null && mids.remove(mid)) {
            shown.getOrDefault(viewer, Map.of()).remove(mid);
            if (mids.isEmpty()) {
                forget(viewer);
            }
        }
    }

    /** The viewer has negotiated anew: slots that are gone follow nobody, the others go on. */
    void retainSlots(Peer viewer, MediaParameters media, long nowNanos) {
        List<String> mids = followers.get(viewer);
        if (mids == null) {
            return;
        }
        for (String mid : List.copyOf(mids)) {
            if (media.slots().stream().noneMatch(slot -> slot.mid().equals(mid))) {
                unfollow(viewer, mid);
            }
        }
        if (followers.containsKey(viewer)) {
            fill(viewer, nowNanos);
        }
    }

    /**
     * Gives every following slot what it should show, if voices came or went since the last time.
     * In a large room most who come and go only listen.
     */
    void fillAfterChange(long nowNanos) {
        if (voicesChanged) {
            voicesChanged = false;
            fillAll(nowNanos);
        }
    }

    /** The viewer has left. */
    void forget(Peer viewer) {
        followers.remove(viewer);
        shown.remove(viewer);
    }

    private void fillAll(long nowNanos) {
        for (Peer viewer : followers.keySet()) {
            fill(viewer, nowNanos);
        }
    }

    private void fill(Peer viewer, long nowNanos) {
        List<String> mids = followers.getOrDefault(viewer, List.of());
        Map<String, Publication> now = shown.computeIfAbsent(viewer, peer -> new HashMap<>());
        List<Publication> wanted = wanted(viewer, now, mids.size());
        now.values().retainAll(wanted);
        wanted.removeAll(now.values());
        for (String mid : mids) {
            if (!now.containsKey(mid)) {
                Publication next = wanted.isEmpty() ? null : wanted.removeFirst();
                if (next != null) {
                    now.put(mid, next);
                }
                viewer.assign(mid, next, nowNanos);
            }
        }
    }

    /**
     * What a viewer should hear: who speaks, then the loudest, then what it hears already, then
     * anyone.
     */
    private List<Publication> wanted(Peer viewer, Map<String, Publication> now, int slots) {
        List<Publication> wanted = new ArrayList<>();
        for (int rank = 0; rank < RANKS && wanted.size() < slots; rank++) {
            for (Voice voice : voices.values()) {
                boolean own = viewer.publications().contains(voice.publication);
                if (voice.rank(now) == rank && wanted.size() < slots && !own) {
                    wanted.add(voice.publication);
                }
            }
        }
        return wanted;
    }
}
