package io.nfs2s3.runs;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** The runs of all kinds, to look at. Thread-safe. Errors of the database come as {@link org.jdbi.v3.core.JdbiException}. */
public final class AllRuns {
    private final Jdbi jdbi;

    public AllRuns(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    public Optional<Run> find(long id) {
        return jdbi.withHandle(handle -> RunSql.find(handle, null, id));
    }

    /**
     * The newest first.
     *
     * @param kind only this one; null for any
     */
    public List<Run> newest(@Nullable RunKind kind, int limit) {
        return jdbi.withHandle(handle -> RunSql.newest(handle, kind, false, limit));
    }

    /** Those that went on at some time from one moment up to another, the newest first. */
    public List<Run> between(Instant from, Instant to, int limit) {
        return jdbi.withHandle(handle -> RunSql.between(handle, from, to, limit));
    }

    /** Those that are RUNNING, PAUSED or FAILED, the newest first. */
    public List<Run> unfinished() {
        return jdbi.withHandle(handle -> RunSql.newest(handle, null, true, Integer.MAX_VALUE));
    }

    /** How it stands with each kind of which there was a run. */
    public List<RunsOfKind> byKind() {
        return jdbi.withHandle(RunSql::byKind);
    }

    /** The first names of a run that it left out, refused or missed. */
    public List<RunSample> samples(long id) {
        return jdbi.withHandle(handle -> RunSampleSql.of(handle, id));
    }
}
