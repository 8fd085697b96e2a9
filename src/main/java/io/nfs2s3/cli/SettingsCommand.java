package io.nfs2s3.cli;

import io.nfs2s3.settings.Setting;
import io.nfs2s3.settings.SettingsInForce;
import io.nfs2s3.settings.SettingsReference;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "settings",
        description = {
            "Every setting in force: its value, its unit, and where the value comes from. Secrets are masked.",
            "Mistakes are named, all of them, with exit code 2. Needs no database, no mount and no AWS."
        })
final class SettingsCommand extends ConfiguredCommand {
    @Option(names = "--changed", description = "Only those whose value is not the default.")
    private boolean changed;

    @Option(
            names = "--key",
            paramLabel = "PREFIX",
            description = "Only those whose key begins so, such as s3. or s3.partSize.")
    private String prefix = "";

    @Option(
            names = "--json",
            description = "One line of JSON for each, with its default, range, environment variable and meaning too.")
    private boolean json;

    @Option(
            names = "--reference",
            description = "Instead, all settings with their defaults, ranges and meanings, in Markdown.")
    private boolean reference;

    @Override
    public Integer call() {
        if (reference) {
            SettingsReference.lines().forEach(out()::println);
            return ExitCode.DONE;
        }
        SettingsInForce settings = top().settingsInForce();
        List<Setting> named = settings.all().stream()
                .filter(setting -> setting.key().startsWith(prefix))
                .toList();
        if (named.isEmpty()) {
            throw new IllegalArgumentException(
                    "no setting begins with " + prefix + ", as --key says; 'nfs2s3 settings' has all of them");
        }
        show(named.stream().filter(setting -> !changed || setting.isChanged()).toList());
        settings.warnings().forEach(warning -> err().println("nfs2s3: warning: " + warning));
        settings.problems().forEach(problem -> err().println("nfs2s3: " + problem));
        return settings.problems().isEmpty() ? ExitCode.DONE : ExitCode.USAGE;
    }

    private void show(List<Setting> settings) {
        if (json) {
            settings.forEach(setting -> json(SettingsText.fields(setting)));
        } else {
            SettingsText.lines(top().file(), settings).forEach(out()::println);
        }
    }
}
