package io.nfs2s3.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The table of defaults: the commented settings file, which is packed into the jar. It says which keys there are. */
final class Defaults {
    static final String RESOURCE = "nfs2s3/nfs2s3.conf";
    private static final String KINDS = "kinds";
    /** The kind of the table whose keys have comments, and the values that another kind has where it says nothing. */
    private static final String EXAMPLE = KINDS + ".image";

    private static final String TAGS = "tags";
    private static final List<String> REQUIRED_OF_KIND = List.of("prefix", "migrate");
    private static final List<String> OPTIONAL_OF_KIND =
            List.of("storageClass", "kmsKey", "cacheControl", "contentDisposition");

    /** A key of a kind of the site's own. */
    private static final Pattern OF_KIND = Pattern.compile("kinds\\.[^.]+\\.(" + String.join("|", REQUIRED_OF_KIND)
            + "|" + String.join("|", OPTIONAL_OF_KIND) + "|" + TAGS + "\\..+)");

    /** What the key of a secret ends in that is for a file with it. */
    private static final String FILE = "File";

    /** Parsed once: that takes longer than all else here. */
    static final Config TABLE = ConfigFactory.parseResources(
            Defaults.class.getClassLoader(),
            RESOURCE,
            ConfigParseOptions.defaults().setAllowMissing(false));

    private Defaults() {}

    /** The keys that have a value. */
    static Set<String> keys(Config config) {
        return config.entrySet().stream().map(entry -> entry.getKey()).collect(Collectors.toCollection(TreeSet::new));
    }

    /** Also that of a kind of the site's own. */
    static boolean has(String key) {
        return TABLE.hasPathOrNull(key) || OF_KIND.matcher(key).matches();
    }

    /** Those beside which a file can be named. */
    static List<String> secrets() {
        return keys(TABLE).stream().filter(Defaults::isSecret).toList();
    }

    static boolean isSecret(String key) {
        return TABLE.hasPath(fileKey(key));
    }

    /** The key for a file with the secret. */
    static String fileKey(String secret) {
        return secret + FILE;
    }

    /** Settings in which each kind has all keys; those of one that are left out are as in the table. */
    static Config completed(Config config) {
        if (!config.hasPath(KINDS) || config.getValue(KINDS).valueType() != ConfigValueType.OBJECT) {
            return config;
        }
        Config complete = config;
        for (Map.Entry<String, ConfigValue> kind : config.getObject(KINDS).entrySet()) {
            for (String key : OPTIONAL_OF_KIND) {
                String path = ConfigUtil.joinPath(KINDS, kind.getKey(), key);
                if (kind.getValue().valueType() == ConfigValueType.OBJECT && !config.hasPath(path)) {
                    complete = complete.withValue(path, TABLE.getValue(EXAMPLE + "." + key));
                }
            }
        }
        return complete;
    }

    /** The key of the table that says what a key of a kind is; others as they are. */
    private static String like(String key) {
        List<String> path = ConfigUtil.splitPath(key);
        return path.size() > 2 && path.get(0).equals(KINDS) ? EXAMPLE + "." + path.get(2) : key;
    }

    /** The comment above a key or a section, as one line; empty without one. */
    static String about(String path) {
        String like = like(path);
        if (!TABLE.hasPath(like)) {
            return "";
        }
        return TABLE.getValue(like).origin().comments().stream()
                .map(String::strip)
                .collect(Collectors.joining(" "));
    }

    /** As they stand in the file, kinds by name. */
    static Comparator<String> order() {
        return Comparator.comparingInt(Defaults::line).thenComparing(Comparator.naturalOrder());
    }

    private static int line(String key) {
        String like = key.startsWith(KINDS + ".") ? KINDS : key;
        return TABLE.hasPath(like) ? TABLE.getValue(like).origin().lineNumber() : Integer.MAX_VALUE;
    }

    /** The keys, and those of a kind that is named in this one. */
    static Stream<String> keysLike(String key) {
        String[] path = key.split("\\.", -1);
        Stream<String> known = keys(TABLE).stream();
        return path.length == 3 && path[0].equals(KINDS)
                ? Stream.concat(
                        known,
                        Stream.concat(REQUIRED_OF_KIND.stream(), OPTIONAL_OF_KIND.stream())
                                .map(last -> KINDS + "." + path[1] + "." + last))
                : known;
    }
}
