package io.plenum.loadtests.sockets;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Locale;

/**
 * The system calls of {@link LinuxSocketSet}. Each returns what the call returns, or the error
 * number negated; pointers are addresses. For one thread, since it holds the place of {@code
 * errno}, except {@link #wake}.
 */
final class LinuxCalls {
    static final int EAGAIN = 11;
    static final int ECONNREFUSED = 111;

    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final long ERRNO = STATE.byteOffset(PathElement.groupElement("errno"));
    private static final int CORES = 1_024;

    private final MemorySegment state;

    LinuxCalls(Arena arena) {
        state = arena.allocate(STATE);
    }

    /** Whether this is a Linux whose structures these are. */
    static boolean isSupported() {
        String architecture = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
        return System.getProperty("os.name", "").equals("Linux")
                && (architecture.equals("amd64") || architecture.equals("aarch64"));
    }

    /** Bytes of an epoll_event: without gaps on x86-64 alone. */
    static int epollEventBytes() {
        return System.getProperty("os.arch", "").equals("amd64") ? 12 : 16;
    }

    int socket(int domain, int type) {
        try {
            return result((int) Handles.SOCKET.invokeExact(state, domain, type, 0));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    int connect(int fd, long address, int length) {
        try {
            return result((int) Handles.CONNECT.invokeExact(state, fd, address, length));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    int setsockopt(int fd, int level, int option, long value, int length) {
        try {
            return result(
                    (int) Handles.SETSOCKOPT.invokeExact(state, fd, level, option, value, length));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    int getsockname(int fd, long address, long length) {
        try {
            return result((int) Handles.GETSOCKNAME.invokeExact(state, fd, address, length));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    int send(int fd, long data, long length, int flags) {
        try {
            return result((int) (long) Handles.SEND.invokeExact(state, fd, data, length, flags));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    int recvmmsg(int fd, long messages, int count, int flags) {
        try {
            return result(
                    (int) Handles.RECVMMSG.invokeExact(state, fd, messages, count, flags, 0L));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    int epollCreate() {
        try {
            return result((int) Handles.EPOLL_CREATE1.invokeExact(state, 0));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    int epollCtl(int epoll, int operation, int fd, long event) {
        try {
            return result((int) Handles.EPOLL_CTL.invokeExact(state, epoll, operation, fd, event));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    int epollWait(int epoll, long events, int count, int millis) {
        try {
            return result(
                    (int) Handles.EPOLL_WAIT.invokeExact(state, epoll, events, count, millis));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    int eventfd(int flags) {
        try {
            return result((int) Handles.EVENTFD.invokeExact(state, 0, flags));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    int read(int fd, long data, long length) {
        try {
            return result((int) (long) Handles.READ.invokeExact(state, fd, data, length));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    int close(int fd) {
        try {
            return result((int) Handles.CLOSE.invokeExact(state, fd));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Writes a one to an eventfd; what it answers does not matter. Any thread. */
    static void wake(int fd, long one) {
        try {
            long ignored = (long) Handles.WRITE.invokeExact(fd, one, 8L);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /**
     * Has the calling thread run on one core alone.
     *
     * @return 0, or the error number negated
     */
    static int pinThread(int core) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment mask = arena.allocate(CORES / Byte.SIZE, 8);
            mask.set(ValueLayout.JAVA_BYTE, core / Byte.SIZE, (byte) (1 << (core % Byte.SIZE)));
            LinuxCalls calls = new LinuxCalls(arena);
            return calls.result(
                    (int)
                            Handles.SCHED_SETAFFINITY.invokeExact(
                                    calls.state, 0, mask.byteSize(), mask.address()));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    private int result(int returned) {
        return returned >= 0 ? returned : -state.get(JAVA_INT, ERRNO);
    }

    private static IllegalStateException unexpected(Throwable e) {
        return new IllegalStateException("a system call cannot be made", e);
    }

    /** Linked when the first call is made. */
    @SuppressWarnings(
            "restricted") // these calls are what the package is for; the launcher allows it
    private static final class Handles {
        static final MethodHandle SOCKET = link("socket", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
        static final MethodHandle CONNECT =
                link("connect", JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT);
        static final MethodHandle SETSOCKOPT =
                link("setsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT);
        static final MethodHandle GETSOCKNAME =
                link("getsockname", JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG);
        static final MethodHandle SEND =
                link("send", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT);
        static final MethodHandle RECVMMSG =
                link("recvmmsg", JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_LONG);
        static final MethodHandle EPOLL_CREATE1 = link("epoll_create1", JAVA_INT, JAVA_INT);
        static final MethodHandle EPOLL_CTL =
                link("epoll_ctl", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG);
        static final MethodHandle EPOLL_WAIT =
                link("epoll_wait", JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT);
        static final MethodHandle EVENTFD = link("eventfd", JAVA_INT, JAVA_INT, JAVA_INT);
        static final MethodHandle READ = link("read", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG);
        static final MethodHandle CLOSE = link("close", JAVA_INT, JAVA_INT);
        static final MethodHandle SCHED_SETAFFINITY =
                link("sched_setaffinity", JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG);
        static final MethodHandle WRITE =
                Linker.nativeLinker()
                        .downcallHandle(
                                Linker.nativeLinker().defaultLookup().findOrThrow("write"),
                                FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG));

        private Handles() {}

        private static MethodHandle link(
                String name, MemoryLayout returned, MemoryLayout... parameters) {
            return Linker.nativeLinker()
                    .downcallHandle(
                            Linker.nativeLinker().defaultLookup().findOrThrow(name),
                            FunctionDescriptor.of(returned, parameters),
                            Linker.Option.captureCallState("errno"));
        }
    }
}
