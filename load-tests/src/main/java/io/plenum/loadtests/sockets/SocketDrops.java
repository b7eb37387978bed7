package io.plenum.loadtests.sockets;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What the kernel dropped because a socket's reader was too slow (proc_net(5)). */
public final class SocketDrops {
    private static final List<Path> TABLES =
            List.of(Path.of("/proc/net/udp"), Path.of("/proc/net/udp6"));
    private static final int REMOTE = 2;

    private SocketDrops() {}

    /**
     * Datagrams dropped so far, of all sockets of this network that are connected as participants'
     * are, and a server's is not; 0 where there is no such table.
     */
    public static long ofConnected() throws IOException {
        long sum = 0;
        for (Path table : TABLES) {
            if (Files.exists(table)) {
                for (String line : Files.readAllLines(table)) {
                    sum += ofConnected(line);
                }
            }
        }
        return sum;
    }

    /**
     * A line: number, local address, remote address with its port after a colon; drops come last.
     */
    static long ofConnected(String line) {
        String[] columns = line.trim().split("\\s+");
        boolean isSocket = columns[0].endsWith(":") && columns.length > REMOTE;
        return isSocket && !columns[REMOTE].endsWith(":0000")
                ? Long.parseLong(columns[columns.length - 1])
                : 0;
    }
}
