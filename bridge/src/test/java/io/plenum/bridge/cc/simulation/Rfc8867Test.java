package io.plenum.bridge.cc.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the congestion control is held to, on virtual time, in every build. {@code -Dplenum.seed=7}
 * takes another seed; {@link BandwidthReport} writes the figures and pictures.
 */
@Tag("simulation")
class Rfc8867Test {
    private static final double MBPS = 1e6;
    private static final long SEED = Long.getLong("plenum.seed", 42);

    private final Rfc8867 cases = new Rfc8867(PlenumController::new, SEED);

    @ParameterizedTest
    @ValueSource(doubles = {0.3, 0.5, 1, 2, 3, 5, 10})
    void aStableLinkIsUsedAndItsQueueStaysShort(double mbps) {
        Scene scene = cases.stable(mbps * MBPS, 60);
        assertThat(scene.utilisation(5, 60)).as("seed %d", SEED).isGreaterThanOrEqualTo(0.85);
        assertThat(scene.queueing(0.95)).as("seed %d", SEED).isLessThanOrEqualTo(60);
        assertThat(scene.queueing(0.50)).isLessThanOrEqualTo(25);
        assertThat(scene.loss()).isLessThan(0.01);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.5, 1, 3, 10, 30})
    void joiningReachesTheNeededRateWithinTwoSeconds(double mbps) {
        Scene scene = cases.stable(mbps * MBPS, 5);
        assertThat(scene.riseTime(0.8, 0, 5)).as("seed %d", SEED).isLessThanOrEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.9, 3, 6})
    void aDropToAThirdIsFollowedAndSoIsTheRise(double mbps) {
        Scene scene = cases.step(mbps * MBPS);
        assertThat(scene.fallTime(30, 60)).as("seed %d", SEED).isLessThanOrEqualTo(1.5);
        assertThat(scene.riseTime(0.8, 60, 90)).as("seed %d", SEED).isLessThanOrEqualTo(8);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.02, 0.05, 0.10})
    void randomLossDoesNotCollapseTheEstimate(double loss) {
        Scene scene = cases.randomLoss(3 * MBPS, loss, 60);
        // What is lost cannot be used.
        assertThat(scene.utilisation(5, 60)).as("seed %d", SEED).isGreaterThan(0.75 * (1 - loss));
    }

    @Test
    void oneFlowFollowsAVariableCapacity() {
        Scene scene = cases.variableOneFlow();
        assertThat(scene.utilisation(5, 100)).as("seed %d", SEED).isGreaterThan(0.85);
        assertThat(scene.riseTime(0.8, 40, 60)).isLessThanOrEqualTo(8);
        assertThat(scene.fallTime(60, 80)).isLessThanOrEqualTo(1.5);
        assertThat(scene.riseTime(0.8, 80, 100)).isLessThanOrEqualTo(8);
    }

    @Test
    void twoFlowsFollowAVariableCapacity() {
        Scene scene = cases.variableTwoFlows();
        assertThat(scene.utilisation(5, 125)).as("seed %d", SEED).isGreaterThan(0.85);
        assertThat(scene.loss()).isLessThan(0.01);
    }

    @Test
    void feedbackBehindMediaIsStillFeedback() {
        Scene scene = cases.congestedFeedback();
        assertThat(scene.utilisation(5, 100)).as("seed %d", SEED).isGreaterThan(0.8);
        assertThat(scene.loss()).isLessThan(0.01);
    }

    @Test
    void threeFlowsShareEqually() {
        Scene scene = cases.competing(120);
        assertThat(scene.jain(60, 120)).as("seed %d", SEED).isGreaterThanOrEqualTo(0.95);
        assertThat(scene.utilisation(60, 120)).isGreaterThan(0.85);
    }

    @Test
    void distantFlowsGetTheirShare() {
        Scene scene = cases.roundTripFairness(300);
        assertThat(scene.jain(60, 300)).as("seed %d", SEED).isGreaterThan(0.85);
    }

    @ParameterizedTest
    @ValueSource(longs = {20, 300, 1_000})
    void aTcpFlowLeavesUsAFifthAndWeLeaveItOne(long queueMillis) {
        Scene scene = cases.longTcp(queueMillis, 120);
        assertThat(scene.utilisation(15, 120)).as("seed %d", SEED).isBetween(0.2, 0.8);
    }

    @Test
    void shortTcpFlowsDoNotDriveUsOut() {
        Scene scene = cases.shortTcp(300);
        assertThat(scene.utilisation(25, 300)).as("seed %d", SEED).isGreaterThan(0.4);
    }

    @Test
    void aFlowThatPausedGetsItsShareBack() {
        Scene scene = cases.pauseAndResume();
        assertThat(scene.jain(80, 120)).as("seed %d", SEED).isGreaterThanOrEqualTo(0.95);
        double others = scene.received(1, 45, 60) + scene.received(2, 45, 60);
        assertThat(others).as("the others use what is free").isGreaterThan(0.8 * 3.5 * MBPS);
    }

    @Test
    void equalSeedsGiveEqualFigures() {
        Scene once = cases.competing(30);
        Scene twice = cases.competing(30);
        assertThat(once.queueing(0.95)).isEqualTo(twice.queueing(0.95));
        assertThat(once.utilisation(0, 30)).isEqualTo(twice.utilisation(0, 30));
    }

    @Test
    void theFloorFillsTheQueueThatWeKeepShort() {
        Scene floor = new Rfc8867(LossOnlyController::new, SEED).stable(MBPS, 60);
        assertThat(floor.queueing(0.95)).isGreaterThan(4 * cases.stable(MBPS, 60).queueing(0.95));
    }
}
