package io.nfs2s3.cli;

import io.nfs2s3.app.Application;
import io.nfs2s3.media.ErrorText;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.source.ScanEntry;
import io.nfs2s3.upload.UploadHook;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "enqueue",
        description = {
            "Tell nfs2s3 of uploads, as the upload hook does.",
            "Each path is registered as a new upload (a path that is known gets its next generation) and put"
                    + " into the queue.",
            "If one of the paths given as arguments is wrong, none is registered. Of those on standard input the wrong ones"
                    + " are listed, and the others registered (exit code 1)."
        })
final class EnqueueCommand extends AppCommand {
    @Parameters(
            paramLabel = "PATH",
            arity = "1..*",
            description = "Media paths, relative to the source root; - reads them from standard input, one a line.")
    private List<String> paths = List.of();

    @Option(names = "--json", description = "One line of JSON for each path.")
    private boolean json;

    @Option(names = "--dry-run", description = "Only say what would be done: check the paths and their kinds.")
    private boolean dryRun;

    @Override
    int run(Application application) {
        if (GivenPaths.areOnStandardInput(paths)) {
            return fromStandardInput(application);
        }
        List<String> wrong = new ArrayList<>();
        for (String path : paths) {
            try {
                check(application, path);
            } catch (IllegalArgumentException e) {
                wrong.add(ErrorText.of(e));
            }
        }
        if (!wrong.isEmpty()) {
            wrong.forEach(problem -> err().println("nfs2s3: " + problem));
            return ExitCode.USAGE;
        }
        try (UploadHook hook = application.patientHook()) {
            paths.forEach(path -> enqueue(hook, path));
        }
        return ExitCode.DONE;
    }

    private int fromStandardInput(Application application) {
        long[] wrong = {0};
        try (UploadHook hook = application.patientHook()) {
            GivenPaths.lines(application, line -> {
                String problem = enqueued(application, hook, line);
                if (!problem.isEmpty()) {
                    wrong[0]++;
                    err().println("nfs2s3: " + problem);
                }
            });
        }
        if (wrong[0] == 0) {
            return ExitCode.DONE;
        }
        err().println("nfs2s3: " + Plural.of(wrong[0], "line was", "lines were") + " left out");
        return ExitCode.SOME_FAILED;
    }

    /** @return what is wrong with the line; empty when nothing is */
    private String enqueued(Application application, UploadHook hook, ScanEntry line) {
        if (!(line instanceof ScanEntry.File file)) {
            return GivenPaths.problem(line);
        }
        String path = file.path();
        try {
            check(application, path);
        } catch (IllegalArgumentException e) {
            return ErrorText.of(e);
        }
        enqueue(hook, path);
        return "";
    }

    private static void check(Application application, String path) {
        MediaPath media = MediaPath.of(path);
        application.settings().names().require(media);
        application.settings().kinds().of(media);
        if (application.retires().lacksOriginal(media)) {
            throw new IllegalArgumentException(path
                    + ": its original was taken away, and NFS has no new file of that name: pages would show nothing; put the"
                    + " file there first, or use 'nfs2s3 retire --restore PATH' or 'nfs2s3 restore PATH'");
        }
    }

    private void enqueue(UploadHook hook, String path) {
        String way = dryRun ? "CHECKED" : hook.fileUploaded(path).name();
        if (json) {
            json(Map.of("path", path, "way", way));
        } else {
            out().println(way + "\t" + path);
        }
    }
}
