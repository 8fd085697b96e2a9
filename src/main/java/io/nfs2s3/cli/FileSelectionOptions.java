package io.nfs2s3.cli;

import io.nfs2s3.app.Application;
import io.nfs2s3.catalog.MediaFilter;
import io.nfs2s3.cli.ActOptions.Act;
import io.nfs2s3.lifecycle.FileSelection;
import io.nfs2s3.media.MediaKind;
import io.nfs2s3.media.MediaKinds;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.TimeRange;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which files a command is about that changes pointers or originals, and whether it does so. */
final class FileSelectionOptions {
    @Parameters(
            paramLabel = "PATH",
            arity = "0..*",
            description = "Only these files; - reads their paths from standard input, as --files-from - does.")
    private List<String> paths = List.of();

    @Option(
            names = "--files-from",
            paramLabel = "FILE",
            description =
                    "Only the files of this list, one path a line, in UTF-8, also packed by gzip; - reads standard input.")
    private @Nullable String from;

    @Option(
            names = {"-0", "--null"},
            description = "Paths end at NUL, as those of 'find -print0' do.")
    private boolean nul;

    @Option(names = "--prefix", paramLabel = "PREFIX", description = "Only paths that begin so, such as images/ab/.")
    private String prefix = "";

    @Option(names = "--kind", paramLabel = "KIND", description = "Only files of this kind.")
    private @Nullable String kind;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            converter = PointInTime.Converter.class,
            description =
                    "Only files that were flipped to S3 then or later: 2026-11-21T21:30:00Z, or how long ago: 2h.")
    private @Nullable PointInTime since;

    @Option(
            names = "--until",
            paramLabel = "TIME",
            converter = PointInTime.Converter.class,
            description = "Only files that were flipped to S3 before.")
    private @Nullable PointInTime until;

    @Option(names = "--all", description = "Every file; needed when nothing else narrows them down.")
    private boolean all;

    @Mixin
    private final ActOptions act = new ActOptions();

    FileSelection selection(Application application) {
        return selection(application, false);
    }

    /**
     * Which files are meant.
     *
     * @param narrowed whether an option of the command itself narrows them down
     * @throws IllegalArgumentException when files are not chosen, or in two ways
     */
    FileSelection selection(Application application, boolean narrowed) {
        boolean piped = from == null && GivenPaths.areOnStandardInput(paths);
        String list = piped ? GivenPaths.STANDARD_INPUT : from;
        if (nul && list == null) {
            throw new IllegalArgumentException("-0: only with --files-from; name the list, or leave it out");
        }
        requireKind(application.settings().kinds());
        FileSelection selection = new FileSelection(
                new MediaFilter(prefix, kind, window(application)),
                piped ? List.of() : paths.stream().map(MediaPath::of).distinct().toList(),
                list == null || list.equals(GivenPaths.STANDARD_INPUT)
                        ? list
                        : Path.of(list).toAbsolutePath().normalize().toString(),
                nul);
        if (all == (narrowed || !selection.isAll())) {
            throw new IllegalArgumentException(
                    all
                            ? "--all: not with PATH, not with a list, and not with an option that narrows files down"
                            : "this is about every file: say --all, or choose by PATH, --files-from, --prefix, --kind,"
                                    + " --since or --until");
        }
        return application.backfills().fixed(selection);
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

    /** @throws IllegalArgumentException when more than one is said */
    Act act() {
        return act.act();
    }
}
