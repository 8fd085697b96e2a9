package io.nfs2s3.app;

import io.nfs2s3.backfill.Backfill;
import io.nfs2s3.backfill.BackfillGate;
import io.nfs2s3.backfill.BackfillPlanner;
import io.nfs2s3.backfill.ManifestDigest;
import io.nfs2s3.backfill.ManifestFile;
import io.nfs2s3.backfill.ManifestSql;
import io.nfs2s3.backfill.NameSource;
import io.nfs2s3.backfill.PlanSample;
import io.nfs2s3.catalog.SiteQuery;
import io.nfs2s3.database.Schema;
import io.nfs2s3.lifecycle.FileSelection;
import io.nfs2s3.lifecycle.NameList;
import io.nfs2s3.queue.QueueDepth;
import io.nfs2s3.resilience.ProcessName;
import io.nfs2s3.runs.ControlPoller;
import io.nfs2s3.runs.Run;
import io.nfs2s3.runs.RunControls;
import io.nfs2s3.runs.RunKind;
import io.nfs2s3.runs.Runs;
import io.nfs2s3.settings.Settings;
import io.nfs2s3.source.DirectoryScan;
import io.nfs2s3.source.NfsSource;
import java.nio.file.Path;
import java.time.Clock;
import java.util.function.LongUnaryOperator;

/** What a backfill is made of: where the names come from, the runs, and what may hold them up. */
public final class BackfillParts {
    private final Settings settings;
    private final Connections connections;
    private final NfsSource source;
    private final BackfillGate gate;

    BackfillParts(Settings settings, Connections connections, NfsSource source, Clock clock) {
        this.settings = settings;
        this.connections = connections;
        this.source = source;
        ControlPoller control =
                connections.closing(new ControlPoller(() -> controls().read(), clock, "nfs2s3-backfill-control"));
        this.gate = new BackfillGate(control, settings.backfill(), clock);
    }

    /** Runs of this process. */
    public Backfill backfill() {
        return new Backfill(
                connections.jdbi(),
                runs(),
                settings.kinds(),
                source::isNoFile,
                connections.backfill(),
                gate,
                ProcessName.unique());
    }

    public Runs runs() {
        return connections.runs(RunKind.BACKFILL);
    }

    public RunControls controls() {
        return new RunControls(connections.jdbi(), RunKind.BACKFILL);
    }

    /** Whether the backfill may go on. */
    public BackfillGate gate() {
        return gate;
    }

    /** The backfill queue's depth, asked to see whether SQS is there. */
    public QueueDepth depth() {
        return connections.backfill().depth();
    }

    /**
     * The names of a run, from their beginning.
     *
     * @param what as in {@link Run}
     */
    public NameSource names(Backfill.Source from, String what) {
        return switch (from) {
            case SCAN -> scan(what);
            case MANIFEST -> manifest(what, false);
            case MANIFEST_NUL -> manifest(what, true);
            case QUERY -> query(what);
        };
    }

    /**
     * The names of a selection by a list, from their beginning; none for any other. A list that is not the one that was chosen,
     * or does not end where a path ends, may name other files than were meant: reading it throws, or its last line is bad.
     */
    public NameList names(FileSelection selection) {
        String list = selection.list();
        if (list == null) {
            return each -> {};
        }
        return each -> {
            String digest = selection.digest();
            if (digest != null && !digest.equals(ManifestDigest.of(Path.of(list)))) {
                throw new IllegalArgumentException(
                        "the list " + list + " has changed since the run began: put the same one"
                                + " there again and resume the run, or cancel it and begin another");
            }
            manifest(list, selection.nul()).whole().forEach(each);
        };
    }

    /** The same selection, held to the bytes that its list has now. */
    public FileSelection fixed(FileSelection selection) {
        String list = selection.list();
        return list == null || selection.isStandardInput()
                ? selection
                : selection.with(ManifestDigest.of(Path.of(list)));
    }

    /**
     * The paths that a command is given on standard input. None is left out for its name: the command decides, as it does of
     * its arguments.
     */
    public NameSource given() {
        return ManifestFile.ofAll(System.in, settings.source().root());
    }

    private NameSource query(String select) {
        new Schema(connections.pool()).requireOwnSessions(); // for its cursor
        return new ManifestSql(
                new SiteQuery(connections.jdbi(), select), settings.source().root(), settings.names());
    }

    private ManifestFile manifest(String what, boolean nul) {
        Path root = settings.source().root();
        return what.equals("-")
                ? ManifestFile.of(System.in, root, settings.names(), nul)
                : ManifestFile.of(Path.of(what), root, settings.names(), nul);
    }

    /**
     * The names below the source root that begin with a prefix; empty for all.
     *
     * @throws IllegalArgumentException when no media path begins so, or all of them are left out
     */
    public NameSource scan(String prefix) {
        DirectoryScan scan = new DirectoryScan(settings.source(), settings.scan(), settings.names());
        scan.require(prefix);
        return each -> scan.walk(prefix, each);
    }

    /** How many requests it takes to put a file of so many bytes. */
    public LongUnaryOperator puts() {
        return size ->
                PlanSample.puts(size, settings.s3().onePut(), settings.s3().partSize());
    }

    public BackfillPlanner planner() {
        return new BackfillPlanner(
                settings.kinds(),
                source,
                settings.plan(),
                settings.s3().onePut(),
                settings.s3().partSize());
    }
}
