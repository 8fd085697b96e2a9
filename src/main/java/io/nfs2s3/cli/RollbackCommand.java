package io.nfs2s3.cli;

import io.nfs2s3.app.Application;
import io.nfs2s3.catalog.RollbackFilter;
import io.nfs2s3.lifecycle.rollback.RollbackSelection;
import io.nfs2s3.media.MediaKind;
import io.nfs2s3.media.MediaKinds;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.TimeRange;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "rollback",
        description = {
            "Set pointers back from S3 to NFS, of files whose originals are there and proved to be what was copied.",
            "Without --yes it only says what it would do. Objects stay: pages that were given their URLs go on working. A file"
                    + " that cannot be proved is left as it is, and named with the reason (exit code 1).",
            "The files are HELD then, until 'rollback --undo' queues them again. Ends at SIGTERM or SIGINT; 'runs resume'"
                    + " goes on, also after a kill."
        })
final class RollbackCommand extends AppCommand {
    private static final String STANDARD_INPUT = "-";

    @Parameters(paramLabel = "PATH", arity = "0..*", description = "Only these files.")
    private List<String> paths = List.of();

    @Option(
            names = "--from",
            paramLabel = "FILE",
            description =
                    "Only the files of this list, one path a line, in UTF-8, also packed by gzip; - reads standard input.")
    private @Nullable String from;

    @Option(
            names = {"-0", "--null"},
            description = "Paths of the list end at NUL, as those of 'find -print0' do.")
    private boolean nul;

    @Option(names = "--prefix", paramLabel = "PREFIX", description = "Only paths that begin so, such as images/ab/.")
    private String prefix = "";

    @Option(names = "--kind", paramLabel = "KIND", description = "Only files of this kind.")
    private @Nullable String kind;

    @Option(
            names = "--migrated-since",
            paramLabel = "TIME",
            converter = PointInTime.Converter.class,
            description =
                    "Only files that were flipped to S3 then or later: 2026-11-21T21:30:00Z, or how long ago: 2h.")
    private @Nullable PointInTime since;

    @Option(
            names = {"--until", "--migrated-until"},
            paramLabel = "TIME",
            converter = PointInTime.Converter.class,
            description = "Only files that were flipped to S3 before.")
    private @Nullable PointInTime until;

    @Option(names = "--undo", description = "Queue files again that were rolled back, by any run.")
    private boolean undo;

    @Option(
            names = "--run",
            paramLabel = "RUN",
            description = "With --undo: only files that this run rolled back, see 'runs list'.")
    private @Nullable Long run;

    @Option(
            names = "--checksum",
            description = "Read every original. Else it is read only where its time is not the one that was recorded.")
    private boolean checksum;

    @Option(names = "--all", description = "Every file; needed when nothing else narrows them down.")
    private boolean all;

    @Option(names = "--yes", description = "Do it.")
    private boolean yes;

    @Option(
            names = {"--dry-run", "--plan"},
            description =
                    "Only say what would be done, as without --yes: every original is proved, and nothing changed.")
    private boolean dryRun;

    @Mixin
    private final RunOptions options = new RunOptions();

    @Override
    int run(Application application) {
        RollbackSelection selection = selection(application);
        if (selection.isAll() && !all) {
            throw new IllegalArgumentException(
                    "this is about every file: say --all, or choose by PATH, --from, --prefix,"
                            + " --kind, --migrated-since, --until, or --run");
        }
        if (yes && dryRun) {
            throw new IllegalArgumentException("say --yes or --dry-run, not both");
        }
        RollbackForeground foreground = new RollbackForeground(application, options, out(), err());
        return yes ? foreground.start(selection) : foreground.preview(selection);
    }

    private RollbackSelection selection(Application application) {
        if (checksum && undo) {
            throw new IllegalArgumentException("--checksum: the worker reads every file that is queued again anyway");
        }
        if (run != null && !undo) {
            throw new IllegalArgumentException("--run: only with --undo");
        }
        if (nul && from == null) {
            throw new IllegalArgumentException("-0: only with --from");
        }
        if (all && (!paths.isEmpty() || from != null)) {
            throw new IllegalArgumentException("--all: not with a list");
        }
        requireKind(application.settings().kinds());
        return new RollbackSelection(
                new RollbackFilter(undo, prefix, kind, window(application), run),
                paths.stream().map(MediaPath::of).distinct().toList(),
                from == null || from.equals(STANDARD_INPUT)
                        ? from
                        : Path.of(from).toAbsolutePath().normalize().toString(),
                nul,
                checksum);
    }

    private void requireKind(MediaKinds kinds) {
        if (kind != null && kinds.all().stream().noneMatch(one -> one.name().equals(kind))) {
            throw new IllegalArgumentException("--kind " + kind + ": the kinds are "
                    + kinds.all().stream().map(MediaKind::name).sorted().collect(Collectors.joining(", ")));
        }
    }

    private TimeRange window(Application application) {
        if (since == null && until == null) {
            return TimeRange.ALL;
        }
        Clock clock = application.databaseClock();
        return new TimeRange(since == null ? null : since.at(clock), until == null ? null : until.at(clock));
    }
}
