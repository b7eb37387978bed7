package io.plenum.bridge.net.linux;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the threads of the JVM's compilers nicer (setpriority(2)), so that packets do not wait for
 * them: on a busy core Linux otherwise lets a compiler finish its slice, up to two ticks of 4 ms.
 * Being nicer needs no privilege. The compilers lose nothing where a core is free, and those that
 * the JVM starts later inherit it, for compilers start them.
 */
public final class BackgroundThreads {
    private static final Logger LOG = LoggerFactory.getLogger(BackgroundThreads.class);
    private static final Path TASKS = Path.of("/proc/self/task");

    /** The highest nice value (sched(7)). */
    private static final int NICEST = 19;

    private BackgroundThreads() {}

    /**
     * Does it once, for the threads that run now. Never fails: where it is not possible, packets
     * wait a little longer.
     *
     * @return how many; 0 elsewhere than on Linux, and where the JVM may not call into libc
     */
    public static int yieldToOthers() {
        if (!Files.isDirectory(TASKS) || !LibC.isComplete()) {
            return 0;
        }
        int count = 0;
        try (Arena arena = Arena.ofConfined();
                DirectoryStream<Path> tasks = Files.newDirectoryStream(TASKS)) {
            LibC libc = new LibC(arena);
            for (Path task : tasks) {
                int thread = Integer.parseInt(task.getFileName().toString());
                if (isCompiler(nameOf(task)) && libc.setThreadPriority(thread, NICEST) == 0) {
                    count++;
                }
            }
        } catch (IOException e) {
            LOG.debug("the compilers' threads stay as they are: {}", e.toString());
        }
        return count;
    }

    /** Empty for a thread that has ended meanwhile. */
    private static String nameOf(Path task) {
        try {
            return Files.readString(task.resolve("comm"));
        } catch (IOException e) {
            return "";
        }
    }

    /** HotSpot's names, cut to 15 characters by the kernel. */
    static boolean isCompiler(String name) {
        return name.startsWith("C1 Compiler") || name.startsWith("C2 Compiler");
    }
}
