package io.plenum.bridge.net.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.assertj.core.api.Assertions.assertThat;

import io.plenum.bridge.net.PortOptions;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class UdpSocketTest {
    private final Arena arena = Arena.ofConfined();
    private final LibC libc = new LibC(arena);

    @AfterEach
    void free() {
        arena.close();
    }

    private int option(int fd, int level, int option) {
        MemorySegment value = arena.allocate(JAVA_INT);
        MemorySegment bytes = arena.allocate(JAVA_INT);
        bytes.set(JAVA_INT, 0, Integer.BYTES);
        int result = libc.getsockopt(fd, level, option, value.address(), bytes.address());
        return result < 0 ? result : value.get(JAVA_INT, 0);
    }

    private int trafficClass(int dscp) throws IOException {
        InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
        UdpSocket socket = UdpSocket.open(libc, loopback, 0, new PortOptions(true, dscp));
        try {
            return option(socket.fd(), ReceivedControl.IPPROTO_IP, ReceivedControl.IP_TOS);
        } finally {
            libc.close(socket.fd());
        }
    }

    @Test
    void everythingThatIsSentCarriesTheCodePoint() throws IOException {
        assertThat(trafficClass(46)).isEqualTo(0xB8);
        assertThat(trafficClass(0)).isZero();
    }
}
