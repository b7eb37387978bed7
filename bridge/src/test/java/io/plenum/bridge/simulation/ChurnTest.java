package io.plenum.bridge.simulation;

import static io.plenum.bridge.simulation.Simulation.MS;
import static io.plenum.bridge.simulation.Simulation.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.plenum.bridge.api.BridgeEvent;
import io.plenum.bridge.counts.Count;
import io.plenum.bridge.net.simulated.LinkConditions;
import io.plenum.bridge.net.simulated.LossModel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A room of 200 of whom a tenth leaves and comes back every second, for ten minutes: nothing
 * throws, nothing stays behind, and every packet is accounted for.
 */
class ChurnTest {
    private static final int PEOPLE = 200;

    private int names;

    int seconds() {
        return 600;
    }

    /** Media loops that each room spans. */
    int loops() {
        return 1;
    }

    private void play(long seed, String name, Simulation.Scene scene) {
        Simulation.play(seed, name, loops(), scene);
    }

    private SimulatedParticipant join(Simulation simulation, List<VideoSource> cameras) {
        SimulatedParticipant who = simulation.join("room", "p" + names++);
        if (names % 20 == 0) {
            VideoSource camera = new VideoSource(who, "v", 2, 16_000, 1, false);
            who.publish(camera);
            cameras.add(camera);
        } else if (names % 4 == 0) {
            AudioSource microphone = new AudioSource(who, "a", 200 * MS);
            microphone.level = 20 + simulation.random.nextInt(100);
            who.publish(microphone);
        }
        AudioViewer heard = new AudioViewer(0x6000);
        who.view(heard.parameters("a"), heard);
        simulation.bridge.followLoudest(who.name(), "a");
        VideoViewer seen = new VideoViewer(who, 0x5000, 20 * MS);
        who.view(seen.parameters("v"), seen);
        if (!cameras.isEmpty()) {
            VideoSource camera = cameras.get(simulation.random.nextInt(cameras.size()));
            simulation.bridge.assign(who.name(), "v", camera.id());
        }
        return who;
    }

    private static void leave(Simulation simulation, List<VideoSource> cameras, int index) {
        SimulatedParticipant gone = simulation.participants().get(index);
        simulation.leave(gone);
        cameras.removeIf(camera -> camera.id().startsWith(gone.name() + "-"));
    }

    private static long liveBytes() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    @Test
    void nothingIsLeftBehindAndEverythingIsAccountedFor() {
        play(
                42,
                "churn",
                simulation -> {
                    simulation.links(
                            LinkConditions.PERFECT
                                    .withDelay(10 * MS, MS)
                                    .withLoss(new LossModel.Random(0.01)));
                    List<VideoSource> cameras = new ArrayList<>();
                    for (int i = 0; i < PEOPLE; i++) {
                        join(simulation, cameras);
                    }
                    long afterAMinute = 0;
                    for (int second = 0; second < seconds(); second++) {
                        for (int i = 0; i < PEOPLE / 10; i++) {
                            leave(simulation, cameras, simulation.random.nextInt(PEOPLE));
                            join(simulation, cameras);
                        }
                        simulation.run(SECOND);
                        simulation.bridge.events().clear();
                        if (second == 60) {
                            afterAMinute = liveBytes();
                        }
                    }
                    assertThat(liveBytes() / (double) afterAMinute)
                            .as("memory at the end over memory after a minute")
                            .isLessThan(1.25);
                    assertThat(simulation.count(Count.STUN_REQUESTS)).isGreaterThan(10_000);
                    assertThat(simulation.count(Count.CYCLES_FAILED)).isZero();
                    everythingIsAccountedFor(simulation);
                    while (!simulation.participants().isEmpty()) {
                        leave(simulation, cameras, 0);
                    }
                    simulation.run(SECOND);
                    assertThat(simulation.bridge.peers()).isZero();
                    assertThat(simulation.bridge.rooms()).isZero();
                    assertThat(simulation.bridge.paths()).isZero();
                    assertThat(simulation.bridge.mirrorEnds()).isZero();
                    assertThat(simulation.bridge.events())
                            .filteredOn(BridgeEvent.PeerClosed.class::isInstance)
                            .hasSize(PEOPLE);
                });
    }

    /** In is out and dropped, by name. */
    private static void everythingIsAccountedFor(Simulation simulation) {
        long datagrams = 0;
        for (Count each :
                new Count[] {
                    Count.STUN_REQUESTS,
                    Count.STUN_INDICATIONS,
                    Count.DTLS_DATAGRAMS_RECEIVED,
                    Count.RTP_PACKETS_RECEIVED,
                    Count.RTCP_PACKETS_RECEIVED,
                    Count.DROPPED_UNKNOWN_FIRST_BYTE,
                    Count.DROPPED_UNKNOWN_REMOTE,
                    Count.DROPPED_TRUNCATED,
                    Count.DROPPED_STUN_MALFORMED,
                    Count.DROPPED_STUN_UNKNOWN_USER,
                    Count.DROPPED_STUN_BAD_INTEGRITY,
                    Count.DROPPED_STUN_UNKNOWN_ATTRIBUTE,
                    Count.DROPPED_STUN_ROLE_CONFLICT,
                    Count.DROPPED_STUN_CONSENT_EXPIRED,
                    Count.DROPPED_STUN_UNEXPECTED,
                    Count.DROPPED_SRTP_BEFORE_KEYS,
                    Count.DROPPED_SRTP_BAD_TAG,
                    Count.DROPPED_SRTP_REPLAYED,
                    Count.DROPPED_SRTP_MALFORMED,
                    Count.DROPPED_SRTP_TOO_MANY_STREAMS,
                    Count.DROPPED_DTLS_MALFORMED,
                    Count.DROPPED_DTLS_QUEUE_FULL,
                    Count.DROPPED_DTLS_ENDED,
                    Count.DROPPED_SRTCP_BAD_TAG,
                    Count.DROPPED_RTP_UNPROTECTED_MALFORMED,
                }) {
            datagrams += simulation.count(each);
        }
        assertThat(datagrams)
                .as("datagrams by what they were")
                .isEqualTo(simulation.count(Count.DATAGRAMS_RECEIVED));

        long packets = 0;
        for (Count each :
                new Count[] {
                    Count.RTP_PACKETS_PUBLISHED,
                    Count.RTX_PACKETS_USELESS,
                    Count.DROPPED_NO_SUBSCRIBER,
                    Count.DROPPED_RTP_MALFORMED,
                    Count.DROPPED_RTP_UNKNOWN_SSRC,
                    Count.DROPPED_RTP_UNKNOWN_PAYLOAD_TYPE,
                    Count.DROPPED_RTP_DUPLICATE,
                    Count.DROPPED_RTP_TOO_MANY_STREAMS,
                }) {
            packets += simulation.count(each);
        }
        assertThat(packets)
                .as("RTP packets by where they went")
                .isEqualTo(simulation.count(Count.RTP_PACKETS_RECEIVED));

        long offered =
                simulation.count(Count.RTP_PACKETS_FORWARDED)
                        + simulation.count(Count.RTP_PACKETS_WITHHELD)
                        + simulation.count(Count.DROPPED_PACER);
        assertThat(offered)
                .as("packets offered to viewers")
                .isEqualTo(simulation.count(Count.RTP_PACKETS_OFFERED));
        long asked =
                simulation.count(Count.RETRANSMISSIONS_SENT)
                        - simulation.count(Count.RETRANSMISSIONS_SECOND_COPIES)
                        + simulation.count(Count.RETRANSMISSIONS_WITHHELD)
                        + simulation.count(Count.RETRANSMISSIONS_IMPOSSIBLE);
        assertThat(asked)
                .as("packets asked for by viewers")
                .isEqualTo(simulation.count(Count.NACKED_PACKETS_RECEIVED));
        long mirrored =
                simulation.count(Count.RTP_PACKETS_MIRRORED)
                        + simulation.count(Count.DROPPED_MIRRORED);
        assertThat(mirrored)
                .as("packets handed from loop to loop")
                .isEqualTo(simulation.count(Count.RTP_PACKETS_PIPED));
    }
}
