package io.nfs2s3.settings;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The reference of all settings, in Markdown: docs/settings.md. */
public final class SettingsReference {
    private static final String HEAD = """
            # Settings

            <!-- Written by 'scripts/nfs2s3 settings --reference > docs/settings.md': do not edit it by hand. Defaults and
            meanings are those of config/nfs2s3.conf, types and ranges those that the program checks. -->

            Every key with its default. [running.md](running.md#settings) says how settings are given: in a file, by environment
            variables, and secrets in files of their own. `nfs2s3 settings` prints those that are in force on a host, and where
            each comes from.

            - A *duration* is written with its unit: `800 ms`, `5 s`, `10 m`, `6 h`, `30 d`, or as `PT6H`. So is a *size*: `256 KiB`, `16 MiB`.
            - A *number* is written without the unit that is shown here.
            - An *interval or cron* is a duration, or a Quartz cron expression, such as `0/10 * * * * ?`.
            - Of a *list of texts* the environment variable has the texts separated by commas.
            """;

    private static final List<String> TABLE = List.of(
            "| key | default | type | range | environment variable | meaning |",
            "| --- | --- | --- | --- | --- | --- |");

    private SettingsReference() {}

    /** One line of Markdown each. */
    public static List<String> lines() {
        List<String> lines = new ArrayList<>(HEAD.lines().toList());
        Set<String> headed = new HashSet<>();
        for (Setting setting :
                SettingsReader.inForce(Optional.empty(), Map.of()).all()) {
            String section = sectionOf(setting.key());
            if (!headed.contains(section)) {
                lines.addAll(heading(section, headed));
                lines.addAll(TABLE);
            }
            lines.add(row(setting));
        }
        return lines;
    }

    /** All kinds are in one table. */
    private static String sectionOf(String key) {
        return key.startsWith("kinds.") ? "kinds" : above(key);
    }

    private static String above(String path) {
        return path.substring(0, Math.max(0, path.lastIndexOf('.')));
    }

    /** Also that of the section which it is in, where nothing else gave it one. */
    private static List<String> heading(String section, Set<String> headed) {
        List<String> lines = new ArrayList<>();
        if (section.isEmpty() || !headed.add(section)) {
            return lines;
        }
        lines.addAll(heading(above(section), headed));
        lines.addAll(List.of("", (section.contains(".") ? "### " : "## ") + section, ""));
        String about = Defaults.about(section);
        if (!about.isEmpty()) {
            lines.addAll(List.of(about, ""));
        }
        return lines;
    }

    private static String row(Setting setting) {
        String type = setting.type() + (setting.unit().isEmpty() ? "" : ", " + setting.unit());
        return "| `" + setting.key() + "` | `" + cell(setting.shown()) + "` | " + type + " | " + setting.range()
                + " | `" + setting.variable() + "` | " + cell(setting.about()) + " |";
    }

    private static String cell(String text) {
        return text.replace("|", "\\|");
    }
}
