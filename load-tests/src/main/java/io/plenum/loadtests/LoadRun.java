package io.plenum.loadtests;

import io.plenum.bridge.dtls.DtlsCertificate;
import io.plenum.loadtests.client.AudioSender;
import io.plenum.loadtests.client.EncodingSender;
import io.plenum.loadtests.client.GeneratorLoop;
import io.plenum.loadtests.client.HeadlessParticipant;
import io.plenum.loadtests.client.VideoSender;
import io.plenum.loadtests.report.LoadCounts;
import io.plenum.loadtests.report.LoadFigures;
import io.plenum.loadtests.report.LoadReport;
import io.plenum.loadtests.report.ServerProcess;
import io.plenum.loadtests.report.ServerStatistics;
import io.plenum.loadtests.sdp.AnswerText;
import io.plenum.loadtests.sdp.OfferText;
import io.plenum.loadtests.sdp.ReceiverAnswer;
import io.plenum.loadtests.sdp.Section;
import io.plenum.loadtests.signalling.HttpSignalling;
import io.plenum.loadtests.signalling.JanusSignalling;
import io.plenum.loadtests.signalling.RoomSignalling;
import io.plenum.loadtests.signalling.WebSocketSignalling;
import io.plenum.loadtests.sockets.SocketDrops;
import java.io.IOException;
import java.net.http.HttpClient;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/**
 * One run: publishers join, then viewers; a warm-up; then it measures. The caller's thread is the
 * generator's, each join has a virtual thread for its signalling.
 */
final class LoadRun implements AutoCloseable {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final double JOIN_PATIENCE_SECONDS = 30;
    private static final long TURN_NANOS = 50_000_000L;
    private static final long PING_NANOS = 20 * NANOS_PER_SECOND;
    private static final int MAX_AUDIO_SLOTS = 3;
    private static final int ENCODINGS = 3;
    private static final int LATE_PER_ROOM = 10;

    /** Half loud: all are heard in turn, and nobody is silent. */
    private static final int AUDIO_LEVEL = 40;

    private final LoadPlan plan;
    private final GeneratorLoop loop;
    private final LoadCounts counts = new LoadCounts();

    /** Shared by all: making one each would be the load. */
    private final DtlsCertificate certificate =
            DtlsCertificate.create(new SecureRandom(), Instant.now());

    private final SplittableRandom random = new SplittableRandom();
    private final ExecutorService joins = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient client = HttpClient.newBuilder().executor(joins).build();
    private final Queue<RoomSignalling> signallings = new ConcurrentLinkedQueue<>();
    private final List<HeadlessParticipant> participants = new ArrayList<>();
    private final String prefix = "load-" + Integer.toHexString(random.nextInt() & 0xFFFF);
    private int sources;

    LoadRun(LoadPlan plan) throws IOException {
        this.plan = plan;
        this.loop = new GeneratorLoop(plan.keepsRuns());
    }

    LoadReport run() throws IOException {
        joinAll(plan.publishers(), true);
        if (plan.via() == LoadPlan.Via.JANUS && plan.everyone()) {
            joinAll(plan.publishers(), false); // a second connection for each
        }
        joinAll(plan.subscribers(), false);
        loop.schedule(loop.now() + PING_NANOS, this::ping);
        loop.run(after(plan.warmUpSeconds()));
        ServerProcess process = plan.serverPid() > 0 ? new ServerProcess(plan.serverPid()) : null;
        ServerStatistics before = ServerStatistics.read(client, plan.url());
        double cpuBefore = process == null ? 0 : process.cpuSeconds();
        double ownBefore = ownCpuSeconds();
        long droppedBefore = SocketDrops.ofConnected();
        long start = loop.now();
        counts.begin();
        joinBeside();
        loop.run(after(plan.seconds()));
        counts.end();
        double seconds = (double) (loop.now() - start) / NANOS_PER_SECOND;
        double cpu = process == null ? 0 : process.cpuSeconds() - cpuBefore;
        double own = ownCpuSeconds() - ownBefore;
        long dropped = SocketDrops.ofConnected() - droppedBefore;
        ServerStatistics statistics = ServerStatistics.read(client, plan.url()).since(before);
        LoadFigures figures = counts.figures(seconds, loop.stampsArrivals());
        double resident = process == null ? 0 : process.residentMebibytes();
        return new LoadReport(
                plan.participants(), figures, cpu, resident, own, dropped, statistics);
    }

    private static double ownCpuSeconds() {
        return ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .map(duration -> duration.toNanos() / (double) NANOS_PER_SECOND)
                .orElse(0.0);
    }

    private long after(double seconds) {
        return loop.now() + (long) (seconds * NANOS_PER_SECOND);
    }

    /** As many joins a second as planned, over all rooms in turn; waits until all are connected. */
    private void joinAll(int perRoom, boolean publish) throws IOException {
        long interval = (long) (NANOS_PER_SECOND / plan.joinsPerSecond());
        long at = loop.now();
        for (int i = 0; i < perRoom; i++) {
            for (int room = 0; room < plan.rooms(); room++) {
                int number = i;
                String name = prefix + "-" + room;
                loop.schedule(
                        at, () -> join(name, number, publish, plan.isSampled(number, perRoom)));
                at += interval;
            }
        }
        loop.run(at);
        long deadline = after(JOIN_PATIENCE_SECONDS);
        while (counts.connected() + counts.failed() < participants.size()
                && loop.now() - deadline < 0) {
            loop.run(loop.now() + TURN_NANOS);
        }
    }

    /** Rooms of their own: what joining costs others, not what it costs a room to grow. */
    private void joinBeside() {
        long interval = (long) (NANOS_PER_SECOND / plan.lateJoinsPerSecond());
        long at = loop.now();
        for (int i = 0; i < plan.lateJoins(); i++) {
            String room = prefix + "-beside-" + i / LATE_PER_ROOM;
            int number = i;
            loop.schedule(at, () -> join(room, number, false, false));
            at += interval;
        }
    }

    private void join(String room, int number, boolean publish, boolean sampledIfItReceives) {
        boolean oneWay = plan.via() == LoadPlan.Via.JANUS;
        boolean receives = !publish || (plan.everyone() && !oneWay);
        boolean sampled = receives && sampledIfItReceives;
        HeadlessParticipant participant =
                new HeadlessParticipant(
                        loop,
                        certificate,
                        counts,
                        plan.profile(),
                        sampled,
                        publish ? 0 : plan.loss(),
                        plan.downlinkBitsPerSecond(),
                        random.split());
        participants.add(participant);
        List<Section> sections = new ArrayList<>();
        List<EncodingSender> senders = new ArrayList<>();
        if (publish) {
            addSenders(participant, sections, senders);
        }
        if (receives) {
            addSlots(sections, plan.publishers() - (publish ? 1 : 0));
        }
        String name = (publish ? "publisher-" : "viewer-") + number;
        long start = loop.now();
        joins.execute(() -> signal(participant, room, name, sections, senders, start));
    }

    private void addSenders(
            HeadlessParticipant participant, List<Section> sections, List<EncodingSender> senders) {
        if (plan.audio()) {
            Section section = new Section("0", "audio", true, newSsrc(), List.of());
            sections.add(section);
            senders.add(
                    new AudioSender(
                            loop,
                            participant,
                            ++sources,
                            section.ssrc(),
                            section.mid(),
                            AUDIO_LEVEL,
                            random.split()));
        }
        if (plan.videoBitsPerSecond() > 0) {
            String mid = Integer.toString(sections.size());
            List<String> rids = plan.simulcast() ? List.of("q", "h", "f") : List.of();
            Section section = new Section(mid, "video", true, newSsrc(), rids);
            sections.add(section);
            int encodings = plan.simulcast() ? ENCODINGS : 1;
            for (int i = 0; i < encodings; i++) {
                senders.add(
                        new VideoSender(
                                loop,
                                participant,
                                ++sources,
                                section.ssrc() + 2 * i,
                                mid,
                                plan.simulcast() ? rids.get(i) : null,
                                plan.videoBitsPerSecond() >> (2 * (encodings - 1 - i)),
                                plan.framesPerSecond(),
                                random.split()));
            }
        }
        senders.forEach(participant::add);
    }

    private void addSlots(List<Section> sections, int others) {
        boolean single = plan.via() == LoadPlan.Via.HTTP;
        int video = plan.videoBitsPerSecond() > 0 ? (single ? 1 : others) : 0;
        int audio = plan.audio() ? (single ? 1 : Math.min(others, MAX_AUDIO_SLOTS)) : 0;
        for (int i = 0; i < audio + video; i++) {
            String mid = Integer.toString(sections.size());
            sections.add(Section.receiving(mid, i < audio ? "audio" : "video"));
        }
    }

    private int newSsrc() {
        return (random.nextInt() & 0x7FFF_FFF0) | 0x1000;
    }

    /** On a thread of its own. */
    private void signal(
            HeadlessParticipant participant,
            String room,
            String name,
            List<Section> sections,
            List<EncodingSender> senders,
            long start) {
        SecureRandom secure = new SecureRandom();
        String ufrag = randomHex(secure, 4);
        String password = randomHex(secure, 16);
        try {
            RoomSignalling signalling = open(room, name);
            signallings.add(signalling);
            if (signalling instanceof JanusSignalling janus && senders.isEmpty()) {
                String except = plan.everyone() ? name.replace("viewer", "publisher") : "";
                String offered = janus.subscribe(except);
                janus.answer(
                        ReceiverAnswer.of(
                                offered, ufrag, password, certificate.fingerprint().value()));
                AnswerText transport = AnswerText.parse(offered);
                loop.execute(
                        () ->
                                connect(
                                        participant,
                                        ufrag,
                                        password,
                                        transport,
                                        false,
                                        start,
                                        senders));
                return;
            }
            String mids =
                    sections.stream()
                            .filter(Section::sends)
                            .map(section -> section.mid() + ":" + section.kind())
                            .collect(Collectors.joining(" "));
            String offer =
                    OfferText.of(
                            secure.nextLong() >>> 1,
                            1,
                            ufrag,
                            password,
                            certificate.fingerprint().value(),
                            plan.via() == LoadPlan.Via.JANUS ? "active" : "actpass",
                            sections);
            AnswerText answer = AnswerText.parse(signalling.offer(offer, mids));
            loop.execute(() -> connect(participant, ufrag, password, answer, true, start, senders));
        } catch (IOException | RuntimeException e) {
            loop.execute(() -> counts.onFailed("signalling: " + e.getMessage()));
        }
    }

    private void connect(
            HeadlessParticipant participant,
            String ufrag,
            String password,
            AnswerText answer,
            boolean offered,
            long start,
            List<EncodingSender> senders) {
        try {
            participant.connect(
                    ufrag,
                    password,
                    answer,
                    offered,
                    start,
                    () -> senders.forEach(EncodingSender::start));
        } catch (IOException e) {
            counts.onFailed("the socket: " + e.getMessage());
        }
    }

    private RoomSignalling open(String room, String name) throws IOException {
        return switch (plan.via()) {
            case WEBSOCKET -> WebSocketSignalling.join(client, plan.url(), room, name);
            case JANUS -> new JanusSignalling(client, plan.url(), room, name);
            case HTTP -> {
                int number = Integer.parseInt(name.substring(name.indexOf('-') + 1));
                String path =
                        name.startsWith("publisher")
                                ? "whip/" + room + "?name=" + name
                                : "whep/" + room + "/publisher-" + number % plan.publishers();
                yield new HttpSignalling(client, plan.url().resolve(path));
            }
        };
    }

    private static String randomHex(SecureRandom random, int bytes) {
        byte[] value = new byte[bytes];
        random.nextBytes(value);
        return HexFormat.of().formatHex(value);
    }

    private void ping() {
        for (RoomSignalling signalling : signallings) {
            if (signalling instanceof WebSocketSignalling socket) {
                joins.execute(
                        () -> {
                            try {
                                socket.ping();
                            } catch (IOException e) {
                                loop.execute(() -> counts.onFailed("ping: " + e.getMessage()));
                            }
                        });
            }
        }
        loop.schedule(loop.now() + PING_NANOS, this::ping);
    }

    @Override
    public void close() throws IOException {
        for (RoomSignalling signalling : signallings) {
            joins.execute(
                    () -> {
                        try {
                            signalling.close();
                        } catch (IOException e) {
                            // The server may be gone already; we are going too.
                        }
                    });
        }
        joins.close();
        client.close();
        participants.forEach(HeadlessParticipant::close);
        loop.close();
    }
}
