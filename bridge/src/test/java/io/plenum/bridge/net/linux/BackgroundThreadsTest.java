package io.plenum.bridge.net.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class BackgroundThreadsTest {
    /** Place of the nice value behind the name in proc(5)'s stat. */
    private static final int NICE = 16;

    @Test
    void knowsTheCompilersByTheirNames() {
        assertThat(BackgroundThreads.isCompiler("C2 CompilerThre\n")).isTrue();
        assertThat(BackgroundThreads.isCompiler("C1 CompilerThre\n")).isTrue();
        assertThat(BackgroundThreads.isCompiler("plenum-media-0\n")).isFalse();
        assertThat(BackgroundThreads.isCompiler("ZWorkerYoung#0\n")).isFalse();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void theCompilersAreNiceAfterwards() throws Exception {
        assertThat(BackgroundThreads.yieldToOthers()).isPositive();
        List<Path> tasks;
        try (Stream<Path> all = Files.list(Path.of("/proc/self/task"))) {
            tasks = all.toList();
        }
        for (Path task : tasks) {
            String stat = Files.readString(task.resolve("stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            boolean compiler = BackgroundThreads.isCompiler(Files.readString(task.resolve("comm")));
            assertThat(fields[NICE].equals("19")).as(stat).isEqualTo(compiler);
        }
    }
}
