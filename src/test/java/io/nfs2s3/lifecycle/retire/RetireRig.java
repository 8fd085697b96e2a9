package io.nfs2s3.lifecycle.retire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nfs2s3.app.Application;
import io.nfs2s3.lifecycle.FileRequest;
import io.nfs2s3.lifecycle.FileSelection;
import io.nfs2s3.lifecycle.FileWork;
import io.nfs2s3.lifecycle.LeftAlone;
import io.nfs2s3.lifecycle.NameList;
import io.nfs2s3.lifecycle.retire.Retire.Direction;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.runs.Run;
import io.nfs2s3.runs.RunLease;
import io.nfs2s3.runs.RunProgress;
import io.nfs2s3.runs.RunResult;
import io.nfs2s3.source.OriginalTrash;
import io.nfs2s3.testing.Directories;
import io.nfs2s3.testing.TestSite;
import io.nfs2s3.upload.UploadHook;
import io.nfs2s3.worker.MigrationWorker;
import io.nfs2s3.worker.WorkerResult.Ending;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Files that the real hook and worker migrated a month ago, and retires of them. */
public final class RetireRig {
    public static final FileSelection ALL = FileSelection.ALL;

    private final TestSite site;
    public final Application application;
    public final UploadHook hook;
    public final List<LeftAlone> left = new ArrayList<>();

    /** Directories that became empty. */
    public final List<String> emptied = new ArrayList<>();

    /** Those of a selection by a list. */
    public NameList names = each -> {};

    public RetireRig(TestSite site, String... settings) {
        this.site = site;
        this.application = site.application(Stream.concat(Stream.of("retire.enabled = true"), Stream.of(settings))
                .toArray(String[]::new));
        this.hook = site.closing(application.hook());
    }

    /** For the next test of a suite: all that is on the disk, with the trash, but the sentinel. */
    public void removeFiles() throws IOException {
        try (Stream<Path> all = Files.list(site.media())) {
            for (Path directory : (Iterable<Path>) all.filter(Files::isDirectory)::iterator) {
                Directories.delete(directory);
            }
        }
    }

    /** The content of each is its path. */
    public void migrate(String... paths) {
        for (String path : paths) {
            site.write(path, path);
            hook.fileUploaded(path);
        }
        work();
        age();
    }

    public void work() {
        try (MigrationWorker worker = application.worker()) {
            assertThat(worker.runUntilEmpty().ending()).isEqualTo(Ending.IDLE);
        }
    }

    /** Lets a month go by. */
    public void age() {
        sql(
                "UPDATE nfs2s3.media SET migrated_at = migrated_at - interval '31 days' WHERE migrated_at > now() - interval '1 day'");
    }

    public void sql(String statement) {
        site.jdbi().useHandle(handle -> handle.execute(statement));
    }

    Retire retire() {
        return application.retires().retire();
    }

    public FileWork work(long most, long mostFailedProofs) {
        left.clear();
        emptied.clear();
        return new FileWork(names, 0, most, mostFailedProofs, new RunProgress(), left::add, emptied::add, () -> true);
    }

    RunLease start(Direction direction, FileSelection filter) {
        return retire().start(direction, FileRequest.of(filter), 0);
    }

    /** Begins a run that was asked to take so many away at most, and has it fail at a file. @return its number */
    public long failed(long most, String path) {
        RunLease lease = retire().start(Direction.RETIRE, new FileRequest(ALL, most, false), 0);
        failAt("INSERT", "NEW.path = '" + path + "'");
        assertThatThrownBy(() -> take(lease, Direction.RETIRE, ALL)).hasStackTraceContaining("killed here");
        goOn();
        return lease.run();
    }

    /** From its beginning to its end. */
    public Run run(Direction direction, FileSelection filter) {
        return done(take(start(direction, filter), direction, filter));
    }

    RunResult take(RunLease lease, Direction direction, FileSelection filter) {
        return retire().run(lease, direction, FileRequest.of(filter), work(Long.MAX_VALUE, Long.MAX_VALUE));
    }

    Run resume(long run, Direction direction) {
        return done(take(retire().takeOver(run), direction, ALL));
    }

    public static Run done(RunResult result) {
        assertThat(result).isInstanceOf(RunResult.Done.class);
        return ((RunResult.Done) result).run();
    }

    public static FileSelection of(String... paths) {
        return FileSelection.of(Stream.of(paths).map(MediaPath::of).toList());
    }

    public Path file(String path) {
        return site.media().resolve(path);
    }

    /** Path and state of each row. */
    public List<String> rows() {
        return site.query("SELECT path || ' ' || state FROM nfs2s3.media ORDER BY path COLLATE \"C\"");
    }

    public List<String> places() {
        return site.query("SELECT path || ' ' || place FROM nfs2s3.retired ORDER BY path COLLATE \"C\"");
    }

    /** What is in the trash, without the day. */
    public List<String> trash() {
        Path trash = file(OriginalTrash.DIRECTORY);
        if (!Files.exists(trash)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(trash)) {
            return all.filter(Files::isRegularFile)
                    .map(trash::relativize)
                    .map(path -> path.subpath(1, path.getNameCount()).toString())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where a file of the trash is. */
    public Path inTrash(String path) {
        try (Stream<Path> days = Files.list(file(OriginalTrash.DIRECTORY))) {
            return days.map(day -> day.resolve(path))
                    .filter(Files::exists)
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public List<String> reasons() {
        return left.stream()
                .map(one -> one.name() + " " + one.reason())
                .sorted()
                .toList();
    }

    /** Has the next change of a note fail with a defect: what a process has done until then is as after a kill. */
    public void failAt(String event, String condition) {
        sql("""
                CREATE OR REPLACE FUNCTION nfs2s3.test_fault() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN RAISE EXCEPTION 'killed here'; END $$
                """);
        fault(event, condition);
    }

    /** Has the next change of a note fail once, and be taken back, as when the server is restarted. */
    void failOnceAt(String event, String condition) {
        sql("CREATE SEQUENCE IF NOT EXISTS nfs2s3.test_faults");
        sql("ALTER SEQUENCE nfs2s3.test_faults RESTART");
        sql("""
                CREATE OR REPLACE FUNCTION nfs2s3.test_fault() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    IF nextval('nfs2s3.test_faults') = 1 THEN
                        RAISE EXCEPTION 'restarted' USING ERRCODE = 'admin_shutdown';
                    END IF;
                    RETURN NEW;
                END $$
                """);
        fault(event, condition);
    }

    private void fault(String event, String condition) {
        sql("CREATE TRIGGER test_fault BEFORE " + event + " ON nfs2s3.retired FOR EACH ROW WHEN (" + condition
                + ") EXECUTE FUNCTION nfs2s3.test_fault()");
    }

    public void goOn() {
        sql("DROP TRIGGER IF EXISTS test_fault ON nfs2s3.retired");
    }

    /** As a site that tries again when its directory is gone. */
    static void write(Path file) throws IOException {
        while (true) {
            try {
                Files.createDirectories(file.getParent());
                Files.writeString(file, "new");
                return;
            } catch (NoSuchFileException | FileAlreadyExistsException e) {
                // removed in between, also between two calls of createDirectories itself
            }
        }
    }
}
