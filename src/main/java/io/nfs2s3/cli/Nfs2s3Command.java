package io.nfs2s3.cli;

import io.nfs2s3.app.Version;
import io.nfs2s3.logs.LogSetup;
import io.nfs2s3.settings.Settings;
import io.nfs2s3.settings.SettingsInForce;
import io.nfs2s3.settings.SettingsReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** {@code nfs2s3} itself: what all commands share. */
@Command(
        name = "nfs2s3",
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        version = "nfs2s3 " + Version.NUMBER,
        synopsisSubcommandLabel = "COMMAND",
        description = "Moves a website's user media from an NFS mount to Amazon S3 while the site stays up.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            ExitCode.HELP_DONE,
            ExitCode.HELP_SOME_FAILED,
            ExitCode.HELP_USAGE,
            ExitCode.HELP_DEPENDENCY_DOWN,
            ExitCode.HELP_HANGUP,
            ExitCode.HELP_INTERRUPT,
            ExitCode.HELP_KILL,
            ExitCode.HELP_TERMINATE
        })
final class Nfs2s3Command {
    private static final Path SITE_FILE = Path.of("/etc/nfs2s3/nfs2s3.conf");

    @Option(
            names = "--config",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description =
                    "Settings file, - for standard input. Without it: $NFS2S3_CONFIG, or /etc/nfs2s3/nfs2s3.conf if it"
                            + " is there.")
    private @Nullable Path config;

    @Option(
            names = {"-v", "--verbose"},
            scope = ScopeType.INHERIT,
            description = "Tell every event, and add the stack trace to errors.")
    private boolean verbose;

    boolean verbose() {
        return verbose;
    }

    Settings settings() {
        Settings settings = SettingsReader.read(file(), System.getenv());
        LogSetup.apply(settings.log());
        return settings;
    }

    /** Also of settings that are wrong. */
    SettingsInForce settingsInForce() {
        return SettingsReader.inForce(file(), System.getenv());
    }

    /** Whether the settings are read from standard input. */
    boolean isOnStandardInput() {
        return file().filter(Path.of(GivenPaths.STANDARD_INPUT)::equals).isPresent();
    }

    /** The site's settings file; empty where there is none. */
    Optional<Path> file() {
        if (config != null) {
            return Optional.of(config);
        }
        String named = System.getenv("NFS2S3_CONFIG");
        if (named != null && !named.isEmpty()) {
            return Optional.of(Path.of(named));
        }
        return Files.exists(SITE_FILE) ? Optional.of(SITE_FILE) : Optional.empty();
    }
}
