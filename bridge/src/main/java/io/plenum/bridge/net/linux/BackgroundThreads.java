package io.plenum.bridge.net.linux;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the threads of the JVM's compilers nicer (setpriority(2), which takes a thread here), so
 * that packets do not wait for them: on a busy core Linux otherwise lets a compiler finish its
 * slice, up to two ticks of 4 ms. Being nicer needs no privilege. The compilers lose nothing where
 * a core is free.
 */
public final class BackgroundThreads {
    private static final Logger LOG = LoggerFactory.getLogger(BackgroundThreads.class);
    private static final Path TASKS = Path.of("/proc/self/task");
    private static final int PRIO_PROCESS = 0;
    private static final int NICEST = 19;

    private BackgroundThreads() {}

    /**
     * Does it once, for the threads that run now.
     *
     * @return how many; 0 elsewhere than on Linux
     */
    @SuppressWarnings("restricted") // a plain system call
    public static int yieldToOthers() {
        if (!Files.isDirectory(TASKS)) {
            return 0;
        }
        Linker linker = Linker.nativeLinker();
        MemorySegment address = linker.defaultLookup().find("setpriority").orElse(null);
        if (address == null) {
            return 0;
        }
        MethodHandle setPriority =
                linker.downcallHandle(
                        address,
                        FunctionDescriptor.of(
                                ValueLayout.JAVA_INT,
                                ValueLayout.JAVA_INT,
                                ValueLayout.JAVA_INT,
                                ValueLayout.JAVA_INT));
        int count = 0;
        try (DirectoryStream<Path> tasks = Files.newDirectoryStream(TASKS)) {
            for (Path task : tasks) {
                if (isCompiler(Files.readString(task.resolve("comm")))) {
                    int thread = Integer.parseInt(task.getFileName().toString());
                    int failed = (int) setPriority.invokeExact(PRIO_PROCESS, thread, NICEST);
                    count += failed == 0 ? 1 : 0;
                }
            }
        } catch (IOException e) {
            LOG.debug("the compilers' threads stay as they are: {}", e.toString());
        } catch (Throwable e) {
            throw new IllegalStateException("setpriority cannot be called", e);
        }
        return count;
    }

    /** HotSpot's names, cut to 15 characters by the kernel. */
    static boolean isCompiler(String name) {
        return name.startsWith("C1 Compiler") || name.startsWith("C2 Compiler");
    }
}
