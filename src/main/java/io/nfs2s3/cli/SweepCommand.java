package io.nfs2s3.cli;

import io.nfs2s3.app.Application;
import io.nfs2s3.recovery.Sweeper;
import io.nfs2s3.worker.ObjectCleaner;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "sweep",
        description = {
            "Put files whose message was lost back into the queue, remove superseded objects that are due, and have",
            "the store forget the parts of copies that died.",
            "The daemon does this by its schedule."
        })
final class SweepCommand extends AppCommand {
    @Option(
            names = "--age",
            paramLabel = "DURATION",
            description = "How long a file must have been QUEUED, in ISO-8601 such as PT6H; default: sweep.age.")
    private @Nullable Duration age;

    @Option(names = "--dry-run", description = "Say what would be done; do nothing.")
    private boolean dryRun;

    @Option(names = "--json", description = "The result as one line of JSON.")
    private boolean json;

    @Override
    int run(Application application) {
        Duration waited = age == null ? application.settings().sweep().age() : age;
        Sweeper sweeper = application.sweeper();
        ObjectCleaner cleaner = application.cleaner();
        long waiting = sweeper.waiting();
        if (dryRun) {
            tell(sweeper.lost(waited), cleaner.due(), cleaner.abandonedParts(application.clock()), waiting);
        } else {
            tell(sweeper.sweep(waited), cleaner.sweep(), cleaner.sweepParts(application.clock()), waiting);
        }
        return ExitCode.DONE;
    }

    private void tell(long files, long objects, long uploads, long waiting) {
        if (json) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("dryRun", dryRun);
            fields.put("requeued", files);
            fields.put("removedObjects", objects);
            fields.put("abandonedUploads", uploads);
            fields.put("waitingInBackfillQueue", waiting);
            json(fields);
            return;
        }
        out().println((dryRun ? "sweep would do: " : "sweep: ") + files + " files back in the queue, " + objects
                + " superseded objects removed, " + uploads + " abandoned uploads of parts forgotten");
        if (waiting > 0) {
            out().println(waiting
                    + " messages wait in the backfill queue: while there are any, no file counts as lost");
        }
    }
}
