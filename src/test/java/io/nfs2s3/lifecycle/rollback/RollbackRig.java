package io.nfs2s3.lifecycle.rollback;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.app.Application;
import io.nfs2s3.catalog.MediaFilter;
import io.nfs2s3.lifecycle.FileSelection;
import io.nfs2s3.lifecycle.NameList;
import io.nfs2s3.media.Checksum;
import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.ObjectKey;
import io.nfs2s3.media.StoredCopy;
import io.nfs2s3.media.TimeRange;
import io.nfs2s3.runs.Run;
import io.nfs2s3.runs.RunLease;
import io.nfs2s3.runs.RunProgress;
import io.nfs2s3.runs.RunResult;
import io.nfs2s3.source.ScanEntry;
import io.nfs2s3.testing.Copies;
import io.nfs2s3.testing.TestSite;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Files that are migrated, as far as the database tells, and roll backs of them. */
final class RollbackRig {
    final TestSite site;
    final Application application;
    final List<Refused> refused = new ArrayList<>();

    RollbackRig(TestSite site, Application application) {
        this.site = site;
        this.application = application;
    }

    static List<MediaPath> paths(String prefix, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> MediaPath.of(prefix + i + ".jpg"))
                .toList();
    }

    /** Writes the files, with their paths as bytes, and flips them; nothing is put. */
    void migrate(Collection<MediaPath> paths) {
        paths.forEach(path -> site.write(path.value(), path.value()));
        Copies.flip(
                application.catalog(),
                "w1",
                application.catalog().register(paths).values().stream()
                        .map(one -> copy(site.media(), one.upload()))
                        .toList());
    }

    void migrate(String... paths) {
        migrate(List.of(paths).stream().map(MediaPath::of).toList());
    }

    private static StoredCopy copy(Path root, FileVersion upload) {
        Path file = root.resolve(upload.path().value());
        try {
            byte[] bytes = Files.readAllBytes(file);
            return new StoredCopy(
                    upload,
                    ObjectKey.of("", upload.path(), upload.generation()),
                    bytes.length,
                    modified(file),
                    Checksum.crc32c(ByteBuffer.wrap(bytes)),
                    "\"etag\"",
                    null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Instant modified(Path file) throws IOException {
        return Files.getLastModifiedTime(file).toInstant().truncatedTo(ChronoUnit.MICROS);
    }

    static RollbackSelection prefix(String prefix) {
        return filter(false, prefix, null, TimeRange.ALL, null);
    }

    static RollbackSelection undo(String prefix) {
        return filter(true, prefix, null, TimeRange.ALL, null);
    }

    static RollbackSelection filter(
            boolean undo, String prefix, @Nullable String kind, TimeRange migrated, @Nullable Long run) {
        return new RollbackSelection(FileSelection.of(new MediaFilter(prefix, kind, migrated)), undo, run, false);
    }

    static RollbackSelection reading(String prefix) {
        return new RollbackSelection(prefix(prefix).files(), false, null, true);
    }

    static RollbackSelection listed(boolean undo) {
        return new RollbackSelection(new FileSelection(MediaFilter.ALL, List.of(), "list", false), undo, null, false);
    }

    static NameList names(List<String> names) {
        return each -> names.forEach(name -> each.accept(new ScanEntry.File(name)));
    }

    RollbackWork work(RollbackSelection selection, NameList names, BooleanSupplier goesOn) {
        return new RollbackWork(selection, names, () -> 0, new RunProgress(), refused::add, goesOn);
    }

    /** A run from its beginning to its end. */
    Run run(RollbackSelection selection) {
        return run(selection, names(List.of()));
    }

    Run run(RollbackSelection selection, NameList names) {
        refused.clear();
        return done(rollback().run(rollback().start(selection, 0), work(selection, names, () -> true)));
    }

    Run resume(RunLease lease, RollbackSelection selection) {
        return done(rollback().run(rollback().takeOver(lease.run()), work(selection, names(List.of()), () -> true)));
    }

    static Run done(RunResult result) {
        assertThat(result).isInstanceOf(RunResult.Done.class);
        return ((RunResult.Done) result).run();
    }

    Rollback rollback() {
        return application.rollbacks().rollback();
    }

    Run stored(RunLease lease) {
        return application.rollbacks().runs().find(lease.run()).orElseThrow();
    }

    /** Path and state of each row, in the order of the bytes of the paths. */
    List<String> rows() {
        return site.query(
                "SELECT path || ' ' || state || ' ' || location FROM nfs2s3.media ORDER BY path COLLATE \"C\"");
    }

    long count(String state) {
        return site.count("SELECT count(*) FROM nfs2s3.media WHERE state = '" + state + "'");
    }

    List<String> reasons() {
        return refused.stream().map(one -> one.name() + " " + one.reason()).toList();
    }
}
