package io.nfs2s3.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import io.nfs2s3.media.ErrorText;
import io.nfs2s3.settings.Origin.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Reads the site's settings file. */
final class SettingsFile {
    private static final Path STANDARD_INPUT = Path.of("-");
    private static final ConfigParseOptions FROM_STANDARD_INPUT =
            ConfigParseOptions.defaults().setOriginDescription("standard input").setIncluder(new PipedIncludes());

    private SettingsFile() {}

    /**
     * @param file {@code -} for standard input; this, and what is no plain file, such as a pipe, can be read only once
     * @param environment what <code>${NAME}</code> in the file may name
     * @throws SettingsException when it cannot be read or is no HOCON
     */
    static Config read(Path file, Map<String, String> environment) {
        boolean piped = file.equals(STANDARD_INPUT);
        if (!piped && !Files.isReadable(file)) {
            throw new SettingsException(List.of("the settings file " + file
                    + " cannot be read: name another with --config, or let" + " this user read it"));
        }
        boolean once = piped || !Files.isRegularFile(file);
        byte[] bytes = utf8(file, piped);
        try {
            Config written = once
                    ? ConfigFactory.parseString(new String(bytes, StandardCharsets.UTF_8), of(file, piped))
                    : ConfigFactory.parseFile(
                            file.toFile(), ConfigParseOptions.defaults().setIncluder(new ReadableIncludes(null)));
            return resolved(written.root(), environment);
        } catch (ConfigException.UnresolvedSubstitution e) {
            throw new SettingsException(List.of("the settings file names a variable that is not set: " + ErrorText.of(e)
                    + "; set it, or write it with \"?\", such as ${?NAME}"));
        } catch (ConfigException e) {
            throw new SettingsException(List.of("the settings file is not HOCON: " + e.getMessage()));
        }
    }

    private static ConfigParseOptions of(Path file, boolean piped) {
        return piped ? FROM_STANDARD_INPUT : FROM_STANDARD_INPUT.setOriginDescription(file.toString());
    }

    /** The library knows of a variable that it came from the environment, but not its name. */
    private static Config resolved(ConfigObject written, Map<String, String> environment) {
        Map<String, ConfigValue> variables = new HashMap<>();
        environment.forEach((name, value) -> {
            if (!written.containsKey(name)) {
                variables.put(
                        name,
                        ConfigValueFactory.fromAnyRef(value, new Origin(Kind.ENVIRONMENT, name, 0).description()));
            }
        });
        ConfigObject resolved = written.withFallback(ConfigValueFactory.fromMap(variables))
                .toConfig()
                .resolve(ConfigResolveOptions.defaults())
                .root();
        for (String name : variables.keySet()) {
            resolved = resolved.withoutKey(name);
        }
        return resolved.toConfig();
    }

    /** A byte that is no UTF-8 would silently become another name. */
    private static byte[] utf8(Path file, boolean piped) {
        try {
            byte[] bytes = piped ? System.in.readAllBytes() : Files.readAllBytes(file);
            ByteBuffer in = ByteBuffer.wrap(bytes);
            CoderResult result =
                    StandardCharsets.UTF_8.newDecoder().decode(in, CharBuffer.allocate(bytes.length), true);
            if (result.isError()) {
                long line = 1
                        + IntStream.range(0, in.position())
                                .filter(i -> bytes[i] == '\n')
                                .count();
                throw new SettingsException(
                        List.of("line " + line + " of the settings file " + file + " is not UTF-8: convert it"));
            }
            return bytes;
        } catch (IOException e) {
            throw new SettingsException(List.of("the settings file " + file + " cannot be read: " + e.getMessage()));
        }
    }
}
