package io.plenum.loadtests;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.plenum.bridge.srtp.SrtpProfile;
import io.plenum.loadtests.report.LoadReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ./plenum load}. */
@Command(
        name = "plenum load",
        subcommands = JoinsCommand.class,
        description =
                "Headless participants with real ICE, DTLS and SRTP join rooms of a server, send"
                        + " and receive, and report what they saw.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        sortOptions = false)
final class LoadCommand implements Callable<Integer> {
    private static final int FAILED = 1;

    @Spec private @Nullable CommandSpec spec;

    @Option(names = "--url", description = "Address of the server.")
    private URI url = URI.create("http://localhost:8080/");

    @Option(
            names = "--via",
            description =
                    "How to join: ${COMPLETION-CANDIDATES}. HTTP is WHIP and WHEP, for any server"
                            + " that has whip/ROOM and whep/ROOM/PUBLISHER below the address;"
                            + " JANUS the video room of Janus at the address of its HTTP API.")
    private LoadPlan.Via via = LoadPlan.Via.WEBSOCKET;

    @Option(names = "--rooms", description = "Rooms side by side.")
    private int rooms = 1;

    @Option(names = "--publishers", description = "Who send, per room.")
    private int publishers = 1;

    @Option(names = "--subscribers", description = "Who only receive, per room.")
    private int subscribers = 10;

    @Option(names = "--everyone", description = "Publishers receive one another too.")
    private boolean everyone;

    @Option(
            names = "--video-bitrate",
            paramLabel = "BITS",
            description = "Of each publisher, bits a second; K and M may follow. 0: no video.",
            converter = BitRateConverter.class)
    private int videoBitrate = 1_000_000;

    @Option(names = "--fps", description = "Pictures a second.")
    private int framesPerSecond = 30;

    @Option(names = "--simulcast", description = "Three encodings, a quarter of the bits each.")
    private boolean simulcast;

    @Option(names = "--no-audio", description = "No Opus.")
    private boolean noAudio;

    @Option(names = "--duration", description = "Seconds that are measured.")
    private double duration = 20;

    @Option(names = "--warm-up", description = "Seconds before that, once all have joined.")
    private double warmUp = 5;

    @Option(names = "--ramp", description = "Joins a second.")
    private double ramp = 20;

    @Option(
            names = "--late-joins",
            paramLabel = "N",
            description = "Who join other rooms, ten each, and only listen, while it measures.")
    private int lateJoins;

    @Option(names = "--late-ramp", description = "How many of these a second.")
    private double lateRamp = 100;

    @Option(
            names = "--downlink",
            paramLabel = "BITS",
            description =
                    "What viewers say that their downlink carries, bits a second; 0: nothing."
                            + " Video beyond it is paced.",
            converter = BitRateConverter.class)
    private int downlink;

    @Option(
            names = "--loss",
            paramLabel = "SHARE",
            description = "What each viewer's link loses of the media, 0 to 1.")
    private double loss;

    @Option(
            names = "--sampled",
            description = "Viewers per room who decrypt and measure; the others count.")
    private int sampled = 2;

    @Option(names = "--profile", description = "SRTP: ${COMPLETION-CANDIDATES}.")
    private SrtpProfile profile = SrtpProfile.AEAD_AES_128_GCM;

    @Option(
            names = "--gro",
            description =
                    "Viewers' sockets hand over a run of datagrams as one (UDP_GRO): less work for"
                            + " us and, on the same machine, for a server that sends segments. Linux.")
    private boolean gro;

    @Option(
            names = "--server-pid",
            paramLabel = "PID",
            description = "Process whose CPU time and memory are reported.")
    private long serverPid;

    @Option(
            names = "--json",
            paramLabel = "FILE",
            description = "Also writes the report there; - for standard output, and no text.")
    private @Nullable String json;

    @Override
    public Integer call() throws IOException {
        LoadPlan plan = plan();
        LoadReport report;
        try (LoadRun run = new LoadRun(plan)) {
            report = run.run();
        }
        ObjectMapper mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
        PrintWriter out = known().commandLine().getOut();
        if ("-".equals(json)) {
            out.println(mapper.writeValueAsString(report));
        } else {
            out.print(report.text());
            if (json != null) {
                mapper.writeValue(Path.of(json).toFile(), report);
            }
        }
        out.flush();
        boolean allThere = report.figures().connected() == plan.participants();
        return allThere && report.figures().broken() == 0 ? 0 : FAILED;
    }

    private CommandSpec known() {
        if (spec == null) {
            throw new IllegalStateException("picocli sets it");
        }
        return spec;
    }

    private LoadPlan plan() {
        demand(rooms > 0, "--rooms must be 1 or more.");
        demand(publishers > 0, "--publishers must be 1 or more: nobody else sends.");
        demand(subscribers >= 0, "--subscribers must be 0 or more.");
        demand(subscribers > 0 || everyone, "Nobody receives: give --subscribers or --everyone.");
        demand(framesPerSecond > 0, "--fps must be 1 or more.");
        demand(duration > 0, "--duration must be more than 0.");
        demand(warmUp >= 0, "--warm-up must be 0 or more.");
        demand(ramp > 0, "--ramp must be more than 0.");
        demand(lateJoins >= 0, "--late-joins must be 0 or more.");
        demand(lateRamp > 0, "--late-ramp must be more than 0.");
        demand(
                lateJoins == 0 || via == LoadPlan.Via.WEBSOCKET,
                "--late-joins is possible only over the WebSocket: nobody sends in these rooms.");
        demand(loss >= 0 && loss < 1, "--loss must be at least 0 and below 1.");
        demand(videoBitrate > 0 || !noAudio, "There is nothing to send: no video and no audio.");
        demand(
                !everyone || via != LoadPlan.Via.HTTP,
                "--everyone is not possible with WHEP, which shows one publisher.");
        return new LoadPlan(
                url,
                via,
                rooms,
                publishers,
                subscribers,
                everyone,
                videoBitrate,
                framesPerSecond,
                simulcast,
                !noAudio,
                warmUp,
                duration,
                ramp,
                lateJoins,
                lateRamp,
                downlink,
                loss,
                sampled,
                profile,
                gro,
                serverPid);
    }

    private void demand(boolean holds, String otherwise) {
        if (!holds) {
            throw new ParameterException(known().commandLine(), otherwise);
        }
    }
}
