package io.plenum.loadtests.roofline;

import io.plenum.bridge.net.DatagramPorts;
import io.plenum.bridge.srtp.SrtpProfile;
import java.nio.file.Path;
import java.security.Provider;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line of {@link Roofline}. */
@Command(
        name = "roofline",
        description =
                "Measures the bare loop: receive, decrypt, rewrite and encrypt per viewer, send.",
        mixinStandardHelpOptions = true)
class RooflineOptions {
    /** Whether runs to one viewer may be segments of one send. */
    enum Gso {
        /** Where it works. */
        ON,
        /** Each datagram is a message of its own. */
        OFF
    }

    /** What becomes of the packets. */
    enum Reading {
        /** Nobody reads: the viewers' sockets are full. */
        FULL,
        /** A thread reads them, datagram by datagram. */
        READ,
        /** It reads the runs that were sent as one message as one. */
        RUNS
    }

    /** What protects the packets. */
    enum Protection {
        GCM(SrtpProfile.AEAD_AES_128_GCM),
        CM(SrtpProfile.AES128_CM_HMAC_SHA1_80);

        private final SrtpProfile profile;

        Protection(SrtpProfile profile) {
            this.profile = profile;
        }

        SrtpProfile profile() {
            return profile;
        }
    }

    @Spec private @Nullable CommandSpec spec;

    @Option(
            names = "--io",
            paramLabel = "KIND",
            defaultValue = "auto",
            description = "auto, linux or nio (default ${DEFAULT-VALUE})")
    private DatagramPorts.Kind io = DatagramPorts.Kind.AUTO;

    @Option(
            names = "--gso",
            paramLabel = "on|off",
            defaultValue = "on",
            description = "off: each datagram is a message of its own (default ${DEFAULT-VALUE})")
    private Gso gso = Gso.ON;

    @Option(
            names = "--profile",
            paramLabel = "gcm|cm",
            defaultValue = "gcm",
            description = "AES-128-GCM, or AES-128-CM with HMAC-SHA1-80 (default ${DEFAULT-VALUE})")
    private Protection protection = Protection.GCM;

    @Option(
            names = "--shape",
            paramLabel = "equal|chromium",
            defaultValue = "equal",
            description = "sizes of the packets of a frame (default ${DEFAULT-VALUE})")
    private FrameShape shape = FrameShape.EQUAL;

    @Option(
            names = "--sinks",
            paramLabel = "full|read|runs",
            defaultValue = "full",
            description =
                    "whether the viewers' sockets are read: full (nobody does), read (by a thread as the load"
                            + " generator's) or runs (the same, with UDP_GRO) (default ${DEFAULT-VALUE})")
    private Reading reading = Reading.FULL;

    @Option(
            names = "--loop-core",
            paramLabel = "N",
            description = "core of the loop's thread; the others stay where the process may run")
    private @Nullable Integer loopCore;

    private String providerName = ProviderNames.PLATFORM;
    private @Nullable Provider provider;
    private int viewers;
    private int batch;
    private int seconds;
    private int warmupSeconds;

    @Option(names = "--json", paramLabel = "FILE", description = "write the figures here too")
    private @Nullable Path json;

    @Option(
            names = "--provider",
            paramLabel = "NAME",
            defaultValue = ProviderNames.PLATFORM,
            description = "java.security provider of the ciphers (default ${DEFAULT-VALUE})")
    void setProvider(String name) {
        try {
            provider = ProviderNames.named(name);
            providerName = name;
        } catch (IllegalArgumentException e) {
            throw wrong("--provider: " + e.getMessage());
        }
    }

    @Option(
            names = "--viewers",
            paramLabel = "N",
            defaultValue = "50",
            description = "datagrams out for each one in, 1 to 1000 (default ${DEFAULT-VALUE})")
    void setViewers(int value) {
        viewers = inRange("--viewers", value, 1, 1_000);
    }

    @Option(
            names = "--batch",
            paramLabel = "N",
            defaultValue = "256",
            description =
                    "datagrams taken in one cycle, 1 to 256; bounds the runs (default ${DEFAULT-VALUE}, as the bridge)")
    void setBatch(int value) {
        batch = inRange("--batch", value, 1, 256);
    }

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "10",
            description = "how long to measure, 1 to 3600 (default ${DEFAULT-VALUE})")
    void setSeconds(int value) {
        seconds = inRange("--seconds", value, 1, 3_600);
    }

    @Option(
            names = "--warmup",
            paramLabel = "N",
            defaultValue = "5",
            description = "seconds before that, 0 to 3600 (default ${DEFAULT-VALUE})")
    void setWarmupSeconds(int value) {
        warmupSeconds = inRange("--warmup", value, 0, 3_600);
    }

    private int inRange(String option, int value, int least, int most) {
        if (value < least || value > most) {
            throw wrong(
                    "%s is %d; give a number from %d to %d".formatted(option, value, least, most));
        }
        return value;
    }

    private RuntimeException wrong(String message) {
        CommandSpec parsed = spec;
        return parsed == null
                ? new IllegalArgumentException(message)
                : new ParameterException(parsed.commandLine(), message);
    }

    /** A parser whose enumerations may be written in lower case. */
    static CommandLine parser(RooflineOptions into) {
        return new CommandLine(into).setCaseInsensitiveEnumValuesAllowed(true);
    }

    DatagramPorts.Kind io() {
        return io;
    }

    Gso gso() {
        return gso;
    }

    Protection protection() {
        return protection;
    }

    String providerName() {
        return providerName;
    }

    Reading reading() {
        return reading;
    }

    /** Null for any. */
    @Nullable Integer loopCore() {
        return loopCore;
    }

    /** Null for the platform's. */
    @Nullable Provider provider() {
        return provider;
    }

    FrameShape shape() {
        return shape;
    }

    int viewers() {
        return viewers;
    }

    int batch() {
        return batch;
    }

    int seconds() {
        return seconds;
    }

    int warmupSeconds() {
        return warmupSeconds;
    }

    @Nullable Path json() {
        return json;
    }
}
