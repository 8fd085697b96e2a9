package io.nfs2s3.app;

import io.nfs2s3.http.HostFigures;
import io.nfs2s3.http.HostFigures.WorkerFigures;
import io.nfs2s3.media.Failure;
import io.nfs2s3.media.FailureCode;
import io.nfs2s3.worker.MigrationWorker;
import io.nfs2s3.worker.WorkerTotals;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** What a daemon says of itself in its metrics. Asks nothing that could hang. Thread-safe. */
final class DaemonFigures implements Supplier<HostFigures> {
    /** It is told to be suspended by a name of its own, while uploads go on. */
    private static final String BACKFILL = "backfill";

    private static final Set<FailureCode> SOURCE = EnumSet.of(FailureCode.SOURCE_DOWN, FailureCode.SOURCE_REFUSES);

    /** A store that asks for fewer requests and answers nothing else does not take objects either. */
    private static final Set<FailureCode> STORE = EnumSet.of(
            FailureCode.STORE_DOWN,
            FailureCode.STORE_REFUSES,
            FailureCode.STORE_REFUSES_PARTS,
            FailureCode.STORE_REFUSED,
            FailureCode.STORE_SLOW,
            FailureCode.STORE_BUSY,
            FailureCode.CHECKSUM_MISMATCH);

    private final Optional<MigrationWorker> worker;
    private final JobBook book;
    private final Predicate<String> isSuspended;
    private final Supplier<Optional<Instant>> credentialsExpireAt;
    private final LongSupplier spoolBytes;

    /**
     * @param isSuspended whether the job of a name cannot go on at present
     * @param credentialsExpireAt of those for AWS that are in use
     * @param spoolBytes looks at the spool of this host
     */
    DaemonFigures(
            Optional<MigrationWorker> worker,
            JobBook book,
            Predicate<String> isSuspended,
            Supplier<Optional<Instant>> credentialsExpireAt,
            LongSupplier spoolBytes) {
        this.worker = worker;
        this.book = book;
        this.isSuspended = isSuspended;
        this.credentialsExpireAt = credentialsExpireAt;
        this.spoolBytes = spoolBytes;
    }

    @Override
    public HostFigures get() {
        Optional<FailureCode> outage =
                worker.flatMap(MigrationWorker::suspendedBecause).map(Failure::code);
        Map<String, Boolean> standing = new TreeMap<>();
        Map<String, Long> succeeded = new TreeMap<>();
        book.lastSuccess().forEach((job, at) -> {
            standing.put(job, isSuspended.test(job));
            succeeded.put(job, at.getEpochSecond());
        });
        worker.ifPresent(each -> standing.putAll(each.suspendedKinds()));
        return new HostFigures(
                standing,
                succeeded,
                worker.map(each -> figures(each, outage, isSuspended.test(BACKFILL)))
                        .orElse(null),
                credentialsExpireAt.get().map(Instant::getEpochSecond).orElse(0L),
                spoolBytes.getAsLong());
    }

    private static WorkerFigures figures(
            MigrationWorker worker, Optional<FailureCode> outage, boolean backfillSuspended) {
        WorkerTotals totals = worker.totals();
        return new WorkerFigures(
                totals.migrated(),
                totals.bytes(),
                totals.unchanged(),
                totals.retried(),
                totals.failed(),
                totals.unreadable(),
                totals.undeleted(),
                worker.filesAtOnce(),
                worker.callsAtOnce(),
                outage.filter(SOURCE::contains).isEmpty(),
                outage.filter(STORE::contains).isEmpty(),
                backfillSuspended);
    }
}
