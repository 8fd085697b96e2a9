package io.nfs2s3.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValueType;
import java.util.List;

/** Refuses keys of a settings file that the table of defaults does not have. */
final class UnknownKeys {
    private UnknownKeys() {}

    /**
     * The settings without them.
     *
     * @param problems gets a line for each
     */
    static Config removed(Config own, List<String> problems) {
        Config rest = own;
        for (String key : Defaults.keys(own)) {
            if (!Defaults.has(key)) {
                problems.add(key + " is not a setting"
                        + Nearest.of(key, Defaults.keysLike(key))
                                .map(meant -> "; did you mean " + meant + "?")
                                .orElse("")
                        + " (" + Origin.of(own.getValue(key).origin()).text() + ")");
                rest = without(rest, key);
            }
        }
        return rest;
    }

    /** What is wrong is said once: an unknown key does not also make its setting, or the kinds, a wrong value. */
    private static Config without(Config own, String key) {
        List<String> path = ConfigUtil.splitPath(key);
        for (int length = 1; length < path.size(); length++) {
            String above = ConfigUtil.joinPath(path.subList(0, length));
            if (Defaults.TABLE.hasPath(above) && Defaults.TABLE.getValue(above).valueType() != ConfigValueType.OBJECT) {
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
}
