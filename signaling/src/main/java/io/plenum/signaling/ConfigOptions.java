package io.plenum.signaling;

import io.plenum.signaling.config.ConfigException;
import io.plenum.signaling.config.ConfigLoader;
import io.plenum.signaling.config.ServerConfig;
import io.plenum.signaling.config.Setting;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IModelTransformer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** The options that every command with a configuration takes: {@code --config} and each setting. */
final class ConfigOptions implements IModelTransformer {
    private static final Path DEFAULT_FILE = Path.of("plenum.yaml");
    private static final String FILE_FLAG = "--config";

    @Override
    public CommandSpec transform(CommandSpec spec) {
        spec.addOption(
                OptionSpec.builder(FILE_FLAG)
                        .paramLabel("FILE")
                        .type(Path.class)
                        .description("YAML file; ./plenum.yaml is read if it is there")
                        .build());
        for (Setting setting : Setting.values()) {
            String standard = setting.defaultValue();
            OptionSpec.Builder option =
                    OptionSpec.builder(setting.flag())
                            .paramLabel(setting.label())
                            .arity("1")
                            .description(
                                    standard == null
                                            ? setting.help()
                                            : "%s (default %s)"
                                                    .formatted(setting.help(), standard));
            if (setting.repeatable()) {
                option.type(List.class).auxiliaryTypes(String.class);
            } else {
                option.type(String.class);
            }
            spec.addOption(option.build());
        }
        return spec;
    }

    /** What is in force, with the flags of a command line that has been parsed. */
    static ServerConfig load(CommandSpec spec) throws ConfigException {
        ParseResult parsed = spec.commandLine().getParseResult();
        Map<Setting, List<String>> flags = new EnumMap<>(Setting.class);
        for (Setting setting : Setting.values()) {
            if (!parsed.hasMatchedOption(setting.flag())) {
                continue;
            }
            if (setting.repeatable()) {
                flags.put(setting, parsed.matchedOptionValue(setting.flag(), List.of()));
            } else {
                flags.put(setting, List.of(parsed.matchedOptionValue(setting.flag(), "")));
            }
        }
        @Nullable Path file = parsed.matchedOptionValue(FILE_FLAG, null);
        Path chosen = file == null && Files.exists(DEFAULT_FILE) ? DEFAULT_FILE : file;
        return ConfigLoader.load(flags, System.getenv(), chosen);
    }
}
