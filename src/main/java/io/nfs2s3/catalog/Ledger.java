package io.nfs2s3.catalog;

import io.nfs2s3.database.TransactionRetry;
import java.time.Instant;
import java.time.YearMonth;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jdbi.v3.core.Jdbi;

/**
 * The append-only record of each change of a pointer. Triggers write it; this reads it, makes its months ahead, and drops
 * old ones.
 *
 * <p>Thread-safe. There may be millions of lines, so they are read in pages, each a short statement of its own. Errors of
 * the database come as {@link org.jdbi.v3.core.JdbiException}.
 */
public final class Ledger {
    /** How many lines one statement reads. */
    static final int PAGE = 2_000;

    private final Jdbi jdbi;

    public Ledger(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /**
     * Tells of each line once, the newest first. What is written meanwhile is not told.
     *
     * @param limit how many at most
     */
    public void forEach(LedgerFilter filter, long limit, Consumer<LedgerEntry> action) {
        Keyset.forEach(
                PAGE,
                limit,
                (last, size) -> jdbi.withHandle(handle -> LedgerSql.pageBefore(handle, filter, last, size)),
                action);
    }

    /** When the oldest line was written that is there; empty when there is none. */
    public Optional<Instant> began() {
        return jdbi.withHandle(LedgerSums::began);
    }

    /**
     * How often each act happened from one moment up to another, the most frequent first. The server reads all lines of that time:
     * a million in about a second.
     */
    public List<LedgerCount> counts(Instant from, Instant to) {
        return jdbi.withHandle(handle -> LedgerSums.counts(handle, from, to));
    }

    /** What became of the files that failed in that time, the most frequent reason first. It takes as long. */
    public List<FailureFate> failures(Instant from, Instant to) {
        return jdbi.withHandle(handle -> LedgerSums.failures(handle, from, to));
    }

    /**
     * Makes the tables of this month and the next three, and of months that had none when lines came. Any number of hosts
     * may do it at a time. No flip waits for it, except while lines are moved that were in the default table.
     *
     * @return how many were made
     */
    public int ensureMonths() {
        int made = 0;
        int now;
        do { // the lines of one month are moved in a call
            now = TransactionRetry.statement(jdbi, LedgerSql::ensureMonths);
            made += now;
        } while (now > 0);
        return made;
    }

    /** Which of this month and the next have no table, the first of them first. */
    public List<YearMonth> monthsMissing() {
        return jdbi.withHandle(LedgerSql::monthsMissing);
    }

    /** The months before another one that have a table or lines, the oldest first. */
    public List<LedgerMonth> monthsBefore(YearMonth first) {
        return jdbi.withHandle(handle -> LedgerSql.monthsBefore(handle, first));
    }

    /** How many lines a month has. Reads them all: of a million in about a second. */
    public long lines(YearMonth month) {
        return jdbi.withHandle(handle -> LedgerSql.lines(handle, month));
    }

    /**
     * Drops a month that is over, and writes a line that says so. It counts the lines first. Then flips wait until it is done,
     * a third of a second at most while it waits itself: {@link io.nfs2s3.database.DatabaseErrors#isOutage} when that is
     * too short.
     *
     * @return how many lines it had
     */
    public long prune(YearMonth month) {
        return TransactionRetry.statement(jdbi, handle -> LedgerSql.prune(handle, month));
    }

    /** What the user of the database lacks to read the ledger, as a statement that grants it; empty when nothing. */
    public Optional<String> missingToRead() {
        return jdbi.withHandle(LedgerSql::missingToRead);
    }

    /** What the user of the database lacks for {@link #ensureMonths}, likewise. */
    public Optional<String> missingToMake() {
        return jdbi.withHandle(LedgerSql::missingToMake);
    }

    /** What the user of the database lacks to prune it besides. */
    public Optional<String> missingToPrune() {
        return jdbi.withHandle(LedgerSql::missingToPrune);
    }
}
