package io.plenum.bridge.simulation;

import static io.plenum.bridge.simulation.Simulation.MS;
import static io.plenum.bridge.simulation.Simulation.SECOND;

import io.plenum.bridge.counts.Count;
import io.plenum.bridge.net.simulated.LinkConditions;
import io.plenum.bridge.net.simulated.LossModel;

/**
 * One publisher, one viewer, 1 Mbit/s of video at 30 frames a second, and what loss costs.
 *
 * @param frames that were sent
 * @param inTime frames whole when a player with a buffer of 150 ms beyond the path's delay shows
 *     them
 * @param keyFramesWanted PLIs that reached the publisher
 * @param packets sent on both links for the first time
 * @param repeats sent on both links as retransmissions
 */
record LossRun(long frames, long inTime, long keyFramesWanted, long packets, long repeats) {
    static final long BUFFER = 150 * MS;

    /**
     * What the two links do.
     *
     * @param name for reports
     * @param up from the publisher to the bridge
     * @param down from the bridge to the viewer
     */
    record Path(String name, LinkConditions up, LinkConditions down) {
        /** 50 ms from publisher to viewer and back; both links lose. */
        static Path both(LossModel loss) {
            LinkConditions link = link(12_500_000L, loss);
            return new Path("both links lose, 50 ms in all", link, link);
        }

        /** The viewer's link has 50 ms and loses, the publisher's is perfect. */
        static Path viewers(LossModel loss) {
            return new Path("viewer's link, 50 ms", LinkConditions.PERFECT, link(25 * MS, loss));
        }

        /** The publisher's link has 50 ms and loses, the viewer's is perfect. */
        static Path publishers(LossModel loss) {
            return new Path("publisher's link, 50 ms", link(25 * MS, loss), LinkConditions.PERFECT);
        }

        /** Each link has 50 ms and loses: 100 ms in all. */
        static Path each(LossModel loss) {
            LinkConditions link = link(25 * MS, loss);
            return new Path("each link 50 ms, 100 ms in all", link, link);
        }

        private static LinkConditions link(long oneWay, LossModel loss) {
            return LinkConditions.PERFECT.withDelay(oneWay, 0).withLoss(loss);
        }
    }

    static LossRun of(long seed, long seconds, Path path) {
        LossRun[] result = new LossRun[1];
        Simulation.play(seed, "loss", simulation -> result[0] = play(simulation, seconds, path));
        return result[0];
    }

    private static LossRun play(Simulation simulation, long seconds, Path path) {
        SimulatedParticipant alice = simulation.join("room", "alice");
        SimulatedParticipant bob = simulation.join("room", "bob");
        alice.link(path.up, feedback(path.up));
        bob.link(feedback(path.down), path.down);
        VideoSource camera = new VideoSource(alice, "v", 30, 1_000_000, 1, false);
        alice.publish(camera);
        VideoViewer viewer = new VideoViewer(bob, 0x5000, 2 * path.down.delayNanos());
        bob.view(viewer.parameters("s"), viewer);
        simulation.bridge.assign("bob", "s", camera.id());
        simulation.run(2 * SECOND);

        long from = simulation.now();
        long frames = -camera.framesSent;
        long wanted = -camera.keyFramesWanted;
        long packets = -packets(simulation, camera);
        long repeats = -repeats(simulation, camera);
        simulation.run(seconds * SECOND);
        frames += camera.framesSent;
        wanted += camera.keyFramesWanted;
        packets += packets(simulation, camera);
        repeats += repeats(simulation, camera);
        long until = simulation.now();
        simulation.run(SECOND); // what is still under way
        long delay = path.up.delayNanos() + path.down.delayNanos();
        long inTime = viewer.inTime(from, until, delay + BUFFER);
        return new LossRun(frames, inTime, wanted, packets, repeats);
    }

    /**
     * The way back loses as much, but at random: few packets go there, so that a burst counted in
     * packets would last for seconds.
     */
    private static LinkConditions feedback(LinkConditions media) {
        return switch (media.loss()) {
            case LossModel.Gilbert bursts ->
                    media.withLoss(
                            new LossModel.Random(
                                    bursts.goodToBad()
                                            / (bursts.goodToBad() + bursts.badToGood())));
            default -> media;
        };
    }

    private static long packets(Simulation simulation, VideoSource camera) {
        return camera.packetsSent() + simulation.count(Count.RTP_PACKETS_FORWARDED);
    }

    private static long repeats(Simulation simulation, VideoSource camera) {
        return camera.repeatsSent() + simulation.count(Count.RETRANSMISSIONS_SENT);
    }

    double inTimePercent() {
        return 100.0 * inTime / frames;
    }

    double repeatedPercent() {
        return 100.0 * repeats / packets;
    }

    double keyFramesPerTenSeconds() {
        return keyFramesWanted * 300.0 / frames;
    }

    /** A line of the report. */
    String line(String loss, Path path) {
        return "| %s | %s | %.3f %% | %.2f %% | %.2f |"
                .formatted(
                        loss,
                        path.name,
                        inTimePercent(),
                        repeatedPercent(),
                        keyFramesPerTenSeconds());
    }
}
