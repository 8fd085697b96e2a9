package io.nfs2s3.cli;

import io.nfs2s3.app.Application;
import io.nfs2s3.catalog.SupersededObjects;
import io.nfs2s3.recovery.SweepResult;
import io.nfs2s3.recovery.Sweeper;
import io.nfs2s3.site.OwnSite;
import io.nfs2s3.worker.ObjectCleaner;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "sweep",
        description = {
            "Put files whose message was lost back into the queue, remove superseded objects that are due, and have"
                    + " the store forget the parts of copies that died.",
            "The daemon does this by its schedule."
        })
final class SweepCommand extends AppCommand {
    /** Objects that are told by name. */
    private static final int NAMED = 20;

    @Option(
            names = "--age",
            paramLabel = "DURATION",
            description = "How long a file must have been QUEUED: 6h, 30m, 0s; default: sweep.age.")
    private @Nullable Duration age;

    @Option(names = "--dry-run", description = "Only say what would be done.")
    private boolean dryRun;

    @Option(names = "--json", description = "The result as one line of JSON.")
    private boolean json;

    @Override
    int run(Application application) {
        Duration waited = age == null ? application.settings().sweep().age() : age;
        if (dryRun) {
            Sweeper sweeper = application.retries().sweeper();
            ObjectCleaner cleaner = application.cleaner();
            long waiting = sweeper.waiting();
            tell(
                    cleaner,
                    sweeper.lost(waited),
                    cleaner.due(),
                    cleaner.abandonedParts(application.databaseClock()),
                    waiting);
            return ExitCode.DONE;
        }
        OwnSite.require(application.site());
        try (Interruption interruption = new Interruption()) { // after its end a process that was told to end is gone
            return sweep(application, waited, () -> !interruption.asked());
        }
    }

    private int sweep(Application application, Duration waited, BooleanSupplier goesOn) {
        ObjectCleaner cleaner = application.cleaner();
        SweepResult swept = application.retries().sweeper().sweep(waited, goesOn);
        long removed = cleaner.sweep(goesOn).removed();
        long uploads = goesOn.getAsBoolean() ? cleaner.sweepParts(application.databaseClock()) : 0;
        if (!goesOn.getAsBoolean()) {
            err().println("sweep: stopped before the end; the next sweep finds the others");
        }
        tell(cleaner, swept.files(), removed, uploads, swept.waiting());
        if (!swept.complete()) {
            throw new DependencyDownException(swept.reason() + "; what SQS has not taken is found by the next sweep");
        }
        return ExitCode.DONE;
    }

    private void tell(ObjectCleaner cleaner, long files, long objects, long uploads, long waiting) {
        long kept = cleaner.kept();
        List<SupersededObjects.Kept> named = cleaner.kept(NAMED);
        if (json) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("dryRun", dryRun);
            fields.put("requeued", files);
            fields.put("removedObjects", objects);
            fields.put("keptObjects", kept);
            fields.put("kept", named);
            fields.put("abandonedUploads", uploads);
            fields.put("waitingInBackfillQueue", waiting);
            json(fields);
            return;
        }
        out().println((dryRun ? "sweep would do: " : "sweep: ") + Plural.of(files, "file") + " back in the queue, "
                + Plural.of(objects, "superseded object") + " removed, "
                + Plural.of(uploads, "abandoned upload") + " of parts forgotten");
        if (kept > 0) {
            out().println(Plural.of(kept, "superseded object")
                    + " could not be removed so far, and will be tried again, later and later:");
            named.forEach(object -> out().println("  " + object.key() + "  " + object.reason() + " (tried "
                    + Plural.of(object.attempts(), "time") + ")"));
        }
        if (waiting > 0) {
            out().println(Plural.of(waiting, "message waits", "messages wait")
                    + " in the backfill queue: while there are any, no file of a backfill counts as lost");
        }
    }
}
