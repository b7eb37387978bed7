package io.plenum.loadtests.report;

import java.util.SortedMap;
import java.util.TreeMap;

/** What a run counts. Belongs to the generator's thread. */
public final class LoadCounts {
    private static final int MAX_REASONS = 20;

    private final DelayHistogram delays = new DelayHistogram();
    private final DelayHistogram joins = new DelayHistogram();
    private final DelayHistogram lateJoins = new DelayHistogram();
    private final DelayHistogram firstMedia = new DelayHistogram();
    private final TreeMap<String, Long> failures = new TreeMap<>();
    private boolean measuring;
    private long packets;
    private long bytes;
    private long sent;
    private long notSent;
    private long lost;
    private long reordered;
    private long thrownAway;
    private long askedFor;
    private long repeated;
    private long repaired;
    private long broken;
    private long outOfOrder;
    private long unreachable;
    private long connected;

    /** The warm-up is over: counts and delays begin anew, joins stay. */
    public void begin() {
        measuring = true;
        delays.clear();
        packets = 0;
        bytes = 0;
        sent = 0;
        notSent = 0;
        lost = 0;
        reordered = 0;
        thrownAway = 0;
        askedFor = 0;
        repeated = 0;
        repaired = 0;
        broken = 0;
        outOfOrder = 0;
    }

    /** Nothing more is measured. */
    public void end() {
        measuring = false;
    }

    /** A media packet came. */
    public void onPacket(int datagramBytes) {
        if (measuring) {
            packets++;
            bytes += datagramBytes;
        }
    }

    /** A media packet was sent to the server. */
    public void onSent() {
        sent += measuring ? 1 : 0;
    }

    /** The kernel took a datagram not. */
    public void onNotSent() {
        notSent++;
    }

    /** A number was skipped. */
    public void onLost() {
        lost++;
    }

    /** A number came after a higher one. */
    public void onReordered() {
        reordered++;
    }

    /** The simulated link lost a packet. */
    public void onThrownAway() {
        thrownAway++;
    }

    /** Packets were asked for (NACK). */
    public void onAskedFor(int count) {
        askedFor += count;
    }

    /** A retransmission came. */
    public void onRepeated() {
        repeated++;
    }

    /** It brought what was missing. */
    public void onRepaired() {
        repaired++;
    }

    /** A packet that cannot be decrypted or is not what was sent. */
    public void onBroken() {
        broken++;
    }

    /** Payloads of one source came in another order than they were sent. */
    public void onOutOfOrder() {
        outOfOrder++;
    }

    /** The server's port is closed. */
    public void onUnreachable() {
        unreachable++;
    }

    /** A sampled payload came. */
    public void onDelay(long nanos) {
        if (measuring) {
            delays.add(nanos);
        }
    }

    /** A participant has keys. */
    public void onConnected(long nanosSinceStart) {
        connected++;
        (measuring ? lateJoins : joins).add(nanosSinceStart);
    }

    /** A participant saw its first media. */
    public void onFirstMedia(long nanosSinceStart) {
        firstMedia.add(nanosSinceStart);
    }

    /** A participant failed. */
    public void onFailed(String why) {
        String reason = failures.containsKey(why) || failures.size() < MAX_REASONS ? why : "other";
        failures.merge(reason, 1L, Long::sum);
    }

    /** Participants that have keys. */
    public long connected() {
        return connected;
    }

    /** Participants that failed. */
    public long failed() {
        return failures.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Why, and how many each. */
    public SortedMap<String, Long> failures() {
        return new TreeMap<>(failures);
    }

    /**
     * Everything as it stands, for the report.
     *
     * @param kernelStamps whether delays end with the kernel's stamp
     */
    public LoadFigures figures(double seconds, boolean kernelStamps) {
        return new LoadFigures(
                seconds,
                packets,
                bytes,
                sent,
                notSent,
                lost,
                reordered,
                thrownAway,
                askedFor,
                repeated,
                repaired,
                broken,
                outOfOrder,
                unreachable,
                connected,
                failures(),
                kernelStamps,
                DelayFigures.of(delays),
                DelayFigures.of(joins),
                DelayFigures.of(lateJoins),
                DelayFigures.of(firstMedia));
    }
}
