package io.nfs2s3.cli;

import io.nfs2s3.app.Application;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.upload.UploadHook;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "enqueue",
        description = {
            "Tell nfs2s3 of uploads, as the upload hook does.",
            "Each path is registered as a new upload (a path that is known gets its next generation) and put"
                    + " into the queue."
        })
final class EnqueueCommand extends AppCommand {
    @Parameters(
            paramLabel = "PATH",
            arity = "1..*",
            description = "Media paths, relative to the source root; - reads them from standard input, one a line.")
    private List<String> paths = List.of();

    @Option(names = "--json", description = "One line of JSON for each path.")
    private boolean json;

    @Option(names = "--dry-run", description = "Check the paths and their kinds, and do nothing.")
    private boolean dryRun;

    @Override
    int run(Application application) {
        try (UploadHook hook = application.patientHook()) {
            forEachPath(path -> enqueue(application, hook, path));
        }
        return ExitCode.DONE;
    }

    private void enqueue(Application application, UploadHook hook, String path) {
        MediaPath media = MediaPath.of(path);
        application.settings().names().require(media);
        application.settings().kinds().of(media);
        String way = dryRun ? "CHECKED" : hook.fileUploaded(path).name();
        if (json) {
            json(Map.of("path", path, "way", way));
        } else {
            out().println(way + "\t" + path);
        }
    }

    private void forEachPath(Consumer<String> action) {
        if (!paths.equals(List.of("-"))) {
            paths.forEach(action);
            return;
        }
        try (Stream<String> lines =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).lines()) {
            lines.filter(line -> !line.isEmpty()).forEach(action);
        } catch (UncheckedIOException e) {
            throw new IllegalArgumentException("standard input cannot be read: " + e.getMessage(), e);
        }
    }
}
