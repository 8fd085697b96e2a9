package io.nfs2s3.cli;

import io.nfs2s3.app.Application;
import io.nfs2s3.backfill.Backfill.Source;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "manifest",
        description = {
            "Put files into the queue that a list names, or a query in the site's database.",
            "Paths are relative to the source root, or absolute and below it. The files are not looked at: a worker finds out"
                    + " which are not there. Ends, and is resumed, as a scan is."
        })
final class BackfillManifestCommand extends AppCommand {
    /** Where the names are; one of the two. */
    static final class Names {
        @Parameters(
                paramLabel = "FILE",
                description = "The list, one path a line, in UTF-8, also packed by gzip; - reads standard input.")
        private @Nullable String file;

        @Option(names = "--sql", paramLabel = "QUERY", description = "A SELECT with one column.")
        private @Nullable String sql;
    }

    @ArgGroup(multiplicity = "1")
    private final Names names = new Names();

    @Option(
            names = {"-0", "--null"},
            description = "Paths end at NUL, as those of 'find -print0' do.")
    private boolean nul;

    @Mixin
    private final BackfillOptions options = new BackfillOptions();

    @Override
    int run(Application application) {
        BackfillJob job = job(application);
        var foreground = new BackfillForeground(application, options.json(), out(), err());
        return options.dryRun() ? foreground.preview(job) : foreground.start(job);
    }

    private BackfillJob job(Application application) {
        if (names.sql != null) {
            return job(application, Source.QUERY, names.sql);
        }
        String file = String.valueOf(names.file);
        String what = file.equals(GivenPaths.STANDARD_INPUT)
                ? file
                : Path.of(file).toAbsolutePath().normalize().toString();
        return job(application, nul ? Source.MANIFEST_NUL : Source.MANIFEST, what);
    }

    private static BackfillJob job(Application application, Source source, String what) {
        return new BackfillJob(source, what, application.backfills().names(source, what));
    }
}
