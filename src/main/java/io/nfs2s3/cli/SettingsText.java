package io.nfs2s3.cli;

import io.nfs2s3.settings.Origin;
import io.nfs2s3.settings.Setting;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Settings in force: for a person in the form of a settings file, and for a script. */
final class SettingsText {
    /** Where the comments begin behind values that are not too long. */
    private static final int COLUMN = 46;

    private SettingsText() {}

    static List<String> lines(Optional<Path> file, List<Setting> settings) {
        List<String> lines = new ArrayList<>();
        lines.add("# settings file: " + file.map(Path::toString).orElse("none"));
        settings.forEach(setting -> lines.add(line(setting)));
        if (settings.isEmpty()) {
            lines.add("# nothing differs from the defaults");
        }
        return lines;
    }

    private static String line(Setting setting) {
        String value = setting.key() + " = " + setting.shown();
        String unit = setting.unit().isEmpty() ? "" : setting.unit() + "; ";
        return value + " ".repeat(Math.max(1, COLUMN - value.length())) + "# " + unit
                + setting.origin().text();
    }

    static Map<String, Object> fields(Setting setting) {
        Map<String, Object> fields = new LinkedHashMap<>();
        Origin origin = setting.origin();
        fields.put("key", setting.key());
        fields.put("value", setting.value());
        fields.put("default", setting.standard());
        fields.put("changed", setting.isChanged());
        fields.put("source", origin.kind().name().toLowerCase(Locale.ROOT));
        fields.put("place", origin.place());
        fields.put("line", origin.line());
        fields.put("type", setting.type());
        fields.put("unit", setting.unit());
        fields.put("range", setting.range());
        fields.put("variable", setting.variable());
        fields.put("meaning", setting.about());
        return fields;
    }
}
