package io.nfs2s3.app;

import io.nfs2s3.control.ControlActs;
import io.nfs2s3.http.PlotSource;
import io.nfs2s3.media.MediaKind;
import io.nfs2s3.media.MediaKinds;
import io.nfs2s3.outbox.Outbox;
import io.nfs2s3.progress.History;
import io.nfs2s3.progress.ProgressReport.OutboxCounts;
import io.nfs2s3.progress.ProgressReporter;
import io.nfs2s3.progress.SiteFigures.RunFigures;
import io.nfs2s3.progress.SiteFiguresReader;
import io.nfs2s3.progress.Tally;
import io.nfs2s3.runs.AllRuns;
import io.nfs2s3.runs.RunsOfKind;
import io.nfs2s3.upload.spool.SpoolReplay;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** What the progress report is made of. The queues are counted by one counter, however many reporters there are. */
public final class ProgressParts {
    /** With SQS, for figures of which most come from the database: less than half of what the dashboard allows them. */
    static final Duration HURRY = Duration.ofSeconds(2);

    private final Connections connections;
    private final BackfillParts backfills;
    private final VerifyParts verifies;
    private final QueueCounter queues;

    ProgressParts(Connections connections, BackfillParts backfills, VerifyParts verifies) {
        this.connections = connections;
        this.backfills = backfills;
        this.verifies = verifies;
        this.queues = connections.closing(new QueueCounter(connections.uploads(), connections.backfill()));
    }

    /** What the dashboard plots. */
    public PlotSource plots() {
        return new PlotReader(
                new History(connections.jdbi()), new AllRuns(connections.jdbi()), new ControlActs(connections.jdbi()));
    }

    /** What only the metrics show of the site. */
    public SiteFiguresReader siteFigures(MediaKinds kinds) {
        AllRuns runs = new AllRuns(connections.jdbi());
        return new SiteFiguresReader(
                connections.jdbi(),
                kinds.all().stream().map(MediaKind::name).toList(),
                () -> runs.byKind().stream().map(ProgressParts::figures).toList());
    }

    private static RunFigures figures(RunsOfKind runs) {
        return new RunFigures(
                runs.kind().name().toLowerCase(Locale.ROOT),
                runs.running(),
                runs.paused(),
                runs.failed(),
                runs.names());
    }

    /**
     * A reporter.
     *
     * @param spool of this host
     * @param patience with SQS
     */
    ProgressReporter reporter(Optional<SpoolReplay> spool, Duration patience) {
        return new ProgressReporter(
                connections.jdbi(),
                this::outbox,
                () -> queues.count(patience),
                () -> spool.map(SpoolReplay::waitingBytes).orElse(0L),
                new BackfillClock(backfills),
                verifies::counts);
    }

    private OutboxCounts outbox() {
        return OutboxCounter.count(new Outbox(connections.jdbi()));
    }

    /** @param tally of this process */
    HistoryWriter historyWriter(Tally tally) {
        return new HistoryWriter(
                new History(connections.jdbi()),
                tally,
                () -> !backfills.gate().isOpen(),
                this::outbox,
                () -> queues.count(HURRY));
    }
}
