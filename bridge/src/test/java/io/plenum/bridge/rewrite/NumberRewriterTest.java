package io.plenum.bridge.rewrite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class NumberRewriterTest {
    private static final long NONE = NumberRewriter.NONE;

    private final NumberRewriter rewriter = new NumberRewriter(5_000, 100);

    @Test
    void goesOnFromTheSlotsNumber() {
        assertThat(rewriter.next()).isEqualTo(100);
        assertThat(rewriter.rewrite(5_000)).isEqualTo(100);
        assertThat(rewriter.rewrite(5_001)).isEqualTo(101);
        assertThat(rewriter.next()).isEqualTo(102);
    }

    @Test
    void noGapIsSoLongThatAViewerTakesItForAStepBack() {
        rewriter.rewrite(5_000);
        assertThat(rewriter.rewrite(5_000 + 8_193)).isEqualTo(100 + 8_193);
        // A jump by 65411 would look like one by -125.
        assertThat(rewriter.rewrite(20_000 + 65_411)).isEqualTo(100 + 2 * 8_193);
        assertThat(rewriter.rewrite(20_000 + 65_412)).isEqualTo(100 + 2 * 8_193 + 1);
        rewriter.leaveOut(200_000);
        assertThat(rewriter.rewrite(200_001)).isEqualTo(100 + 3 * 8_193 + 1);
        assertThat(rewriter.rewrite(199_000)).isEqualTo(NONE);
        assertThat(rewriter.rewrite(5_001)).isEqualTo(101);
        assertThat(rewriter.source(101)).isEqualTo(5_001);
        assertThat(rewriter.source(100 + 2 * 8_193)).isEqualTo(20_000 + 65_411);
    }

    @Test
    void closesOverWhatIsLeftOut() {
        rewriter.rewrite(5_000);
        rewriter.leaveOut(5_001);
        rewriter.leaveOut(5_002);
        assertThat(rewriter.rewrite(5_003)).isEqualTo(101);
        rewriter.leaveOut(5_004);
        assertThat(rewriter.rewrite(5_005)).isEqualTo(102);
    }

    @Test
    void keepsANumberForWhatWasLost() {
        rewriter.rewrite(5_000);
        assertThat(rewriter.rewrite(5_003)).isEqualTo(103);
        rewriter.leaveOut(5_005); // 5004 is lost as well
        assertThat(rewriter.rewrite(5_006)).isEqualTo(105);
        assertThat(rewriter.rewrite(5_004)).as("arrives late").isEqualTo(104);
        assertThat(rewriter.rewrite(5_002)).as("arrives late").isEqualTo(102);
    }

    @Test
    void hasNoNumberForWhatWasLeftOutOrCameBefore() {
        rewriter.rewrite(5_000);
        rewriter.leaveOut(5_001);
        rewriter.rewrite(5_002);
        assertThat(rewriter.rewrite(5_001)).isEqualTo(NONE);
        assertThat(rewriter.rewrite(4_999)).isEqualTo(NONE);
        rewriter.leaveOut(5_003);
        assertThat(rewriter.rewrite(4_999)).isEqualTo(NONE);
    }

    @Test
    void leavesOutOnlyWhatIsNew() {
        rewriter.rewrite(5_003);
        assertThat(rewriter.isNew(5_003)).isFalse();
        assertThatIllegalArgumentException().isThrownBy(() -> rewriter.leaveOut(5_003));
    }

    @Test
    void findsTheSourceBehindASlotsNumber() {
        rewriter.rewrite(5_000);
        rewriter.leaveOut(5_001);
        rewriter.rewrite(5_002);
        assertThat(rewriter.source(100)).isEqualTo(5_000);
        assertThat(rewriter.source(101)).isEqualTo(5_002);
        assertThat(rewriter.source(102)).as("not sent yet").isEqualTo(NONE);
        assertThat(rewriter.source(99)).as("before the first").isEqualTo(NONE);
    }

    /** Against a table: whatever is lost, late or left out, numbers are unbroken and invertible. */
    @Test
    void agreesWithATableOverLossReorderingAndOmission() {
        for (int seed = 0; seed < 200; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            NumberRewriter tested = new NumberRewriter(1_000, 7);
            Map<Long, Long> table = new HashMap<>();
            List<Long> late = new ArrayList<>();
            long expected = 7;
            for (long number = 1_000; number < 1_400; number++) {
                double dice = random.nextDouble();
                if (dice < 0.1) {
                    table.put(number, expected++);
                    late.add(number);
                } else if (dice < 0.15) {
                    tested.leaveOut(number);
                } else {
                    table.put(number, expected);
                    assertThat(tested.rewrite(number)).as("seed %d", seed).isEqualTo(expected++);
                }
                if (!late.isEmpty() && random.nextInt(4) == 0) {
                    long next = late.removeFirst();
                    if (!tested.isNew(next)) {
                        assertThat(tested.rewrite(next))
                                .as("seed %d, late", seed)
                                .isEqualTo(table.get(next));
                    }
                }
            }
            long newest = tested.next() - 1;
            table.forEach(
                    (source, out) -> {
                        if (source > 1_250 && out <= newest) {
                            assertThat(tested.source(out)).isEqualTo(source);
                        }
                    });
        }
    }
}
