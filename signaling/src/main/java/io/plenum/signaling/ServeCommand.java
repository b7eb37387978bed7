package io.plenum.signaling;

import io.plenum.signaling.config.ConfigException;
import io.plenum.signaling.config.ServerConfig;
import io.plenum.signaling.logging.LogSetup;
import io.plenum.signaling.selfcheck.SelfCheck;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Runs the server until the process is told to end. */
@Command(
        name = "serve",
        description = "Run the whole server: bridge, signalling and web client in one process.",
        footer = {
            "",
            "Every option is also a key of plenum.yaml (--http-port is http.port) and an"
                    + " environment variable",
            "(PLENUM_HTTP_PORT). A flag wins over the environment, the environment over the file."
        },
        modelTransformer = ConfigOptions.class,
        mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(ServeCommand.class);

    /** By then the trial of the ciphers is over, which leaves the most. */
    private static final Duration SETTLED = Duration.ofSeconds(3);

    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter errors = spec.commandLine().getErr();
        ServerConfig config;
        PlenumServer server;
        try {
            config = ConfigOptions.load(spec);
            LogSetup.apply(config.log());
            server = PlenumServer.start(config);
        } catch (ConfigException e) {
            errors.println(e.getMessage());
            return CommandLine.ExitCode.USAGE;
        } catch (IOException e) {
            errors.println(e.getMessage());
            return CommandLine.ExitCode.SOFTWARE;
        }
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(
                        Thread.ofPlatform()
                                .name("plenum-shutdown")
                                .unstarted(
                                        () -> {
                                            LOG.info("stopping");
                                            server.close();
                                            stopped.countDown();
                                        }));
        LOG.info(
                config.auth().keys().isEmpty()
                        ? "rooms are open to anyone who knows their name; no keys are configured"
                        : "rooms are open to those who have a token; keys: {}",
                config.auth().keys().keySet());
        spec.commandLine().getOut().println(server.readyLine());
        spec.commandLine().getOut().flush();
        Thread.ofVirtual()
                .name("plenum-self-check")
                .start(
                        () ->
                                LOG.info(
                                        "start-up check:\n{}",
                                        SelfCheck.table(server.checkItself())));
        if (!stopped.await(SETTLED.toMillis(), TimeUnit.MILLISECONDS)) {
            collectWhatStartingLeft();
        }
        stopped.await();
        return CommandLine.ExitCode.OK;
    }

    /**
     * Starting leaves several times as much garbage as the server holds on to, and an idle server
     * has no occasion to collect it. ZGC does so beside the other threads; what is free then goes
     * back to the system.
     */
    private static void collectWhatStartingLeft() {
        System.gc();
    }
}
