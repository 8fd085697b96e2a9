package io.nfs2s3.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The table of defaults: the commented settings file, which is packed into the jar. It says which keys there are. */
final class Defaults {
    static final String RESOURCE = "nfs2s3/nfs2s3.conf";
    private static final String KINDS = "kinds";
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
        return TABLE.hasPathOrNull(key) || key.matches("kinds\\.[^.]+\\.(prefix|migrate)");
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

    /** The comment above a key or a section, as one line; empty without one. */
    static String about(String path) {
        String like = path.startsWith(KINDS + ".") ? KINDS + ".image" + path.substring(path.lastIndexOf('.')) : path;
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
                ? Stream.concat(known, Stream.of("prefix", "migrate").map(last -> KINDS + "." + path[1] + "." + last))
                : known;
    }
}
