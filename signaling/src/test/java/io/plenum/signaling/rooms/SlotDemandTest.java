package io.plenum.signaling.rooms;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SlotDemandTest {
    @ParameterizedTest
    @CsvSource({"0,1", "1,1", "2,2", "3,4", "5,6", "7,9", "25,25", "500,25"})
    void growsInStepsAndEnds(int publications, int slots) {
        assertThat(SlotDemand.slots(publications, SlotDemand.MAX_VIDEO)).isEqualTo(slots);
    }
}
