package io.nfs2s3.lifecycle.recover;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.app.Application;
import io.nfs2s3.catalog.SiteRecord.Rest;
import io.nfs2s3.runs.Run;
import io.nfs2s3.runs.RunCounts;
import io.nfs2s3.runs.RunLease;
import io.nfs2s3.runs.RunProgress;
import io.nfs2s3.runs.RunResult;
import io.nfs2s3.testing.Directories;
import io.nfs2s3.testing.TestSite;
import io.nfs2s3.upload.UploadHook;
import io.nfs2s3.worker.MigrationWorker;
import io.nfs2s3.worker.WorkerResult.Ending;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.S3Object;

/** A site that migrates by the real hook and worker, and whose database goes back to a backup, or is lost. */
final class RecoverRig {
    private static final List<String> TABLES = List.of("media", "superseded", "outbox");

    final TestSite site;
    final Application application;
    final List<String> told = new ArrayList<>();
    private final UploadHook hook;
    private @Nullable Rest rest;

    RecoverRig(TestSite site, Application application) {
        this.site = site;
        this.application = application;
        this.hook = site.closing(application.hook());
    }

    /** A site without a file, an object or a run, whose marker is its own. */
    void clean() {
        told.clear();
        rest = null;
        site.clearRuns();
        sql(
                "UPDATE nfs2s3.site SET epoch = 1000, suspended = NULL, suspended_reason = NULL, suspended_place = NULL, suspended_at = NULL");
        site.s3().listObjectsV2Paginator(request -> request.bucket(site.bucket())).contents().stream()
                .map(S3Object::key)
                .toList()
                .forEach(this::deleteObject);
        try {
            Files.createDirectories(site.media().resolve("images"));
            Directories.delete(site.media().resolve("images"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        assertThat(application.site().check()).isEmpty();
    }

    void write(String path, String text) {
        site.write(path, text);
    }

    /** As if it had been written so many seconds from now. */
    void modified(String path, long seconds) {
        try {
            Files.setLastModifiedTime(
                    site.media().resolve(path), FileTime.from(Instant.now().plusSeconds(seconds)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void upload(String path, String text) {
        write(path, text);
        hook.fileUploaded(path);
    }

    void deleteOriginal(String path) {
        try {
            Files.delete(site.media().resolve(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void deleteObject(String key) {
        site.s3().deleteObject(request -> request.bucket(site.bucket()).key(key));
    }

    void putForeign(String key, String text) {
        site.s3().putObject(request -> request.bucket(site.bucket()).key(key), RequestBody.fromString(text));
    }

    void work() {
        try (MigrationWorker worker = application.worker()) {
            assertThat(worker.runUntilEmpty().ending()).isEqualTo(Ending.IDLE);
        }
    }

    void migrate(String path, String text) {
        upload(path, text);
        work();
    }

    void sql(String... statements) {
        site.jdbi().useHandle(handle -> {
            for (String statement : statements) {
                handle.execute(statement);
            }
        });
    }

    /** A backup of the rows, as they are now. */
    void backUp() {
        sql("DROP SCHEMA IF EXISTS backup CASCADE", "CREATE SCHEMA backup");
        TABLES.forEach(table -> sql("CREATE TABLE backup." + table + " AS TABLE nfs2s3." + table));
    }

    /** Puts the rows of the backup back, and the epoch behind that of the marker. */
    void restore() {
        empty();
        site.jdbi().useHandle(handle -> {
            handle.execute("SET session_replication_role = replica"); // a restore sets off no trigger
            TABLES.forEach(table -> handle.execute(
                    "INSERT INTO nfs2s3." + table + " OVERRIDING SYSTEM VALUE SELECT * FROM backup." + table));
            handle.execute("SELECT setval(pg_get_serial_sequence('nfs2s3.media', 'id'), 1000000)");
            handle.execute("SELECT setval(pg_get_serial_sequence('nfs2s3.superseded', 'id'), 1000000)");
            handle.execute("SET session_replication_role = DEFAULT");
        });
        sql("UPDATE nfs2s3.site SET epoch = 0");
        assertThat(application.site().check()).isPresent();
    }

    /** Has the site begin with an empty database, which has another id. */
    void lose() {
        empty();
        sql("UPDATE nfs2s3.site SET id = 'new-one', epoch = 1");
        assertThat(application.site().check()).isPresent();
    }

    private void empty() {
        sql("TRUNCATE nfs2s3.media, nfs2s3.superseded, nfs2s3.outbox RESTART IDENTITY");
    }

    Recover recover() {
        return application.recoveries().recover();
    }

    /** Begins a run, or goes on with one. The site rests then. */
    RunLease start(String taken) {
        rest = application.recoveries().site().rest(taken);
        return recover().start(application.site().show().place(), rest, 0);
    }

    RecoverWork work(BooleanSupplier goesOn) {
        return work(0, goesOn, this::tell);
    }

    RecoverWork work(int rate, BooleanSupplier goesOn, Consumer<Judged> each) {
        Rest now = rest;
        Supplier<Duration> rested = () -> now == null ? Duration.ZERO : now.lasted();
        return new RecoverWork(site.id(), rested, () -> rate, new RunProgress(), () -> {}, each, goesOn);
    }

    private void tell(Judged judged) {
        told.add(judged.act() + " " + judged.name());
    }

    /** A run from its beginning to its end, after which the site goes on. */
    Run run() {
        return run("");
    }

    Run run(String taken) {
        told.clear();
        Run run = finish(start(taken));
        assertThat(application.recoveries().site().ended().suspended()).isEmpty();
        return run;
    }

    Run finish(RunLease lease) {
        RunResult result = recover().run(lease, work(() -> true));
        assertThat(result).isInstanceOf(RunResult.Done.class);
        return ((RunResult.Done) result).run();
    }

    RunCounts preview() {
        told.clear();
        return recover().preview(work(() -> true));
    }

    /** What becomes of what was queued. */
    void sweepAndWork() {
        application.retries().sweeper().sweep(application.settings().sweep().age());
        work();
    }

    List<String> rows() {
        return site.query("SELECT path || ' ' || generation || ' ' || state || ' ' || coalesce(object_key, '-')"
                + " FROM nfs2s3.media ORDER BY path COLLATE \"C\"");
    }

    List<String> superseded() {
        return site.query("SELECT path || ' ' || generation || ' ' || was_visible FROM nfs2s3.superseded"
                + " WHERE removed_at IS NULL ORDER BY path COLLATE \"C\", generation");
    }
}
