package io.plenum.bridge.net.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.List;

/**
 * The system calls of a UDP port, and those for threads and clocks. Each returns what the call
 * returns, or the error number negated. Pointers are {@code long} addresses: no segment object is
 * made per call.
 *
 * <p>One instance for each thread, since it holds the place where {@code errno} is left.
 */
final class LibC {
    private static final List<String> NAMES =
            List.of(
                    "socket",
                    "bind",
                    "setsockopt",
                    "getsockopt",
                    "getsockname",
                    "recvmmsg",
                    "sendmmsg",
                    "ppoll",
                    "eventfd",
                    "read",
                    "write",
                    "close",
                    "setpriority",
                    "clock_gettime");

    private static final StructLayout CALL_STATE = Linker.Option.captureStateLayout();
    private static final long ERRNO = CALL_STATE.byteOffset(PathElement.groupElement("errno"));

    /** From sys/resource.h. */
    private static final int PRIO_PROCESS = 0;

    private final MemorySegment callState;

    /**
     * @param arena owns the place of {@code errno}; no call may follow its end
     */
    LibC(Arena arena) {
        callState = arena.allocate(CALL_STATE);
    }

    /** Whether every call is found here and the JVM allows native calls. */
    static boolean isComplete() {
        SymbolLookup symbols = Linker.nativeLinker().defaultLookup();
        for (String name : NAMES) {
            if (symbols.find(name).isEmpty()) {
                return false;
            }
        }
        try {
            link("close", JAVA_INT, JAVA_INT);
            return true;
        } catch (IllegalCallerException e) {
            // The JVM runs with --illegal-native-access=deny and without --enable-native-access.
            return false;
        }
    }

    int socket(int domain, int type) {
        try {
            return orErrno((int) Calls.SOCKET.invokeExact(callState, domain, type, 0));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    int bind(int fd, long address, int addressBytes) {
        try {
            return orErrno((int) Calls.BIND.invokeExact(callState, fd, address, addressBytes));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    int setsockopt(int fd, int level, int option, long value, int valueBytes) {
        try {
            return orErrno(
                    (int)
                            Calls.SETSOCKOPT.invokeExact(
                                    callState, fd, level, option, value, valueBytes));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    int getsockopt(int fd, int level, int option, long value, long valueBytes) {
        try {
            return orErrno(
                    (int)
                            Calls.GETSOCKOPT.invokeExact(
                                    callState, fd, level, option, value, valueBytes));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    int getsockname(int fd, long address, long addressBytes) {
        try {
            return orErrno(
                    (int) Calls.GETSOCKNAME.invokeExact(callState, fd, address, addressBytes));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Without a timeout: meant for {@code MSG_DONTWAIT}. */
    int recvmmsg(int fd, long headers, int count, int flags) {
        try {
            return orErrno(
                    (int) Calls.RECVMMSG.invokeExact(callState, fd, headers, count, flags, 0L));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    int sendmmsg(int fd, long headers, int count, int flags) {
        try {
            return orErrno((int) Calls.SENDMMSG.invokeExact(callState, fd, headers, count, flags));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /**
     * Waits for files.
     *
     * @param timeout address of a timespec
     */
    int ppoll(long entries, long count, long timeout) {
        try {
            return orErrno((int) Calls.PPOLL.invokeExact(callState, entries, count, timeout, 0L));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    int eventfd(int initial, int flags) {
        try {
            return orErrno((int) Calls.EVENTFD.invokeExact(callState, initial, flags));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    long read(int fd, long into, long bytes) {
        try {
            long result = (long) Calls.READ.invokeExact(callState, fd, into, bytes);
            return result < 0 ? -errno() : result;
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    long write(int fd, long from, long bytes) {
        try {
            long result = (long) Calls.WRITE.invokeExact(callState, fd, from, bytes);
            return result < 0 ? -errno() : result;
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    int close(int fd) {
        try {
            return orErrno((int) Calls.CLOSE.invokeExact(callState, fd));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /**
     * Sets the nice value of one thread of ours (setpriority(2): on Linux it takes a thread, not a
     * process).
     *
     * @param thread its number in the kernel
     * @param nice -20 to 19; lowering it needs a privilege
     */
    int setThreadPriority(int thread, int nice) {
        try {
            return orErrno(
                    (int) Calls.SETPRIORITY.invokeExact(callState, PRIO_PROCESS, thread, nice));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /**
     * Reads a clock.
     *
     * @param time address of a timespec that receives it
     */
    int clockGettime(int clock, long time) {
        try {
            return orErrno((int) Calls.CLOCK_GETTIME.invokeExact(callState, clock, time));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    private int orErrno(int result) {
        return result < 0 ? -errno() : result;
    }

    private int errno() {
        return callState.get(JAVA_INT, ERRNO);
    }

    @SuppressWarnings(
            "restricted") // the one package that may call into libc; the launcher allows it
    private static MethodHandle link(String name, ValueLayout result, MemoryLayout... arguments) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().findOrThrow(name),
                FunctionDescriptor.of(result, arguments),
                Linker.Option.captureCallState("errno"));
    }

    /** A downcall throws only for a mistake in this file or a JVM error. */
    private static Error unexpected(Throwable e) {
        if (e instanceof Error error) {
            throw error;
        }
        if (e instanceof RuntimeException runtime) {
            throw runtime;
        }
        return new AssertionError("a system call cannot throw", e);
    }

    /** Linked on the first call, so that asking whether they exist cannot fail. */
    private static final class Calls {
        static final MethodHandle SOCKET = link("socket", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
        static final MethodHandle BIND = link("bind", JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT);
        static final MethodHandle SETSOCKOPT =
                link("setsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT);
        static final MethodHandle GETSOCKOPT =
                link("getsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG);
        static final MethodHandle GETSOCKNAME =
                link("getsockname", JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG);
        static final MethodHandle RECVMMSG =
                link("recvmmsg", JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_LONG);
        static final MethodHandle SENDMMSG =
                link("sendmmsg", JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT);
        static final MethodHandle PPOLL =
                link("ppoll", JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);
        static final MethodHandle EVENTFD = link("eventfd", JAVA_INT, JAVA_INT, JAVA_INT);
        static final MethodHandle READ = link("read", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG);
        static final MethodHandle WRITE = link("write", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG);
        static final MethodHandle CLOSE = link("close", JAVA_INT, JAVA_INT);
        static final MethodHandle SETPRIORITY =
                link("setpriority", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
        static final MethodHandle CLOCK_GETTIME =
                link("clock_gettime", JAVA_INT, JAVA_INT, JAVA_LONG);

        private Calls() {}
    }
}
