package io.plenum.bridge.loop;

import io.plenum.bridge.counts.Counters;
import io.plenum.bridge.forward.PacketBatch;
import io.plenum.bridge.forward.Publication;
import io.plenum.bridge.room.Room;
import io.plenum.bridge.room.RoomPart;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rooms of a loop that have parts on other loops, and the pipes to and from those.
 *
 * <p>Every part of a room makes itself known to the parts that were placed before it came, which
 * answer whether they are there, and says so when it ends. All of it goes through the same pipes as
 * publications and packets, so it arrives in order, and parts that begin and end at once still
 * agree in the end.
 *
 * <p>Belongs to its loop, but for {@link #accept}, by which another loop lays a pipe here.
 */
final class LoopSpans {
    /** What one pipe may bring in one cycle: as much as a batch of datagrams. */
    static final int SLOTS_PER_CYCLE = 256;

    /** How soon notes that found a pipe full are tried again. */
    private static final long RETRY_NANOS = 1_000_000L;

    private final MediaLoop loop;
    private final Counters counters;
    private final Map<String, Span> spans = new HashMap<>();
    private MediaLoop[] loops = {};
    private int index;
    private @Nullable LoopLink[] links = {};

    /** Laid by others; replaced as a whole. */
    private volatile Incoming[] incoming = {};

    /** A pipe from another loop. */
    private record Incoming(int from, SpanPipe pipe) {}

    /** A room here, and the parts of it elsewhere. */
    private static final class Span {
        final Room room;
        final long ordinal;
        final Map<LoopLink, ElsewherePart> parts = new HashMap<>();

        Span(Room room, long ordinal) {
            this.room = room;
            this.ordinal = ordinal;
        }

        /** Only the first of all parts tells who speaks. */
        void chooseReporter() {
            boolean first = true;
            for (ElsewherePart part : parts.values()) {
                first &= ordinal < part.ordinal;
            }
            room.setReportsSpeaker(first);
        }
    }

    /** A part of a room on another loop. */
    private static final class ElsewherePart implements RoomPart {
        private final Room room;
        private final LoopLink link;
        private final long ordinal;

        ElsewherePart(Room room, LoopLink link, long ordinal) {
            this.room = room;
            this.link = link;
            this.ordinal = ordinal;
        }

        @Override
        public void mirror(String peer, Publication publication) {
            link.mirror(room, peer, publication);
        }
    }

    LoopSpans(MediaLoop loop, Counters counters) {
        this.loop = loop;
        this.counters = counters;
    }

    /**
     * Makes loops known to each other, before any of them is given a command: that lets it see what
     * is written here.
     *
     * @param all by their index in {@link Placement}
     */
    static void connect(List<MediaLoop> all) {
        for (int i = 0; i < all.size(); i++) {
            LoopSpans spans = all.get(i).spans();
            spans.index = i;
            spans.loops = all.toArray(MediaLoop[]::new);
            spans.links = new @Nullable LoopLink[all.size()];
        }
    }

    /** Time of this duty cycle. */
    long nowNanos() {
        return loop.nowNanos();
    }

    /** What the loop has accepted and not forwarded yet. */
    PacketBatch packets() {
        return loop.forwarding().packets();
    }

    /** The part of a room that is here, or null. */
    @Nullable Room room(String id) {
        Span span = spans.get(id);
        return span == null ? null : span.room;
    }

    /** Mirrors of both directions, for tests. */
    int size() {
        int sum = 0;
        for (LoopLink link : links) {
            sum += link == null ? 0 : link.size();
        }
        return sum;
    }

    /** A part of a room has begun here. */
    void onRoomBegan(Room room, Placement.Part part) {
        Span span = new Span(room, part.ordinal());
        spans.put(room.id(), span);
        // Asked now, not when the peer was placed: whoever is not among these now will find us.
        for (Placement.Part other : part.others()) {
            LoopLink link = link(other.loop());
            link.out().note(new SpanNote.Joined(room.id(), part.ordinal(), false));
            addPart(span, link, other.ordinal());
        }
    }

    private void addPart(Span span, LoopLink link, long ordinal) {
        ElsewherePart part = new ElsewherePart(span.room, link, ordinal);
        span.parts.put(link, part);
        span.chooseReporter();
        span.room.addPart(part);
    }

    /** The part of a room that was here has ended: its last peer is gone. */
    void onRoomEnded(Room room) {
        Span span = spans.remove(room.id());
        if (span == null) {
            return;
        }
        for (LoopLink link : links) {
            if (link != null) {
                link.forgetMirrors(room);
            }
        }
        for (LoopLink link : span.parts.keySet()) {
            link.out().note(new SpanNote.Left(room.id()));
        }
    }

    /** Another loop has a part of a room now. */
    void onJoined(LoopLink link, String room, long ordinal, boolean isAnswer) {
        Span span = spans.get(room);
        if (span == null) {
            link.out().note(new SpanNote.Left(room));
            return;
        }
        if (!span.parts.containsKey(link)) {
            addPart(span, link, ordinal);
        }
        if (!isAnswer) {
            // The other loop may still be about to read that an earlier part of ours has ended.
            link.out().note(new SpanNote.Joined(room, span.ordinal, true));
        }
    }

    /** Another loop has no part of a room. */
    void onLeft(LoopLink link, String room) {
        Span span = spans.get(room);
        ElsewherePart part = span == null ? null : span.parts.remove(link);
        if (span != null && part != null) {
            span.room.removePart(part);
            link.closeOutlets(span.room);
            span.chooseReporter();
        }
    }

    /** What we share with another loop; its pipe is laid when it is first needed. */
    private LoopLink link(int other) {
        LoopLink known = links[other];
        if (known == null) {
            SpanPipe out = new SpanPipe();
            known = new LoopLink(out, this, counters);
            links[other] = known;
            loops[other].spans().accept(new Incoming(index, out));
        }
        return known;
    }

    private synchronized void accept(Incoming more) {
        Incoming[] known = incoming;
        Incoming[] all = Arrays.copyOf(known, known.length + 1);
        all[known.length] = more;
        incoming = all;
    }

    /** Takes in what other loops have sent; returns how many slots of their pipes. */
    int drain() {
        Incoming[] pipes = incoming;
        int done = 0;
        for (int i = 0; i < pipes.length; i++) {
            done += pipes[i].pipe.drain(SLOTS_PER_CYCLE, link(pipes[i].from));
        }
        return done;
    }

    /** Shows other loops what was sent to them in this cycle, and wakes those that wait. */
    void flush() {
        for (int i = 0; i < links.length; i++) {
            LoopLink link = links[i];
            if (link != null && link.out().flush()) {
                loops[i].wakeup();
            }
        }
    }

    /** When {@link #flush} must be called again at the latest, or {@code otherwise}. */
    long deadlineNanos(long otherwise) {
        for (LoopLink link : links) {
            if (link != null && link.out().waits()) {
                long retry = nowNanos() + RETRY_NANOS;
                return retry - otherwise < 0 ? retry : otherwise;
            }
        }
        return otherwise;
    }

    /** The loop ends: it will read nothing more. */
    void close() {
        flush();
        for (Incoming each : incoming) {
            each.pipe.abandon();
        }
    }
}
