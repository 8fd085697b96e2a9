package io.nfs2s3.cli;

import io.nfs2s3.media.TimeRange;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --since} and {@code --until}: the span of time that a command is about. */
final class WindowOptions {
    @Option(
            names = "--since",
            paramLabel = "TIME",
            converter = PointInTime.Converter.class,
            description = "Only what was written, or failed, then or later: 2026-11-21T21:30:00Z, or how long ago: 2h.")
    private @Nullable PointInTime since;

    @Option(
            names = "--until",
            paramLabel = "TIME",
            converter = PointInTime.Converter.class,
            description = "Only what was written, or failed, before.")
    private @Nullable PointInTime until;

    TimeRange window(Clock clock) {
        return new TimeRange(since == null ? null : since.at(clock), until == null ? null : until.at(clock));
    }
}
