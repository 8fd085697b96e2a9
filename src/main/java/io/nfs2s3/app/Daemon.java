package io.nfs2s3.app;

import io.nfs2s3.catalog.Ledger;
import io.nfs2s3.control.Control;
import io.nfs2s3.http.Dashboard;
import io.nfs2s3.http.HttpSettings;
import io.nfs2s3.http.Telemetry;
import io.nfs2s3.outbox.DrainResult;
import io.nfs2s3.outbox.OutboxDrainer;
import io.nfs2s3.progress.Tally;
import io.nfs2s3.schedule.JobRunner;
import io.nfs2s3.schedule.JobSchedule;
import io.nfs2s3.schedule.JobSettings;
import io.nfs2s3.schedule.JobSpec;
import io.nfs2s3.settings.Settings;
import io.nfs2s3.upload.spool.SpoolReplay;
import io.nfs2s3.worker.MigrationWorker;
import io.nfs2s3.worker.WorkerResult;
import io.nfs2s3.worker.WorkerTotals;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What runs on a web host: the drain, worker, sweep and verify jobs by their schedules, the replay of the
 * spool, and the dashboard.
 *
 * <p>Closing it stops in order: no job starts any more and polling stops at once; files in flight are finished or given
 * back; flips and deletes are flushed; then the clients are closed.
 */
public final class Daemon implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Daemon.class);
    /** Not a setting: whoever has a spool wants it emptied, on each host that has one, and a look costs nothing. */
    private static final Duration SPOOL_INTERVAL = Duration.ofSeconds(5);

    /** Not a setting: a database that was put back is noticed by how far it went back, in steps of this. */
    private static final Duration SITE_INTERVAL = Duration.ofSeconds(10);

    /** Not a setting: its tables are made three months ahead, and one that is there is not looked for any further. */
    private static final Duration LEDGER_INTERVAL = Duration.ofHours(1);

    /** Not a setting: figures cost what is not folded, and a fold of nothing next to nothing. */
    private static final Duration COUNTER_INTERVAL = Duration.ofSeconds(10);

    /** Not a setting: in the middle of each minute, so that clocks that differ by some seconds leave no minute out. */
    private static final JobSchedule HISTORY_SCHEDULE = new JobSchedule.Cron("30 * * * * ?");

    private static final Duration SLACK = Duration.ofSeconds(5);
    private static final String WORKER = "worker";
    private final Application application;
    private final Optional<MigrationWorker> worker;
    private final JobRunner jobs;
    private final Control control;
    private final Optional<Dashboard> dashboard;
    private final SuspendedJobs suspended;
    private final VerifyJobs verifies;
    private final HistoryWriter history;
    private volatile boolean stopping;

    /**
     * @param application closed with the daemon
     * @throws java.io.UncheckedIOException when the dashboard cannot listen
     */
    public Daemon(Application application) {
        this.application = application;
        this.suspended = new SuspendedJobs(log, application.notices());
        Settings settings = application.settings();
        this.worker = settings.workerJob().enabled() ? Optional.of(application.worker()) : Optional.empty();
        OutboxDrainer drainer = application.drainer();
        List<JobSpec> specs = new ArrayList<>();
        add(specs, "drain", settings.drainJob(), () -> drain(drainer));
        worker.ifPresent(each -> add(specs, WORKER, settings.workerJob(), () -> work(each)));
        SweepJob sweep = new SweepJob(application, suspended, this::goesOn);
        add(specs, "sweep", settings.sweepJob(), () -> guarded("sweep", sweep::run));
        Optional<SpoolReplay> spool = application.spoolReplay();
        spool.ifPresent(replay ->
                specs.add(new JobSpec("spool", new JobSchedule.Every(SPOOL_INTERVAL), () -> replaySpool(replay))));
        this.verifies = new VerifyJobs(application, this::guarded, suspended);
        specs.addAll(verifies.specs());
        specs.add(new JobSpec("site", new JobSchedule.Every(SITE_INTERVAL), this::checkSite));
        specs.add(new JobSpec("ledger", new JobSchedule.Every(LEDGER_INTERVAL), this::ensureLedger));
        CounterJob counters = new CounterJob(application, suspended);
        specs.add(new JobSpec(
                "counters", new JobSchedule.Every(COUNTER_INTERVAL), () -> guarded("counters", counters::run)));
        this.history =
                application.historyWriter(worker.map(MigrationWorker::tally).orElseGet(Tally::new));
        specs.add(new JobSpec("history", HISTORY_SCHEDULE, this::writeHistory));
        JobBook book = new JobBook(this::isSuspended, application.clock());
        specs.replaceAll(book::noted);
        this.jobs = new JobRunner(
                specs, settings.worker().shutdownTimeout().plus(SLACK), application.clock(), this::isSuspended);
        DaemonFigures host = new DaemonFigures(
                worker,
                book,
                this::isSuspended,
                application::credentialsExpireAt,
                () -> spool.map(SpoolReplay::waitingBytes).orElse(0L));
        this.control = application.control();
        OperatorDesk desk = new OperatorDesk(application, control);
        this.dashboard = settings.http().enabled()
                ? Optional.of(dashboard(application, settings, host, desk))
                : Optional.empty();
        worker.ifPresent(each -> dashboard.ifPresent(metrics -> each.watchCopies(metrics::copied)));
    }

    private Dashboard dashboard(Application application, Settings settings, DaemonFigures host, OperatorDesk desk) {
        Telemetry telemetry =
                new Telemetry(Version.NUMBER, application.figures().siteFigures(settings.kinds())::read, host);
        return new Dashboard(
                settings.http(),
                application.progress()::report,
                (report, age, problem) -> ReportJson.write(report, age, problem, waits()),
                telemetry,
                desk,
                application.figures().plots());
    }

    /** Why jobs of this host cannot go on at present, by their names. Asks nothing that could hang. */
    private Map<String, String> waits() {
        Map<String, String> waits = new TreeMap<>(suspended.reasons());
        worker.flatMap(MigrationWorker::suspendedBecause).ifPresent(failure -> waits.put(WORKER, failure.message()));
        return waits;
    }

    private static void add(List<JobSpec> specs, String name, JobSettings job, Runnable work) {
        if (job.enabled()) {
            specs.add(new JobSpec(name, job.schedule(), work));
        }
    }

    public void start() {
        worker.flatMap(each -> application.workerNote())
                .ifPresent(note -> log.warn("the heap is small reason=\"{}\"", note));
        HttpSettings http = application.settings().http();
        if (http.showsToken()) {
            log.warn("tokens go over the network without TLS, unless a proxy in front adds it host={}", http.host());
        }
        jobs.start();
        log.info("daemon started dashboard={}", dashboardAddress().orElse("off"));
    }

    public Optional<String> dashboardAddress() {
        return dashboard.map(Dashboard::address);
    }

    private boolean goesOn() {
        return !stopping;
    }

    /** The worker says by itself when it is. */
    private boolean isSuspended(String job) {
        return suspended.isSuspended(job)
                || (job.equals(WORKER)
                        && worker.flatMap(MigrationWorker::suspendedBecause).isPresent());
    }

    private void drain(OutboxDrainer drainer) {
        guarded("drain", () -> {
            DrainResult result = drainer.drain(Long.MAX_VALUE, sent -> goesOn());
            if (result.sent() > 0) {
                log.info("drained sent={} outcome={}", result.sent(), result.outcome());
            }
            suspended.report("drain", result.isTrouble() ? result.reason() : "");
        });
    }

    private void checkSite() {
        // by another name: an outage during the look must not hide why the site is suspended after it
        guarded("site-check", () -> {
            suspended.report("site", application.site().check().orElse(""));
            suspended.report("site-check", "");
        });
    }

    private void ensureLedger() {
        guarded("ledger", () -> {
            Ledger ledger = application.ledger();
            Optional<String> grant = ledger.missingToMake();
            if (grant.isEmpty()) {
                int made = ledger.ensureMonths();
                if (made > 0) {
                    log.info("the ledger has more months made={}", made);
                }
            }
            suspended.report(
                    "ledger",
                    grant.map(right -> "this user cannot make the ledger's months; as the owner: " + right)
                            .orElse(""));
        });
    }

    private void writeHistory() {
        guarded("history", () -> suspended.report("history", history.write()));
    }

    private void replaySpool(SpoolReplay replay) {
        SpoolReplay.Result result = replay.replay(this::goesOn);
        if (result.replayed() > 0) {
            log.info(
                    "spool replayed sent={} outbox={} registered={}",
                    result.sent(),
                    result.toOutbox(),
                    result.registered());
        }
        suspended.report("spool", result.reason());
    }

    private void work(MigrationWorker worker) {
        WorkerTotals before = worker.totals();
        WorkerResult result = worker.runUntilIdle();
        WorkerTotals after = worker.totals();
        if (!after.equals(before)) {
            log.info(
                    "worker {} migrated={} bytes={} retried={} failed={} unreadable={} undeleted={}",
                    result.ending().name().toLowerCase(Locale.ROOT),
                    after.migrated() - before.migrated(),
                    after.bytes() - before.bytes(),
                    after.retried() - before.retried(),
                    after.failed() - before.failed(),
                    after.unreadable() - before.unreadable(),
                    after.undeleted() - before.undeleted());
        }
        suspended.report(
                "backfill", application.backfills().gate().closedBecause().orElse(""));
    }

    private void guarded(String job, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            suspended.report(job, JobOutage.of(e).orElseThrow(() -> e));
        }
    }

    @Override
    public void close() {
        log.info("daemon stops");
        stopping = true;
        control.stop();
        worker.ifPresent(MigrationWorker::stop);
        verifies.stop();
        jobs.close();
        worker.ifPresent(MigrationWorker::close);
        history.writeRest();
        dashboard.ifPresent(Dashboard::close);
        control.close();
        application.close();
        log.info("daemon stopped");
    }
}
