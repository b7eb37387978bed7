package io.plenum.bridge.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.plenum.bridge.bytes.TransportAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PathTableTest {
    @Test
    void behavesLikeAHashMapUnderManyRandomChanges() {
        SplittableRandom random = new SplittableRandom(11);
        PathTable<String> table = new PathTable<>();
        Map<TransportAddress, String> model = new HashMap<>();
        for (int i = 0; i < 50_000; i++) {
            TransportAddress key = address(random);
            if (random.nextInt(3) == 0) {
                String known = model.remove(key);
                if (known != null) {
                    table.remove(key.high(), key.low(), key.port(), known);
                }
            } else {
                String value = "v" + i;
                table.put(key.high(), key.low(), key.port(), value);
                model.put(key, value);
            }
            TransportAddress probe = address(random);
            assertThat(table.get(probe.high(), probe.low(), probe.port()))
                    .isEqualTo(model.get(probe));
            assertThat(table.size()).isEqualTo(model.size());
        }
    }

    @Test
    void leavesAnAddressThatAnotherTookOver() {
        PathTable<String> table = new PathTable<>();
        table.put(1, 2, 3, "first");
        table.put(1, 2, 3, "second");
        table.remove(1, 2, 3, "first");
        assertThat(table.get(1, 2, 3)).isEqualTo("second");
    }

    private static TransportAddress address(SplittableRandom random) {
        return random.nextBoolean()
                ? TransportAddress.ofIpv4(0x0A00_0001, random.nextInt(400))
                : new TransportAddress(0x2001_0db8L << 32, random.nextInt(200), 5000);
    }
}
