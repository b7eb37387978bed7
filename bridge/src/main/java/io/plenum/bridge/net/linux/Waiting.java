package io.plenum.bridge.net.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits for datagrams or for another thread. Other threads write to an eventfd (eventfd(2)), but
 * only the first of them, and only while the owner waits: else a flag is enough.
 *
 * <p>States: RUNNING to WAITING and back by the owner; to NOTIFIED from either by any thread, and
 * by the owner back to RUNNING when it next waits. A write that comes after the owner has gone on
 * ends the next wait early, no more.
 */
final class Waiting {
    private static final Logger LOG = LoggerFactory.getLogger(Waiting.class);

    private static final int RUNNING = 0;
    private static final int WAITING = 1;
    private static final int NOTIFIED = 2;

    private static final int EFD_NONBLOCK = 0x800;
    private static final int EFD_CLOEXEC = 0x80000;

    /** pollfd (8 bytes): 0 fd, 4 events (2), 6 returned events (2). */
    private static final int POLLFD_BYTES = 8;

    private static final int POLLFD_EVENTS = 4;
    private static final int POLLFD_RETURNED = 6;
    private static final short POLLIN = 1;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final LibC libc;
    private final LibC libcOfOthers;
    private final MemorySegment entries;
    private final MemorySegment counter;
    private final MemorySegment one;

    /** timespec (16 bytes): 0 seconds, 8 nanoseconds. */
    private final MemorySegment timeout;

    private final int entryCount;
    private final int eventFd;
    private final AtomicInteger state = new AtomicInteger(RUNNING);

    /**
     * Held while the eventfd is written or closed, so that no other file with its number is hit.
     */
    private final Object eventFdLock = new Object();

    private boolean isClosed;

    /**
     * @param fds the sockets
     * @throws IOException if no eventfd can be had
     */
    Waiting(Arena arena, LibC libc, int[] fds) throws IOException {
        this.libc = libc;
        libcOfOthers = new LibC(arena);
        entryCount = fds.length + 1;
        entries = arena.allocate((long) entryCount * POLLFD_BYTES, 8);
        counter = arena.allocate(JAVA_LONG);
        one = arena.allocate(JAVA_LONG);
        timeout = arena.allocate(JAVA_LONG, 2);
        one.set(JAVA_LONG, 0, 1);
        eventFd = libc.eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
        if (eventFd < 0) {
            throw new IOException("eventfd failed: " + Errno.text(-eventFd));
        }
        setEntry(0, eventFd);
        for (int i = 0; i < fds.length; i++) {
            setEntry(i + 1, fds[i]);
        }
    }

    private void setEntry(int index, int fd) {
        long entry = (long) index * POLLFD_BYTES;
        entries.set(JAVA_INT, entry, fd);
        entries.set(JAVA_SHORT, entry + POLLFD_EVENTS, POLLIN);
    }

    /**
     * See {@link io.plenum.bridge.net.DatagramPort#await}. Owner only, not after {@link #close}.
     */
    void await(long timeoutNanos) {
        if (timeoutNanos <= 0 || !state.compareAndSet(RUNNING, WAITING)) {
            // Also sees what the others wrote before they notified.
            state.getAndSet(RUNNING);
            return;
        }
        timeout.set(JAVA_LONG, 0, timeoutNanos / NANOS_PER_SECOND);
        timeout.set(JAVA_LONG, Long.BYTES, timeoutNanos % NANOS_PER_SECOND);
        int ready = libc.ppoll(entries.address(), entryCount, timeout.address());
        state.getAndSet(RUNNING);
        if (ready > 0 && entries.get(JAVA_SHORT, POLLFD_RETURNED) != 0) {
            libc.read(eventFd, counter.address(), Long.BYTES);
        } else if (ready < 0 && ready != -Errno.EINTR) {
            LOG.error("waiting for datagrams failed: {}", Errno.text(-ready));
        }
    }

    /** Ends the owner's present or next wait. Any thread, also after {@link #close}. */
    void wakeup() {
        if (state.getAndSet(NOTIFIED) != WAITING) {
            return;
        }
        synchronized (eventFdLock) {
            if (!isClosed) {
                libcOfOthers.write(eventFd, one.address(), Long.BYTES);
            }
        }
    }

    /** Owner only, once. */
    void close() {
        synchronized (eventFdLock) {
            isClosed = true;
            libc.close(eventFd);
        }
    }
}
