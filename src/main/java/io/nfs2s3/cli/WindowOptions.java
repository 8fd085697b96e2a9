package io.nfs2s3.cli;

import io.nfs2s3.media.TimeRange;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --from} and {@code --to}: the span of time that a command is about. */
final class WindowOptions {
    @Option(
            names = "--from",
            paramLabel = "TIME",
            converter = PointInTime.Converter.class,
            description =
                    "Only what was written, or failed, at this time or later: 2026-11-21T21:30:00Z, or how long ago: 2h.")
    private @Nullable PointInTime from;

    @Option(
            names = "--to",
            paramLabel = "TIME",
            converter = PointInTime.Converter.class,
            description = "Only what was written, or failed, before this time.")
    private @Nullable PointInTime to;

    TimeRange window(Clock clock) {
        return new TimeRange(from == null ? null : from.at(clock), to == null ? null : to.at(clock));
    }
}
