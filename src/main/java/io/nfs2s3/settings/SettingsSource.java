package io.nfs2s3.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Puts the settings together: defaults from the jar, over them the site's file, over that the environment, and secrets
 * from files of their own; queues without a name get one from {@link SiteQueues}. Whatever names a key that the table of
 * defaults does not have is refused.
 */
final class SettingsSource {
    /**
     * What was put together.
     *
     * @param problems what is wrong with keys, variables and files of secrets, one line each
     */
    record Loaded(Config config, List<String> problems) {}

    private SettingsSource() {}

    static Loaded load(Optional<Path> file, Map<String, String> environment) {
        List<String> problems = new ArrayList<>();
        Config written = file.map(path -> SettingsFile.read(path, environment)).orElse(ConfigFactory.empty());
        Config own = UnknownKeys.removed(written, problems);
        Config below = own.hasPath("kinds") ? Defaults.TABLE.withoutPath("kinds") : Defaults.TABLE;
        Config complete = Defaults.completed(own.withFallback(below));
        Config set = EnvironmentVariables.over(complete, environment, problems);
        return new Loaded(SiteQueues.named(SecretFiles.over(set, environment, problems)), problems);
    }
}
