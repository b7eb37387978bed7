package io.plenum.bridge.loop;

import io.plenum.bridge.bytes.IntMap;
import io.plenum.bridge.counts.Count;
import io.plenum.bridge.counts.Counters;
import io.plenum.bridge.forward.Mirror;
import io.plenum.bridge.forward.MirrorFeedback;
import io.plenum.bridge.forward.MirrorLink;
import io.plenum.bridge.forward.Outlet;
import io.plenum.bridge.forward.Publication;
import io.plenum.bridge.parameters.PublicationParameters;
import io.plenum.bridge.room.Room;
import java.util.ArrayList;
import java.util.List;

/**
 * What a loop shares with one other: our publications that are mirrored there, and theirs that are
 * mirrored here. Turns the calls of {@link MirrorLink} and {@link MirrorFeedback} into notes and
 * packets of the pipe there, and what comes out of the pipe from there back into calls.
 *
 * <p>Not thread safe: belongs to one loop.
 */
final class LoopLink implements SpanPipe.Reader {
    private final SpanPipe out;
    private final LoopSpans spans;
    private final Counters counters;
    private final IntMap<Sender> senders = new IntMap<>();
    private final IntMap<Receiver> receivers = new IntMap<>();
    private int lastMirror;

    /**
     * @param out the pipe to the other loop
     */
    LoopLink(SpanPipe out, LoopSpans spans, Counters counters) {
        this.out = out;
        this.spans = spans;
        this.counters = counters;
    }

    SpanPipe out() {
        return out;
    }

    /** Mirrors of both directions, for tests. */
    int size() {
        return senders.size() + receivers.size();
    }

    /** Our end of a mirror there. */
    private final class Sender implements MirrorLink {
        final int mirror;
        final Room room;
        final Outlet outlet;

        Sender(int mirror, Room room, String peer, Publication publication) {
            this.mirror = mirror;
            this.room = room;
            out.note(new SpanNote.Opened(mirror, room.id(), peer, publication.parameters()));
            outlet = publication.mirror(this, counters, spans.nowNanos());
        }

        @Override
        public void onStream(int encoding, int ssrc, int clockRateHz, int watching) {
            out.note(new SpanNote.StreamBegan(mirror, encoding, ssrc, clockRateHz, watching));
        }

        @Override
        public void onSenderReport(
                int encoding, long ntpTimestamp, int rtpTimestamp, long arrivalNanos) {
            out.note(
                    new SpanNote.SenderReported(
                            mirror, encoding, ntpTimestamp, rtpTimestamp, arrivalNanos));
        }

        @Override
        public boolean onPacket(
                int encoding,
                long sequence,
                long arrivalNanos,
                byte[] buffer,
                int headerOffset,
                int headerLength,
                int payloadOffset,
                int payloadLength) {
            return out.packet(
                    mirror,
                    encoding,
                    sequence,
                    arrivalNanos,
                    buffer,
                    headerOffset,
                    headerLength,
                    payloadOffset,
                    payloadLength);
        }

        @Override
        public void onAvailable(int encodings, int others, long nowNanos) {
            out.note(new SpanNote.Available(mirror, encodings, others));
        }

        @Override
        public void onUpdated(PublicationParameters parameters) {
            out.note(new SpanNote.Updated(mirror, parameters));
        }

        @Override
        public void onClosed() {
            senders.remove(mirror);
            out.note(new SpanNote.Closed(mirror));
        }
    }

    /** A mirror here. */
    private final class Receiver implements MirrorFeedback {
        final int number;
        final Room room;
        final Mirror mirror;

        Receiver(int number, Room room, PublicationParameters parameters) {
            this.number = number;
            this.room = room;
            mirror = new Mirror(parameters, this, spans.packets(), counters);
        }

        @Override
        public void onWatched(int watching) {
            out.note(new SpanNote.Watched(number, watching));
        }

        @Override
        public void onTaken(int encodings, long nowNanos) {
            out.note(new SpanNote.Taken(number, encodings));
        }

        @Override
        public void onKeyFrameWanted(int encoding, int keyFramesSeen, long nowNanos) {
            out.note(new SpanNote.KeyFrameWanted(number, encoding, keyFramesSeen));
        }
    }

    /** Mirrors a publication of ours there. */
    void mirror(Room room, String peer, Publication publication) {
        int number = ++lastMirror;
        senders.put(number, new Sender(number, room, peer, publication));
    }

    /** The other loop has no part of this room: nothing of ours is mirrored there any more. */
    void closeOutlets(Room room) {
        List<Outlet> ending = new ArrayList<>();
        senders.forEach(
                sender -> {
                    if (sender.room == room) {
                        ending.add(sender.outlet);
                    }
                });
        ending.forEach(Outlet::close);
    }

    /** We have no part of this room any more: nothing of theirs is mirrored here. */
    void forgetMirrors(Room room) {
        List<Receiver> ending = new ArrayList<>();
        receivers.forEach(
                receiver -> {
                    if (receiver.room == room) {
                        ending.add(receiver);
                    }
                });
        for (Receiver receiver : ending) {
            receivers.remove(receiver.number);
            receiver.mirror.onClosed();
        }
    }

    @Override
    public void onPacket(
            int mirror,
            int encoding,
            long sequence,
            long arrivalNanos,
            byte[] buffer,
            int headerOffset,
            int headerLength,
            int payloadOffset,
            int payloadLength) {
        Receiver receiver = receivers.get(mirror);
        if (receiver == null) {
            counters.increment(Count.DROPPED_MIRRORED);
            return;
        }
        receiver.mirror.onPacket(
                encoding,
                sequence,
                arrivalNanos,
                buffer,
                headerOffset,
                headerLength,
                payloadOffset,
                payloadLength);
    }

    @Override
    public void onNote(SpanNote note) {
        switch (note) {
            case SpanNote.Joined(String room, long ordinal, boolean isAnswer) ->
                    spans.onJoined(this, room, ordinal, isAnswer);
            case SpanNote.Left(String room) -> spans.onLeft(this, room);
            case SpanNote.Opened opened -> onOpened(opened);
            case SpanNote.Closed(int mirror) -> onClosed(mirror);
            case SpanNote.ToMirror call -> {
                Receiver receiver = receivers.get(call.mirror());
                if (receiver != null) {
                    call.tell(receiver.mirror, spans.nowNanos());
                }
            }
            case SpanNote.Watched(int mirror, int watching) -> {
                Sender sender = senders.get(mirror);
                if (sender != null) {
                    sender.outlet.onWatched(watching);
                }
            }
            case SpanNote.Taken(int mirror, int encodings) -> {
                Sender sender = senders.get(mirror);
                if (sender != null) {
                    sender.outlet.onTaken(encodings, spans.nowNanos());
                }
            }
            case SpanNote.KeyFrameWanted(int mirror, int encoding, int keyFramesSeen) -> {
                Sender sender = senders.get(mirror);
                if (sender != null) {
                    sender.outlet.onKeyFrameWanted(encoding, keyFramesSeen, spans.nowNanos());
                }
            }
        }
    }

    private void onOpened(SpanNote.Opened opened) {
        Room room = spans.room(opened.room());
        if (room == null) {
            out.note(new SpanNote.Left(opened.room()));
            return;
        }
        Receiver receiver = new Receiver(opened.mirror(), room, opened.parameters());
        receivers.put(opened.mirror(), receiver);
        room.addMirror(opened.peer(), receiver.mirror.publication(), spans.nowNanos());
    }

    private void onClosed(int mirror) {
        Receiver receiver = receivers.get(mirror);
        if (receiver != null) {
            receivers.remove(mirror);
            receiver.mirror.onClosed();
            receiver.room.removeMirror(receiver.mirror.publication(), spans.nowNanos());
        }
    }
}
