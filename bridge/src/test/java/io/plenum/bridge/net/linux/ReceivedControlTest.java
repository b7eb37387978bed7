package io.plenum.bridge.net.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

class ReceivedControlTest {
    private final MemorySegment bytes = Arena.ofAuto().allocate(ReceivedControl.BYTES, 8);
    private final ReceivedControl control = new ReceivedControl();
    private long end;

    private long message(long dataBytes, int level, int type) {
        long data = end + 16;
        bytes.set(JAVA_LONG, end, 16 + dataBytes);
        bytes.set(JAVA_INT, end + 8, level);
        bytes.set(JAVA_INT, end + 12, type);
        end = data + (dataBytes + 7 & -8);
        return data;
    }

    private void read() {
        control.read(bytes, 0, end);
    }

    @Test
    void nothingCame() {
        read();
        assertThat(control.unixNanos()).isEqualTo(ReceivedControl.NO_TIME);
        assertThat(control.ecn()).isZero();
        assertThat(control.lost()).isZero();
    }

    @Test
    void timeLossesAndEcnOfIpv4() {
        long time = message(16, ReceivedControl.SOL_SOCKET, ReceivedControl.SO_TIMESTAMPNS);
        bytes.set(JAVA_LONG, time, 1_790_000_000L);
        bytes.set(JAVA_LONG, time + 8, 123);
        long lost = message(4, ReceivedControl.SOL_SOCKET, ReceivedControl.SO_RXQ_OVFL);
        bytes.set(JAVA_INT, lost, 17);
        long tos = message(1, ReceivedControl.IPPROTO_IP, ReceivedControl.IP_TOS);
        bytes.set(JAVA_BYTE, tos, (byte) 0xBB);
        read();
        assertThat(control.unixNanos()).isEqualTo(1_790_000_000_000_000_123L);
        assertThat(control.lost()).isEqualTo(17);
        assertThat(control.ecn()).isEqualTo(3);
    }

    @Test
    void ecnOfIpv6() {
        readTrafficClass(0x21);
        assertThat(control.ecn()).isEqualTo(1);
    }

    private void readTrafficClass(int value) {
        long trafficClass = message(4, ReceivedControl.IPPROTO_IPV6, ReceivedControl.IPV6_TCLASS);
        bytes.set(JAVA_INT, trafficClass, value);
        read();
    }

    @Test
    void nothingIsLeftOfTheLastRead() {
        readTrafficClass(0x21);
        end = 0;
        read();
        assertThat(control.ecn()).isZero();
    }

    @Test
    void whatIsUnknownOrBrokenIsPassedOver() {
        message(8, 99, 99);
        long tos = message(1, ReceivedControl.IPPROTO_IP, ReceivedControl.IP_TOS);
        bytes.set(JAVA_BYTE, tos, (byte) 2);
        long broken = end;
        message(4, ReceivedControl.SOL_SOCKET, ReceivedControl.SO_RXQ_OVFL);
        bytes.set(JAVA_LONG, broken, 1_000);
        read();
        assertThat(control.ecn()).isEqualTo(2);
        assertThat(control.lost()).isZero();
    }
}
