package io.nfs2s3.cli;

import io.nfs2s3.app.Application;
import io.nfs2s3.catalog.FailedFilter;
import io.nfs2s3.media.FailureCode;
import io.nfs2s3.media.MediaKind;
import io.nfs2s3.media.MediaKinds;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.TimeRange;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which failed files {@code failed list} and {@code failed retry} are about. */
final class FailedOptions {
    @Option(names = "--kind", paramLabel = "KIND", description = "Only files of this kind.")
    private @Nullable String kind;

    @Option(
            names = "--prefix",
            paramLabel = "PREFIX",
            defaultValue = "",
            description = "Only paths that begin so, such as images/ab/.")
    private String prefix = "";

    @Option(
            names = "--code",
            paramLabel = "CODE",
            converter = EnumWords.Codes.class,
            completionCandidates = EnumWords.Codes.class,
            description = "Only files that failed for this reason, such as source_missing.")
    private @Nullable FailureCode code;

    @Mixin
    private final WindowOptions windowOptions = new WindowOptions();

    @Option(names = "--limit", paramLabel = "N", description = "At most so many files.")
    private @Nullable Long limit;

    /** @throws IllegalArgumentException when no file can be meant */
    FailedFilter filter(Application application, List<String> paths) {
        MediaKinds kinds = application.settings().kinds();
        if (kind != null && kinds.all().stream().noneMatch(one -> one.name().equals(kind))) {
            throw new IllegalArgumentException("--kind " + kind + ": the kinds are "
                    + kinds.all().stream().map(MediaKind::name).sorted().collect(Collectors.joining(", ")));
        }
        Limit.require(limit());
        TimeRange window = windowOptions.window(application.databaseClock());
        return new FailedFilter(
                kind,
                prefix,
                code,
                window.from(),
                window.to(),
                paths.stream().map(MediaPath::of).distinct().toList());
    }

    long limit() {
        return limit == null ? Long.MAX_VALUE : limit;
    }

    boolean isLimited() {
        return limit != null;
    }
}
