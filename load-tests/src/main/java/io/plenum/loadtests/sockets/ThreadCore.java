package io.plenum.loadtests.sockets;

import java.io.IOException;

/** On which core a thread runs. Linux only. */
public final class ThreadCore {
    private ThreadCore() {}

    /**
     * Has the calling thread, and those it starts from now on, run on one core alone.
     *
     * @throws IOException if there is no such core, or this is no Linux
     */
    public static void pin(int core) throws IOException {
        int result = LinuxCalls.isSupported() ? LinuxCalls.pinThread(core) : -1;
        if (result < 0) {
            throw new IOException("a thread cannot be pinned to core %d here".formatted(core));
        }
    }
}
