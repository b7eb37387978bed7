package io.plenum.bridge.loop;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * On which loop a newcomer lives. A small room stays on one loop, where nothing has to be handed
 * over; a room that is too large for one gets a part on another.
 *
 * <p>Any thread.
 */
final class Placement {
    /**
     * Peers of one room on one loop before the room spans to another. A viewer of a large room is
     * sent some 400 packets/s (2.5 Mbit/s of video, three voices), and a core carries 120,000
     * packets/s, so a hundred viewers fill a third of a loop. From there on it costs less to hand
     * each packet over once than to make this loop's other rooms wait.
     */
    static final int PEERS_BEFORE_SPANNING = 100;

    private final int peersBeforeSpanning;
    private final int[] loads;
    private final Map<String, List<Part>> rooms = new HashMap<>();
    private long parts;

    /** A part of a room: what lives on one loop. */
    final class Part {
        private final String room;
        private final int loop;
        private final long ordinal;
        private int peers;

        private Part(String room, int loop, long ordinal) {
            this.room = room;
            this.loop = loop;
            this.ordinal = ordinal;
        }

        /** Which loop. */
        int loop() {
            return loop;
        }

        /** Unique; a room's first part has the lowest. */
        long ordinal() {
            return ordinal;
        }

        /** The room's other parts at present. */
        List<Part> others() {
            synchronized (Placement.this) {
                return rooms.getOrDefault(room, List.of()).stream()
                        .filter(part -> part.loop != loop)
                        .toList();
            }
        }

        /** One peer less. */
        void release() {
            synchronized (Placement.this) {
                loads[loop]--;
                if (--peers == 0) {
                    List<Part> remaining = rooms.getOrDefault(room, List.of());
                    remaining.remove(this);
                    if (remaining.isEmpty()) {
                        rooms.remove(room);
                    }
                }
            }
        }
    }

    /**
     * @param loops how many there are
     * @param peersBeforeSpanning of one room on one loop, 1 or more
     */
    Placement(int loops, int peersBeforeSpanning) {
        this.loads = new int[loops];
        this.peersBeforeSpanning = peersBeforeSpanning;
    }

    /** Rooms with anybody in them. */
    synchronized int rooms() {
        return rooms.size();
    }

    /**
     * Finds a place for one more peer of a room, and counts it there until it is {@linkplain
     * Part#release released}: the least loaded loop that has a part of the room which is not full,
     * or else the least loaded of all.
     */
    synchronized Part place(String room) {
        List<Part> known = rooms.computeIfAbsent(room, id -> new ArrayList<>());
        Part best = null;
        for (Part part : known) {
            if (part.peers < peersBeforeSpanning
                    && (best == null || loads[part.loop] < loads[best.loop])) {
                best = part;
            }
        }
        if (best == null) {
            best = partOn(leastLoaded(), room, known);
        }
        best.peers++;
        loads[best.loop]++;
        return best;
    }

    private Part partOn(int loop, String room, List<Part> known) {
        for (Part part : known) {
            if (part.loop == loop) {
                return part;
            }
        }
        Part part = new Part(room, loop, parts++);
        known.add(part);
        return part;
    }

    private int leastLoaded() {
        int best = 0;
        for (int i = 1; i < loads.length; i++) {
            if (loads[i] < loads[best]) {
                best = i;
            }
        }
        return best;
    }
}
