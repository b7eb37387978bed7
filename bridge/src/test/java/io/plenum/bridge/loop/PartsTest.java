package io.plenum.bridge.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.plenum.bridge.bytes.TransportAddress;
import io.plenum.bridge.counts.Count;
import io.plenum.bridge.counts.Counters;
import io.plenum.bridge.ice.IceLite;
import io.plenum.bridge.net.simulated.SimulatedNetwork;
import io.plenum.bridge.parameters.CloseReason;
import io.plenum.bridge.parameters.CodecParameters;
import io.plenum.bridge.parameters.EncodingParameters;
import io.plenum.bridge.parameters.IceParameters;
import io.plenum.bridge.parameters.MediaKind;
import io.plenum.bridge.parameters.MediaParameters;
import io.plenum.bridge.parameters.PublicationParameters;
import io.plenum.bridge.peer.NoDtls;
import io.plenum.bridge.peer.Peer;
import io.plenum.bridge.send.TransportOutput;
import io.plenum.bridge.srtp.CipherProviders;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Parts of two rooms begin and end on four loops whose cycles come in any order, so that what they
 * tell each other crosses in every way. Whenever all is told, they agree.
 */
class PartsTest {
    private static final int LOOPS = 4;
    private static final String PASSWORD = "0123456789012345678901";

    private final SimulatedNetwork network = new SimulatedNetwork(1, 0);
    private final Counters counters = new Counters();
    private final Placement placement = new Placement(LOOPS, 1);
    private final List<MediaLoop> loops = new ArrayList<>();
    private final List<Guest> guests = new ArrayList<>();
    private long nowNanos;
    private int names;

    /** Somebody with a microphone. */
    private record Guest(String name, String room, Placement.Part part) {}

    private void join(String room) {
        Placement.Part part = placement.place(room);
        Guest guest = new Guest("guest" + names++, room, part);
        guests.add(guest);
        MediaLoop loop = loops.get(part.loop());
        loop.submit(
                () -> {
                    loop.addPeer(room, part, peer(loop, guest.name), part::release);
                    loop.withPeer(
                            guest.name,
                            (where, peer) -> where.setMedia(peer, media(guest), nowNanos));
                });
    }

    private Peer peer(MediaLoop loop, String name) {
        return new Peer(
                name,
                loop,
                new Peer.Parts(
                        new IceLite(new IceParameters(name, PASSWORD), nowNanos, counters),
                        new NoDtls(),
                        new TransportOutput(loop.egress(), counters),
                        loop.forwarding(),
                        counters,
                        new SplittableRandom(names),
                        CipherProviders.PLATFORM),
                nowNanos);
    }

    private static MediaParameters media(Guest guest) {
        return new MediaParameters(
                List.of(
                        new PublicationParameters(
                                guest.name + "-a",
                                "a",
                                MediaKind.AUDIO,
                                List.of(new CodecParameters(111, "opus", 48_000, 2, "", -1, true)),
                                Map.of(),
                                List.of(new EncodingParameters(null, 7, -1)))),
                List.of(),
                guest.name);
    }

    private void leave(Guest guest) {
        guests.remove(guest);
        MediaLoop loop = loops.get(guest.part.loop());
        loop.submit(() -> loop.removePeer(guest.name, CloseReason.LEFT));
    }

    private void cycle(int loop) {
        nowNanos += 10_000;
        loops.get(loop).doWork(nowNanos);
    }

    private void settle() {
        for (int i = 0; i < 10; i++) {
            for (int loop = 0; loop < LOOPS; loop++) {
                cycle(loop);
            }
        }
    }

    /** Two ends of a mirror of every publication on every other loop of its room. */
    private int mirrorEndsDue() {
        int due = 0;
        for (String room : List.of("red", "blue")) {
            List<Guest> inside = guests.stream().filter(g -> g.room.equals(room)).toList();
            long parts = inside.stream().map(guest -> guest.part.loop()).distinct().count();
            due += 2 * inside.size() * (int) Math.max(0, parts - 1);
        }
        return due;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void agreeInTheEndWhateverCrosses(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < LOOPS; i++) {
            loops.add(
                    new MediaLoop(
                            network.open(counters, TransportAddress.ofIpv4(i + 1, 10_000)),
                            counters,
                            event -> {},
                            new CommandQueue(),
                            nowNanos));
        }
        LoopSpans.connect(loops);
        int spanning = 0;
        for (int round = 0; round < 300; round++) {
            for (int step = random.nextInt(40); step > 0; step--) {
                int dice = random.nextInt(10);
                if (dice == 0 && guests.size() < 8) {
                    join(random.nextBoolean() ? "red" : "blue");
                } else if (dice == 1 && !guests.isEmpty()) {
                    leave(guests.get(random.nextInt(guests.size())));
                } else {
                    cycle(random.nextInt(LOOPS));
                }
            }
            settle();
            int ends = loops.stream().mapToInt(loop -> loop.spans().size()).sum();
            assertThat(ends).as("seed %d, round %d", seed, round).isEqualTo(mirrorEndsDue());
            spanning += ends > 0 ? 1 : 0;
        }
        assertThat(spanning).isGreaterThan(50);
        List.copyOf(guests).forEach(this::leave);
        settle();
        assertThat(loops).allMatch(loop -> loop.spans().size() == 0 && loop.roomCount() == 0);
        assertThat(placement.rooms()).isZero();
        assertThat(counters.get(Count.CYCLES_FAILED)).isZero();
    }
}
