package io.plenum.bridge.ice;

import io.plenum.bridge.bytes.TransportAddress;
import org.jspecify.annotations.Nullable;

/**
 * The paths on which one peer's authentic checks arrived, and which of them is selected.
 *
 * <p>A lite agent takes the pair that the controlling side nominates (RFC 8445 section 8.1.2). What
 * it must not do is jump to and fro when several have been nominated, as aggressive nomination (RFC
 * 5245 section 8.1.1.2) and reordered datagrams do. So:
 *
 * <ul>
 *   <li>a path nominated for the first time wins at once: somebody left their Wi-Fi;
 *   <li>a path nominated before wins again when the selected one has not been nominated for {@link
 *       #RENOMINATION_NANOS}: Chromium repeats USE-CANDIDATE every 2.7 s on the path it uses, and
 *       on that alone;
 *   <li>a path never nominated wins when nothing has come from the selected one for {@link
 *       #STALE_NANOS}: Firefox nominates once, and does not notice when a NAT gives it another
 *       port. RFC 8445 knows no such rule; without it that call would end when consent expires.
 * </ul>
 *
 * <p>A check that is the same as the last one of some path is a retransmission, or a recording
 * played back by someone who does not know the password: it changes nothing here.
 *
 * <p>Not thread safe.
 */
final class RemotePaths {
    /** Paths remembered per peer. When full, the one not heard of for longest makes room. */
    static final int CAPACITY = 16;

    /** Longer than any reordering, shorter than the pace at which browsers repeat checks. */
    static final long RENOMINATION_NANOS = 1_000_000_000L;

    /** Two consent checks of the slowest browser (Firefox ESR 153: up to 5.8 s apart) lost. */
    static final long STALE_NANOS = 10_000_000_000L;

    /** One path. */
    static final class Path {
        private final int localIndex;
        private final TransportAddress remote;
        private long checkedNanos;
        private long nominatedNanos;
        private boolean nominated;
        private long integrity;

        private Path(int localIndex, TransportAddress remote) {
            this.localIndex = localIndex;
            this.remote = remote;
        }

        int localIndex() {
            return localIndex;
        }

        TransportAddress remote() {
            return remote;
        }

        /** When its newest authentic check arrived, monotonic. */
        long checkedNanos() {
            return checkedNanos;
        }
    }

    private final @Nullable Path[] paths = new @Nullable Path[CAPACITY];
    private @Nullable Path selected;

    /** The path that media takes, or null before the first nomination. */
    @Nullable Path selected() {
        return selected;
    }

    /**
     * Records an authentic check.
     *
     * @param integrity the first eight bytes of its MESSAGE-INTEGRITY, by which copies are known
     * @param nominates whether it carries USE-CANDIDATE
     * @return whether another path is selected now
     */
    boolean onCheck(
            int localIndex,
            TransportAddress remote,
            long integrity,
            boolean nominates,
            long nowNanos) {
        if (isLastOfSome(integrity)) {
            return false;
        }
        Path path = remember(localIndex, remote, nowNanos);
        boolean wins = path != selected && wins(path, nominates, nowNanos);
        path.checkedNanos = nowNanos;
        path.integrity = integrity;
        if (nominates) {
            path.nominated = true;
            path.nominatedNanos = nowNanos;
        }
        if (wins) {
            selected = path;
        }
        return wins;
    }

    private boolean wins(Path path, boolean nominates, long nowNanos) {
        Path current = selected;
        if (current == null) {
            return nominates;
        }
        if (nominates) {
            return !path.nominated
                    || !current.nominated
                    || nowNanos - current.nominatedNanos >= RENOMINATION_NANOS;
        }
        return nowNanos - current.checkedNanos >= STALE_NANOS;
    }

    private boolean isLastOfSome(long integrity) {
        for (Path path : paths) {
            if (path != null && path.integrity == integrity) {
                return true;
            }
        }
        return false;
    }

    private Path remember(int localIndex, TransportAddress remote, long nowNanos) {
        int slot = -1;
        long longestSilence = -1;
        for (int i = 0; i < CAPACITY; i++) {
            Path path = paths[i];
            if (path == null) {
                slot = i;
                longestSilence = Long.MAX_VALUE;
            } else if (path.localIndex == localIndex && path.remote.equals(remote)) {
                return path;
            } else if (path != selected && nowNanos - path.checkedNanos > longestSilence) {
                slot = i;
                longestSilence = nowNanos - path.checkedNanos;
            }
        }
        Path added = new Path(localIndex, remote);
        paths[slot] = added;
        return added;
    }

    /**
     * An ICE restart: the next nomination wins whatever path it is on; media stays where it is till
     * then.
     */
    void forgetNominations() {
        for (Path path : paths) {
            if (path != null) {
                path.nominated = false;
            }
        }
    }

    /** Forgets every path and the selection. */
    void clear() {
        for (int i = 0; i < CAPACITY; i++) {
            paths[i] = null;
        }
        selected = null;
    }
}
