package io.plenum.bridge.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CommandQueueTest {
    private final CommandQueue queue = new CommandQueue();
    private final List<String> done = new ArrayList<>();

    @Test
    void carriesOutCommandsInTheirOrderUpToALimit() {
        for (String name : List.of("a", "b", "c")) {
            assertThat(queue.offer(() -> done.add(name))).isTrue();
        }
        assertThat(queue.drain(2)).isEqualTo(2);
        assertThat(done).containsExactly("a", "b");
        assertThat(queue.drain(2)).isEqualTo(1);
        assertThat(done).containsExactly("a", "b", "c");
        assertThat(queue.drain(2)).isZero();
    }

    @Test
    void refusesWhatIsTooMuchAndTakesAgainWhenThereIsRoom() {
        int accepted = 0;
        while (accepted < 1_000_000 && queue.offer(() -> done.add("x"))) {
            accepted++;
        }
        assertThat(accepted).isEqualTo(16_384);
        assertThat(queue.drain(1)).isEqualTo(1);
        assertThat(queue.offer(() -> done.add("x"))).isTrue();
        assertThat(queue.offer(() -> done.add("x"))).isFalse();
    }

    @Test
    void aFailingCommandDoesNotStopTheOthers() {
        queue.offer(() -> done.add("before"));
        queue.offer(
                () -> {
                    throw new IllegalStateException("meant to fail");
                });
        queue.offer(() -> done.add("after"));
        assertThat(queue.drain(10)).isEqualTo(3);
        assertThat(done).containsExactly("before", "after");
    }

    @Test
    void aCommandMayOfferAnother() {
        queue.offer(() -> queue.offer(() -> done.add("second")));
        assertThat(queue.drain(10)).isEqualTo(2);
        assertThat(done).containsExactly("second");
    }
}
