package io.plenum.bridge.cc;

import static io.plenum.bridge.cc.Viewer.MS;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class InterArrivalTest {
    private final InterArrival arrivals = new InterArrival();

    private boolean arrives(long sentMillis, long arrivalMillis) {
        return arrivals.onPacket(sentMillis * MS, arrivalMillis * MS, arrivalMillis * MS);
    }

    @Test
    void packetsSentWithinFiveMillisecondsAreOneGroup() {
        assertThat(arrives(0, 50)).isFalse();
        assertThat(arrives(2, 53)).isFalse();
        assertThat(arrives(5, 56)).isFalse();
        assertThat(arrives(20, 75)).as("the second group begins").isFalse();
        assertThat(arrives(22, 79)).isFalse();
        assertThat(arrives(40, 100)).as("the second group is whole").isTrue();
        assertThat(arrivals.sentDeltaNanos()).as("last to last").isEqualTo(17 * MS);
        assertThat(arrivals.arrivalDeltaNanos()).isEqualTo(23 * MS);
    }

    @Test
    void whatThePathHeldBackArrivesAsOneGroup() {
        arrives(0, 50);
        arrives(10, 60);
        // A radio link delivers what was sent over 40 ms at once.
        arrives(20, 110);
        assertThat(arrives(30, 111)).isFalse();
        assertThat(arrives(40, 112)).isFalse();
        assertThat(arrives(60, 120)).isTrue();
        assertThat(arrivals.sentDeltaNanos()).isEqualTo(30 * MS);
    }

    @Test
    void aPacketOvertakenByALaterGroupIsLeftOut() {
        arrives(0, 50);
        arrives(20, 70);
        assertThat(arrives(10, 80)).isFalse();
        assertThat(arrives(40, 90)).isTrue();
        assertThat(arrivals.arrivalDeltaNanos()).isEqualTo(20 * MS);
    }

    @Test
    void aJumpOfTheViewersClockGivesNoDifference() {
        arrives(0, 50);
        arrives(20, 70);
        arrivals.onPacket(40 * MS, 9_000 * MS, 90 * MS);
        assertThat(arrivals.onPacket(60 * MS, 9_020 * MS, 110 * MS)).isFalse();
        assertThat(arrivals.onPacket(80 * MS, 9_040 * MS, 130 * MS)).isFalse();
        assertThat(arrivals.onPacket(100 * MS, 9_060 * MS, 150 * MS)).as("begins anew").isTrue();
        assertThat(arrivals.arrivalDeltaNanos()).isEqualTo(20 * MS);
    }
}
