package io.plenum.bridge.bytes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class IntMapTest {
    @Test
    void behavesLikeAHashMapUnderManyRandomChanges() {
        SplittableRandom random = new SplittableRandom(7);
        IntMap<String> map = new IntMap<>();
        Map<Integer, String> model = new HashMap<>();
        for (int i = 0; i < 50_000; i++) {
            int key = random.nextInt(300) * 0x1000_0001;
            if (random.nextInt(3) == 0) {
                map.remove(key);
                model.remove(key);
            } else {
                map.put(key, "v" + i);
                model.put(key, "v" + i);
            }
            int probe = random.nextInt(300) * 0x1000_0001;
            assertThat(map.get(probe)).isEqualTo(model.get(probe));
            assertThat(map.size()).isEqualTo(model.size());
        }
        List<String> values = new ArrayList<>();
        map.forEach(values::add);
        assertThat(values).containsExactlyInAnyOrderElementsOf(model.values());
    }
}
