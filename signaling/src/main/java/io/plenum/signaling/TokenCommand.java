package io.plenum.signaling;

import io.plenum.signaling.auth.TokenMint;
import io.plenum.signaling.config.ConfigException;
import io.plenum.signaling.messages.Names;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Mints a token with one of the configured keys and prints it. */
@Command(
        name = "token",
        description = "Mint an access token for a room, a name and rights, and print it.",
        footer = {
            "",
            "The keys are those of plenum.yaml (auth.keys) or PLENUM_AUTH_KEYS; the first is taken"
                    + " unless --key names another.",
            "Example: ./plenum token --room daily --identity ann --name Ann --admin"
        },
        modelTransformer = ConfigOptions.class,
        mixinStandardHelpOptions = true)
final class TokenCommand implements Callable<Integer> {
    private static final Pattern VALIDITY = Pattern.compile("([1-9][0-9]{0,5})([smhd])");

    @Spec private CommandSpec spec = CommandSpec.create();

    @Option(names = "--room", paramLabel = "ROOM", description = "the room it opens")
    private @Nullable String room;

    @Option(
            names = "--identity",
            paramLabel = "ID",
            required = true,
            description = "who it is for: the same identity is in a room once")
    private String identity = "";

    @Option(names = "--name", paramLabel = "NAME", description = "what the others see")
    private @Nullable String name;

    @Option(names = "--admin", description = "may moderate the room, here and by REST")
    private boolean admin;

    @Option(names = "--create", description = "may create and end rooms by REST")
    private boolean create;

    @Option(names = "--list", description = "may list rooms by REST")
    private boolean list;

    @Option(names = "--listener", description = "may not publish")
    private boolean listener;

    @Option(names = "--hidden", description = "the others are not told of it")
    private boolean hidden;

    @Option(names = "--key", paramLabel = "KEY", description = "sign with this key")
    private @Nullable String key;

    @Option(
            names = "--valid",
            paramLabel = "TIME",
            description = "how long, as 90s, 30m, 6h or 2d (default 6h)")
    private String valid = "6h";

    @Override
    public Integer call() {
        try {
            spec.commandLine().getOut().println(mint());
            spec.commandLine().getOut().flush();
            return CommandLine.ExitCode.OK;
        } catch (ConfigException e) {
            spec.commandLine().getErr().println(e.getMessage());
            return CommandLine.ExitCode.USAGE;
        }
    }

    private String mint() throws ConfigException {
        Map<String, String> keys = ConfigOptions.load(spec).auth().keys();
        if (keys.isEmpty()) {
            throw new ConfigException(
                    "No keys are configured: set auth.keys in plenum.yaml, for example"
                            + " auth: {keys: {mykey: a-secret-of-32-characters-or-more}}.");
        }
        String chosen = key == null ? keys.keySet().iterator().next() : key;
        String secret = keys.get(chosen);
        if (secret == null) {
            throw new ConfigException("--key: auth.keys has no key of this name.");
        }
        return new TokenMint(chosen, secret)
                .mint(identity, checkedName(), grants(), System.currentTimeMillis(), validity());
    }

    private @Nullable String checkedName() throws ConfigException {
        String problem = name == null ? null : Names.problem(name);
        if (problem != null) {
            throw new ConfigException("--name " + problem + ".");
        }
        return name;
    }

    private Map<String, Object> grants() throws ConfigException {
        Map<String, Object> video = new LinkedHashMap<>();
        if (room != null) {
            video.put("room", room);
            video.put("roomJoin", true);
        } else if (admin) {
            throw new ConfigException("--admin goes with --room.");
        }
        List<String> given = new ArrayList<>();
        if (admin) {
            given.add("roomAdmin");
        }
        if (create) {
            given.add("roomCreate");
        }
        if (list) {
            given.add("roomList");
        }
        if (hidden) {
            given.add("hidden");
        }
        given.forEach(each -> video.put(each, true));
        video.put("canPublish", !listener);
        video.put("canPublishData", true);
        video.put("canSubscribe", true);
        video.put("canUpdateOwnMetadata", true);
        return video;
    }

    private Duration validity() throws ConfigException {
        Matcher matcher = VALIDITY.matcher(valid);
        if (!matcher.matches()) {
            throw new ConfigException("--valid must be a time such as 90s, 30m, 6h or 2d.");
        }
        long number = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
        };
    }
}
