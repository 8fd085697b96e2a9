package io.nfs2s3.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
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

/**
 * Puts the settings together: defaults from the jar, over them the site's file, over that the environment. Whatever
 * names a key that the table of defaults does not have is refused.
 */
final class SettingsSource {
    private static final String ENVIRONMENT_PREFIX = "NFS2S3_";
    /** Variables of the start script, not settings. */
    private static final Set<String> NOT_SETTINGS = Set.of("NFS2S3_CONFIG", "NFS2S3_JAVA_OPTS", "NFS2S3_HOME");

    private SettingsSource() {}

    static Config load(Optional<Path> file, Map<String, String> environment) {
        Config defaults = ConfigFactory.parseResources(
                SettingsSource.class.getClassLoader(),
                "nfs2s3/nfs2s3.conf",
                ConfigParseOptions.defaults().setAllowMissing(false));
        List<String> problems = new ArrayList<>();
        Config own = file.map(SettingsSource::parse).orElse(ConfigFactory.empty());
        for (String key : new TreeMap<>(Map.copyOf(leaves(own))).keySet()) {
            if (!defaults.hasPathOrNull(key) && !isKind(key)) {
                problems.add(key + " is not a setting" + nearest(key, defaults) + " (" + file.orElseThrow() + ")");
            }
        }
        Config below = own.hasPath("kinds") ? defaults.withoutPath("kinds") : defaults;
        Config merged = withEnvironment(own.withFallback(below), environment, problems);
        if (!problems.isEmpty()) {
            throw new SettingsException(problems);
        }
        return merged;
    }

    private static Config parse(Path file) {
        if (!Files.isReadable(file)) {
            throw new SettingsException(List.of("the settings file " + file + " cannot be read"));
        }
        try {
            return ConfigFactory.parseFile(file.toFile()).resolve(ConfigResolveOptions.defaults());
        } catch (ConfigException e) {
            throw new SettingsException(List.of("the settings file is not HOCON: " + e.getMessage()));
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
