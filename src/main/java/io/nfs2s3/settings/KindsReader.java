package io.nfs2s3.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValueType;
import io.nfs2s3.media.MediaKind;
import io.nfs2s3.media.MediaKinds;
import io.nfs2s3.media.Problems;
import io.nfs2s3.storage.KindOptions;
import io.nfs2s3.storage.ObjectOptions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The section {@code kinds}, whose keys the site names. */
final class KindsReader {
    /** What was read. */
    record Kinds(MediaKinds kinds, KindOptions options) {}

    private KindsReader() {}

    static Kinds kinds(Config config, ConfigValues values) {
        if (!config.hasPath("kinds") || config.getValue("kinds").valueType() != ConfigValueType.OBJECT) {
            throw new IllegalArgumentException(
                    "kinds must hold each kind by its name, such as kinds.image { prefix = \"images/\", migrate = true }");
        }
        List<MediaKind> kinds = new ArrayList<>();
        Map<String, ObjectOptions> options = new HashMap<>();
        Problems wrong = new Problems();
        List<String> named =
                config.getObject("kinds").keySet().stream().sorted().toList();
        for (String name : named) {
            String key = ConfigUtil.joinPath("kinds", name);
            wrong.addFrom(() -> kinds.add(kind(config, values, name, key)));
            wrong.addFrom(() -> options.put(name, options(config, values, key)));
        }
        wrong.throwIfAny();
        return new Kinds(
                new MediaKinds(kinds),
                new KindOptions(kinds.stream()
                        .collect(Collectors.toMap(
                                Function.identity(), kind -> options.getOrDefault(kind.name(), ObjectOptions.NONE)))));
    }

    private static MediaKind kind(Config config, ConfigValues values, String name, String key) {
        if (!config.hasPath(key + ".prefix") || !config.hasPath(key + ".migrate")) {
            throw new IllegalArgumentException("kinds." + name + " needs prefix and migrate, such as kinds." + name
                    + " { prefix = \"" + name + "s/\", migrate = true }");
        }
        boolean migrated = values.flag(key + ".migrate");
        return values.parsed(key + ".prefix", prefix -> new MediaKind(name, prefix, migrated));
    }

    /** @throws IllegalArgumentException with one line for each mistake */
    private static ObjectOptions options(Config config, ConfigValues values, String key) {
        if (!config.hasPath(key + ".storageClass")) {
            return ObjectOptions.NONE; // it is no kind, which is said already
        }
        String storageClass = values.text(key + ".storageClass");
        String kmsKey = values.text(key + ".kmsKey");
        String cacheControl = values.text(key + ".cacheControl");
        String contentDisposition = values.text(key + ".contentDisposition");
        Map<String, String> tags = tags(config, values, key + ".tags");
        try {
            return new ObjectOptions(storageClass, tags, kmsKey, cacheControl, contentDisposition);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    String.valueOf(e.getMessage())
                            .lines()
                            .map(problem -> key + "." + problem)
                            .collect(Collectors.joining("\n")),
                    e);
        }
    }

    /** A name with dots is one name, with or without quotes. */
    private static Map<String, String> tags(Config config, ConfigValues values, String key) {
        Map<String, String> tags = new TreeMap<>();
        if (!config.hasPath(key)) {
            return tags;
        }
        if (!(config.getValue(key) instanceof ConfigObject written)) {
            throw new IllegalArgumentException(
                    key + " must hold each tag by its name, such as " + key + " { project = \"website\" }");
        }
        for (String name : Defaults.keys(written.toConfig())) {
            tags.put(String.join(".", ConfigUtil.splitPath(name)), values.text(key + "." + name));
        }
        return tags;
    }
}
