package io.nfs2s3.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Puts the settings together: defaults from the jar, over them the site's file, over that the environment. Whatever
 * names a key that the table of defaults does not have is refused.
 */
final class SettingsSource {
    private static final String ENVIRONMENT_PREFIX = "NFS2S3_";
    /** Variables of the start script, not settings. */
    private static final Set<String> NOT_SETTINGS =
            Set.of("NFS2S3_CACHE", "NFS2S3_CONFIG", "NFS2S3_JAVA_OPTS", "NFS2S3_HOME");

    /** Parsed once: that takes longer than all else here. */
    private static final Config DEFAULTS = ConfigFactory.parseResources(
            SettingsSource.class.getClassLoader(),
            "nfs2s3/nfs2s3.conf",
            ConfigParseOptions.defaults().setAllowMissing(false));

    /** Not UTF-8, and no character of a setting either. */
    private static final char REPLACEMENT = '\uFFFD';

    /**
     * What was put together.
     *
     * @param problems what is wrong with keys and variables, one line each
     */
    record Loaded(Config config, Config defaults, List<String> problems) {}

    private SettingsSource() {}

    static Loaded load(Optional<Path> file, Map<String, String> environment) {
        List<String> problems = new ArrayList<>();
        Config own = file.map(SettingsSource::parse).orElse(ConfigFactory.empty());
        for (String key : new TreeMap<>(Map.copyOf(leaves(own))).keySet()) {
            if (!DEFAULTS.hasPathOrNull(key) && !isKind(key)) {
                problems.add(key + " is not a setting" + nearest(key, DEFAULTS) + " (" + file.orElseThrow() + ")");
                own = without(own, key, DEFAULTS);
            }
        }
        Config below = own.hasPath("kinds") ? DEFAULTS.withoutPath("kinds") : DEFAULTS;
        return new Loaded(withEnvironment(own.withFallback(below), environment, problems), DEFAULTS, problems);
    }

    private static Config parse(Path file) {
        if (!Files.isReadable(file)) {
            throw new SettingsException(List.of("the settings file " + file + " cannot be read"));
        }
        requireUtf8(file);
        try {
            return ConfigFactory.parseFile(file.toFile()).resolve(ConfigResolveOptions.defaults());
        } catch (ConfigException e) {
            throw new SettingsException(List.of("the settings file is not HOCON: " + e.getMessage()));
        }
    }

    /** What is wrong is said once: an unknown key does not also make its setting, or the kinds, a wrong value. */
    private static Config without(Config own, String key, Config defaults) {
        List<String> path = ConfigUtil.splitPath(key);
        for (int length = 1; length < path.size(); length++) {
            String above = ConfigUtil.joinPath(path.subList(0, length));
            if (defaults.hasPath(above) && defaults.getValue(above).valueType() != ConfigValueType.OBJECT) {
                return own.withoutPath(above);
            }
        }
        Config rest = own.withoutPath(key);
        for (int length = path.size() - 1; length > 0; length--) {
            String above = ConfigUtil.joinPath(path.subList(0, length));
            if (rest.hasPath(above) && !rest.getObject(above).isEmpty()) {
                return rest;
            }
            rest = rest.withoutPath(above);
        }
        return rest;
    }

    /** A byte that is no UTF-8 would silently become another name. */
    private static void requireUtf8(Path file) {
        try {
            byte[] bytes = Files.readAllBytes(file);
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
        } catch (IOException e) {
            throw new SettingsException(List.of("the settings file " + file + " cannot be read: " + e.getMessage()));
        }
    }

    private static Map<String, ConfigValue> leaves(Config config) {
        Map<String, ConfigValue> leaves = new TreeMap<>();
        config.entrySet().forEach(entry -> leaves.put(entry.getKey(), entry.getValue()));
        return leaves;
    }

    private static boolean isKind(String key) {
        return key.matches("kinds\\.[^.]+\\.(prefix|migrate)");
    }

    private static String nearest(String key, Config defaults) {
        String last = key.substring(key.lastIndexOf('.') + 1);
        return leaves(defaults).keySet().stream()
                .filter(known -> known.substring(known.lastIndexOf('.') + 1).equalsIgnoreCase(last))
                .findFirst()
                .map(known -> "; did you mean " + known + "?")
                .orElse("");
    }

    private static Config withEnvironment(Config config, Map<String, String> environment, List<String> problems) {
        Config merged = config;
        Set<String> used = new HashSet<>(NOT_SETTINGS);
        for (Map.Entry<String, ConfigValue> leaf : leaves(config).entrySet()) {
            String variable = variable(leaf.getKey());
            String value = environment.get(variable);
            if (value != null) {
                used.add(variable);
                if (value.indexOf(REPLACEMENT) >= 0) {
                    problems.add(
                            variable + " in the environment is not UTF-8, or the locale is not (LC_ALL=C.UTF-8 is)");
                }
                Object typed = leaf.getValue().valueType() == ConfigValueType.LIST
                        ? List.of(value.strip().split("\\s*,\\s*"))
                        : value;
                merged = merged.withValue(leaf.getKey(), ConfigValueFactory.fromAnyRef(typed, variable));
            }
        }
        environment.keySet().stream()
                .filter(name -> name.startsWith(ENVIRONMENT_PREFIX) && !used.contains(name))
                .sorted()
                .forEach(name -> problems.add(name + " in the environment names no setting; unset or correct it"));
        return merged;
    }

    /** {@code s3.pathStyle} is {@code NFS2S3_S3_PATH_STYLE}. */
    static String variable(String key) {
        return ENVIRONMENT_PREFIX
                + key.replaceAll("([a-z0-9])([A-Z])", "$1_$2")
                        .replace('.', '_')
                        .replace('-', '_')
                        .toUpperCase(Locale.ROOT);
    }
}
