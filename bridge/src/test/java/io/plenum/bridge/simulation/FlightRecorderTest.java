package io.plenum.bridge.simulation;

import static io.plenum.bridge.simulation.Simulation.MS;
import static io.plenum.bridge.simulation.Simulation.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.plenum.bridge.counts.Count;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a recording of the Flight Recorder says of a loop is what the loop counted. */
class FlightRecorderTest {
    private static final String TURN = "io.plenum.LoopTurn";
    private static final String SHED = "io.plenum.LoadShed";

    @TempDir private Path folder;

    private static void call(Simulation simulation) {
        SimulatedParticipant alice = simulation.join("room", "alice");
        VideoSource camera = new VideoSource(alice, "v", 30, 1_000_000, 1, false);
        alice.publish(camera);
        SimulatedParticipant bert = simulation.join("room", "bert");
        VideoViewer picture = new VideoViewer(bert, 0x5000, 40 * MS);
        bert.view(picture.parameters("v"), picture);
        simulation.bridge.assign("bert", "v", camera.id());
        simulation.run(SECOND);
    }

    private List<RecordedEvent> stop(Recording recording) throws Exception {
        recording.stop();
        Path file = folder.resolve("recording.jfr");
        recording.dump(file);
        return RecordingFile.readAllEvents(file);
    }

    private static long sum(List<RecordedEvent> events, String type, String field) {
        return events.stream()
                .filter(each -> each.getEventType().getName().equals(type))
                .mapToLong(each -> ((Number) each.getValue(field)).longValue())
                .sum();
    }

    private static long count(List<RecordedEvent> events, String type) {
        return events.stream().filter(e -> e.getEventType().getName().equals(type)).count();
    }

    @Test
    void turnsAndShedLoadAreRecorded() {
        Simulation.play(
                1,
                "recorded",
                simulation -> {
                    call(simulation);
                    long received = simulation.count(Count.DATAGRAMS_RECEIVED);
                    long sent = simulation.count(Count.DATAGRAMS_SENT);
                    long dropped = simulation.count(Count.DROPPED_RTP_TOO_OLD);
                    try (Recording recording = new Recording()) {
                        recording.enable(TURN).withThreshold(Duration.ZERO);
                        recording.enable(SHED);
                        recording.start();
                        simulation.run(200 * MS);
                        simulation.stall(400 * MS);
                        simulation.run(200 * MS);
                        simulation.stall(400 * MS);
                        simulation.run(200 * MS);
                        List<RecordedEvent> events = stop(recording);
                        assertThat(sum(events, TURN, "received"))
                                .isPositive()
                                .isEqualTo(simulation.count(Count.DATAGRAMS_RECEIVED) - received);
                        assertThat(sum(events, TURN, "sent"))
                                .isPositive()
                                .isEqualTo(simulation.count(Count.DATAGRAMS_SENT) - sent);
                        assertThat(count(events, SHED)).isEqualTo(2);
                        assertThat(sum(events, SHED, "packets"))
                                .isPositive()
                                .isEqualTo(simulation.count(Count.DROPPED_RTP_TOO_OLD) - dropped);
                    }
                });
    }

    /** On the virtual clock a turn is as short as the machine makes it, so an hour is too long. */
    @Test
    void shortTurnsAreLeftOut() {
        Simulation.play(
                2,
                "unrecorded",
                simulation -> {
                    try (Recording recording = new Recording()) {
                        recording.enable(TURN).withThreshold(Duration.ofHours(1));
                        recording.enable(SHED);
                        recording.start();
                        call(simulation);
                        List<RecordedEvent> events = stop(recording);
                        assertThat(count(events, TURN)).isZero();
                        assertThat(count(events, SHED)).isZero();
                    }
                });
    }
}
