package io.plenum.signaling.statistics;

import io.plenum.bridge.api.Bridge;
import io.plenum.bridge.counts.PeerStatistics;
import io.plenum.bridge.parameters.DownlinkReport;
import io.plenum.signaling.rooms.Participant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Asks the bridge about many participants at once. */
public final class PeerReader {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Bridge bridge;

    /** Of this bridge. */
    public PeerReader(Bridge bridge) {
        this.bridge = bridge;
    }

    /**
     * What each sends and is sent. Waits for the loops, a second at most; whoever has gone
     * meanwhile, or whose loop has no time, is left out.
     */
    public Map<Participant, PeerStatistics> read(Collection<Participant> participants) {
        Map<Participant, CompletableFuture<Optional<PeerStatistics>>> asked = new LinkedHashMap<>();
        for (Participant each : participants) {
            asked.put(each, bridge.peerStatistics(each.id()));
        }
        Map<Participant, PeerStatistics> read = new LinkedHashMap<>();
        long deadlineNanos = System.nanoTime() + PATIENCE_NANOS;
        asked.forEach(
                (participant, answer) ->
                        await(answer, deadlineNanos - System.nanoTime())
                                .ifPresent(told -> read.put(participant, told)));
        return read;
    }

    /** How a participant's downlink is divided, now and over the last five minutes; as patient. */
    public DownlinkReport downlink(Participant participant) {
        CompletableFuture<Optional<DownlinkReport>> asked =
                bridge.downlink(participant.id()).thenApply(Optional::of).toCompletableFuture();
        return await(asked, PATIENCE_NANOS).orElse(DownlinkReport.NOTHING);
    }

    private static <T> Optional<T> await(CompletableFuture<Optional<T>> answer, long nanos) {
        try {
            return answer.get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } catch (ExecutionException | TimeoutException e) {
            return Optional.empty();
        }
    }
}
