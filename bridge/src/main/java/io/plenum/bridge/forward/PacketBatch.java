package io.plenum.bridge.forward;

import io.plenum.bridge.counts.Count;
import io.plenum.bridge.counts.Counters;
import io.plenum.bridge.parameters.MediaKind;
import io.plenum.bridge.receive.MediaPacket;
import org.jspecify.annotations.Nullable;

/**
 * The packets that were accepted and not forwarded yet. They are forwarded together, each viewer
 * given all that are for it before the next viewer is turned to: what a viewer's packets need is
 * fetched from memory once, and they lie one behind the other in the batch that leaves, as a
 * segmented send wants them.
 *
 * <p>Holds the parsed packets themselves, a fixed number for each loop; their bytes are in their
 * streams' rings. Not thread safe: belongs to one loop. Allocates nothing per packet.
 */
public final class PacketBatch {
    /** Packets that wait at most; a picture of a good camera has about ten. */
    static final int CAPACITY = 64;

    private final Counters counters;
    private final ForwardDelays delays;
    private final MediaPacket[] packets = new MediaPacket[CAPACITY];
    private final @Nullable Publication[] publications = new @Nullable Publication[CAPACITY];
    private final MediaPacket[] group = new MediaPacket[CAPACITY];
    private int count;
    private int datagrams;
    private boolean pictureUnfinished;

    PacketBatch(Counters counters) {
        this.counters = counters;
        delays = new ForwardDelays(counters);
        for (int i = 0; i < CAPACITY; i++) {
            packets[i] = new MediaPacket();
        }
    }

    /**
     * Where the next packet is parsed to. The same again until {@link #add}. A full batch is
     * forwarded first.
     */
    public MediaPacket free() {
        if (count == CAPACITY) {
            forward();
        }
        return packets[count];
    }

    /** Takes the packet that was parsed into {@link #free}. */
    public void add(Publication publication) {
        MediaPacket packet = packets[count];
        publication.note(packet);
        publications[count++] = publication;
        datagrams += publication.viewerCount();
        if (publication.kind() == MediaKind.VIDEO) {
            pictureUnfinished = !packet.header.marker();
        }
    }

    /** Datagrams that the batch becomes at most. */
    public int datagrams() {
        return datagrams;
    }

    /** Whether nothing waits. */
    public boolean isEmpty() {
        return count == 0;
    }

    /**
     * Whether the video packet that was added last was not its picture's last, so that more are due
     * at once.
     */
    public boolean pictureUnfinished() {
        return pictureUnfinished;
    }

    /** How long what is forwarded was on its way through the machine. */
    public ForwardDelays delays() {
        return delays;
    }

    /** Offers every packet to the viewers of its publication. */
    public void forward() {
        int waiting = count;
        datagrams = 0;
        count = 0; // first, so that a packet that trips us up is not forwarded again
        for (int i = 0; i < waiting; i++) {
            Publication publication = publications[i];
            if (publication != null) {
                int found = collect(publication, i, waiting);
                if (publication.kind() == MediaKind.VIDEO) {
                    EqualSizes.pad(group, found);
                }
                publication.offer(group, found);
                if (publication.viewerCount() > 0) {
                    delays.onForwarded(group, found);
                }
            }
        }
    }

    /** Moves a publication's packets into {@link #group}, in their order; returns how many. */
    @SuppressWarnings("ReferenceEquality") // a publication is itself, not a value
    private int collect(Publication publication, int from, int to) {
        int found = 0;
        for (int i = from; i < to; i++) {
            if (publications[i] == publication) {
                publications[i] = null;
                MediaPacket packet = packets[i];
                // A publisher may have skipped so many numbers that the ring has come round.
                if (packet.stream().ring().contains(packet.sequence())) {
                    group[found++] = packet;
                } else {
                    counters.increment(Count.DROPPED_RTP_OVERTAKEN);
                }
            }
        }
        return found;
    }
}
