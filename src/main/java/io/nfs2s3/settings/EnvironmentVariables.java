package io.nfs2s3.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import io.nfs2s3.settings.Origin.Kind;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Settings in the environment, which win over those of the file. */
final class EnvironmentVariables {
    private static final String PREFIX = "NFS2S3_";
    /** Variables of the start script, not settings. */
    private static final Set<String> NOT_SETTINGS =
            Set.of("NFS2S3_CACHE", "NFS2S3_CONFIG", "NFS2S3_JAVA_OPTS", "NFS2S3_HOME");

    /** Not UTF-8, and no character of a setting either. */
    private static final char REPLACEMENT = '\uFFFD';

    private EnvironmentVariables() {}

    /** {@code s3.pathStyle} is {@code NFS2S3_S3_PATH_STYLE}. */
    static String nameOf(String key) {
        return PREFIX
                + key.replaceAll("([a-z0-9])([A-Z])", "$1_$2")
                        .replace('.', '_')
                        .replace('-', '_')
                        .toUpperCase(Locale.ROOT);
    }

    /**
     * The settings with those of the environment over them.
     *
     * @param problems gets a line for each variable that names none
     */
    static Config over(Config config, Map<String, String> environment, List<String> problems) {
        Config merged = config;
        Map<String, String> keys = new HashMap<>();
        Defaults.keys(config).forEach(key -> keys.put(nameOf(key), key));
        for (Map.Entry<String, String> variable : new TreeMap<>(environment).entrySet()) {
            String name = variable.getKey();
            String key = keys.get(name);
            if (key != null) {
                merged = merged.withValue(key, value(config.getValue(key), name, variable.getValue(), problems));
            } else if (name.startsWith(PREFIX) && !NOT_SETTINGS.contains(name)) {
                problems.add(name + " in the environment names no setting; "
                        + Nearest.of(name, keys.keySet().stream().sorted())
                                .map(meant -> "did you mean " + meant + "?")
                                .orElse("unset or correct it"));
            }
        }
        return merged;
    }

    private static ConfigValue value(ConfigValue below, String name, String value, List<String> problems) {
        if (value.indexOf(REPLACEMENT) >= 0) {
            problems.add(name + " in the environment is not UTF-8, or the locale is not (LC_ALL=C.UTF-8 is)");
        }
        Object typed = below.valueType() == ConfigValueType.LIST
                ? List.of(value.strip().split("\\s*,\\s*"))
                : value;
        return ConfigValueFactory.fromAnyRef(typed, new Origin(Kind.ENVIRONMENT, name, 0).description());
    }
}
