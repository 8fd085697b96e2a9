package io.nfs2s3.progress;

import io.nfs2s3.database.TransactionRetry;
import io.nfs2s3.media.MediaState;
import io.nfs2s3.progress.ProgressReport.Counted;
import io.nfs2s3.progress.ProgressReport.FailedCounts;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * The counters of files and bytes by kind and state. Triggers keep them, whoever writes, as rows that say how much was added
 * or taken away; this folds such rows, proves the counters by a count, and makes them right. No writer waits for any of it.
 *
 * <p>Thread-safe. Errors of the database come as {@link org.jdbi.v3.core.JdbiException}.
 */
public final class Counters {
    /** How many rows one statement folds. */
    static final int MOST = 10_000;

    /** One host at a time. A second one would do no harm, and nothing of use. */
    private static final String ALONE = "pg_try_advisory_xact_lock(hashtextextended('nfs2s3.media_count', 0))";

    private final Jdbi jdbi;

    /** @param jdbi for {@link #prove} and {@link #mend} with the patience for a count of all rows */
    public Counters(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /**
     * How many files are in a state, as the transaction of the caller sees it.
     *
     * @return empty where the counters cannot be those of this table, or are not filled yet
     */
    public static OptionalLong files(Handle handle, MediaState state) {
        return handle.createQuery("""
                SELECT CASE WHEN nfs2s3.counts_are_sound() THEN coalesce(sum(files), 0)::bigint END AS files
                FROM nfs2s3.media_by_state WHERE state = :state
                """)
                .bind("state", state.name())
                .map((row, context) -> {
                    long files = row.getLong("files");
                    return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(files);
                })
                .one();
    }

    /** Files and bytes by kind and state, of the kinds and states that there are, by name. */
    public List<Counted> counts() {
        return jdbi.withHandle(CountedFiles::read).counts().stream()
                .sorted(Comparator.comparing(Counted::kind).thenComparing(Counted::state))
                .toList();
    }

    /** Files that are FAILED, by the code of their reason. */
    public Map<String, Long> failures() {
        return jdbi.withHandle(CountedFiles::read).failures().stream()
                .collect(Collectors.toMap(FailedCounts::code, FailedCounts::files));
    }

    /**
     * Puts the sums of rows in their place; no count changes. Does nothing while another host is at it.
     *
     * @return how many rows were folded
     */
    public long fold() {
        long folded = 0;
        int now;
        do {
            now = TransactionRetry.inTransaction(jdbi, handle -> {
                // In a snapshot of its beginning a transaction cannot fold what others have folded since.
                handle.execute("SET TRANSACTION ISOLATION LEVEL READ COMMITTED");
                return handle.createQuery("SELECT CASE WHEN " + ALONE + " THEN nfs2s3.fold_counts(:most) ELSE 0 END")
                        .bind("most", MOST)
                        .mapTo(Integer.class)
                        .one();
            });
            folded += now;
        } while (now == MOST);
        return folded;
    }

    /**
     * Whether the counters can be those of this table. They are not after a restore or a copy of the database, nor where the
     * table was emptied, or a count is below 0.
     */
    public boolean areSound() {
        return jdbi.withHandle(Counters::areSound);
    }

    static boolean areSound(Handle handle) {
        return handle.createQuery("SELECT nfs2s3.counts_are_sound()")
                .mapTo(Boolean.class)
                .one();
    }

    /** Counts all rows in one snapshot, and sets the counters beside them: some seconds for six million. */
    public List<Counter> prove() {
        return jdbi.withHandle(handle -> handle.createQuery("SELECT * FROM nfs2s3.proved_counts()")
                .map((row, context) -> new Counter(
                        row.getString("kind"),
                        row.getString("state"),
                        row.getString("failure_code"),
                        row.getLong("files"),
                        row.getLong("bytes"),
                        row.getLong("kept_files"),
                        row.getLong("kept_bytes")))
                .list());
    }

    /**
     * Makes the counters what a count in one snapshot says.
     *
     * @return how many of them were wrong
     */
    public int mend() {
        return TransactionRetry.inTransaction(jdbi, Counters::mend);
    }

    private static int mend(Handle handle) {
        return handle.createQuery("SELECT count(*) FROM nfs2s3.mend_counts()")
                .mapTo(Integer.class)
                .one();
    }

    /**
     * The same where they are not sound, and no other host is at it.
     *
     * @return how many of them were wrong; empty when nothing was done
     */
    public Optional<Integer> mendUnsound() {
        return TransactionRetry.inTransaction(jdbi, handle -> {
            boolean alone =
                    handle.createQuery("SELECT " + ALONE).mapTo(Boolean.class).one();
            return alone && !areSound(handle) ? Optional.of(mend(handle)) : Optional.empty();
        });
    }

    /** What the user of the database lacks to prove and mend them, as a statement that grants it; empty when nothing. */
    public Optional<String> missingToMend() {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT CASE WHEN NOT (has_function_privilege('nfs2s3.proved_counts()', 'EXECUTE')
                            AND has_function_privilege('nfs2s3.mend_counts()', 'EXECUTE')) THEN quote_ident(current_user) END
                        """)
                .mapTo(String.class)
                .findOne()
                .map(user -> "GRANT EXECUTE ON FUNCTION nfs2s3.proved_counts(), nfs2s3.mend_counts() TO " + user));
    }
}
