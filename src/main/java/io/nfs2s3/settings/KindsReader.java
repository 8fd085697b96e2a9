package io.nfs2s3.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValueType;
import io.nfs2s3.media.MediaKind;
import io.nfs2s3.media.MediaKinds;
import io.nfs2s3.media.Problems;
import java.util.ArrayList;
import java.util.List;

/** The section {@code kinds}, whose keys the site names. */
final class KindsReader {
    private KindsReader() {}

    static MediaKinds kinds(Config config, ConfigValues values) {
        List<MediaKind> kinds = new ArrayList<>();
        if (config.getValue("kinds").valueType() != ConfigValueType.OBJECT) {
            throw new IllegalArgumentException(
                    "kinds must hold each kind by its name, such as kinds.image { prefix = \"images/\", migrate = true }");
        }
        Problems wrong = new Problems();
        List<String> named =
                config.getObject("kinds").keySet().stream().sorted().toList();
        named.forEach(name -> wrong.addFrom(() -> kinds.add(kind(config, values, name))));
        wrong.throwIfAny();
        return new MediaKinds(kinds);
    }

    private static MediaKind kind(Config config, ConfigValues values, String name) {
        String key = ConfigUtil.joinPath("kinds", name);
        if (!config.hasPath(key + ".prefix") || !config.hasPath(key + ".migrate")) {
            throw new IllegalArgumentException("kinds." + name + " needs prefix and migrate, such as kinds." + name
                    + " { prefix = \"" + name + "s/\", migrate = true }");
        }
        boolean migrated = values.flag(key + ".migrate");
        return values.parsed(key + ".prefix", prefix -> new MediaKind(name, prefix, migrated));
    }
}
