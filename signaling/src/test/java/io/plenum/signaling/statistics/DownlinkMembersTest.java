package io.plenum.signaling.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plenum.bridge.parameters.AllocationReason;
import io.plenum.bridge.parameters.BandwidthLimit;
import io.plenum.bridge.parameters.DownlinkReport;
import io.plenum.bridge.parameters.SlotAllocation;
import java.util.List;
import org.junit.jupiter.api.Test;

class DownlinkMembersTest {
    private static JsonNode json(DownlinkReport report) {
        return new ObjectMapper().valueToTree(DownlinkMembers.of(report));
    }

    @Test
    void saysWhoGetsWhatAndWhyNowAndBefore() {
        DownlinkReport report =
                new DownlinkReport(
                        700_000,
                        1_900_000,
                        new DownlinkReport.Path(
                                BandwidthLimit.DELAY,
                                640_000,
                                52_000_000,
                                0.01,
                                30_000_000,
                                7,
                                2,
                                900),
                        List.of(
                                new SlotAllocation(
                                        "4",
                                        1,
                                        0,
                                        2,
                                        500_000,
                                        640,
                                        360,
                                        AllocationReason.BANDWIDTH)),
                        List.of(
                                new DownlinkReport.Moment(
                                        2_000,
                                        -1,
                                        150_000,
                                        List.of(
                                                new DownlinkReport.SlotMoment(
                                                        "4", 0, AllocationReason.TILE_SIZE)))));
        JsonNode members = json(report);
        assertThat(members.at("/estimate").asLong()).isEqualTo(700_000);
        assertThat(members.at("/wanted").asLong()).isEqualTo(1_900_000);
        assertThat(members.at("/limitedBy").asText()).isEqualTo("delay");
        assertThat(members.at("/roundTripTime").asDouble()).isEqualTo(0.052);
        assertThat(members.at("/queue").asDouble()).isEqualTo(0.03);
        assertThat(members.at("/slots/0/reason").asText()).isEqualTo("bandwidth");
        assertThat(members.at("/slots/0/targetBitrate").asLong()).isEqualTo(500_000);
        assertThat(members.at("/slots/0/frameWidth").asInt()).isEqualTo(640);
        assertThat(members.at("/history/0/secondsAgo").asDouble()).isEqualTo(2);
        assertThat(members.at("/history/0/slots/0/reason").asText()).isEqualTo("tile size");
        assertThat(members.at("/history/0").has("estimate")).as("was not known").isFalse();
    }

    @Test
    void whoViewsNothingHasNoEstimate() {
        JsonNode members = json(DownlinkReport.NOTHING);
        assertThat(members.has("estimate")).isFalse();
        assertThat(members.has("arrives")).isFalse();
        assertThat(members.at("/limitedBy").asText()).isEqualTo("unknown");
        assertThat(members.at("/slots")).isEmpty();
    }
}
