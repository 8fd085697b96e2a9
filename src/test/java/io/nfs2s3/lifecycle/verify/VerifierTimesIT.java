package io.nfs2s3.lifecycle.verify;

import static io.nfs2s3.lifecycle.verify.VerifySite.SOURCE;
import static io.nfs2s3.lifecycle.verify.VerifySite.differences;
import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.app.BackfillParts;
import io.nfs2s3.backfill.Backfill.Source;
import io.nfs2s3.runs.Run;
import io.nfs2s3.runs.RunCounts;
import io.nfs2s3.runs.RunProgress;
import io.nfs2s3.runs.RunResult;
import io.nfs2s3.testing.Queues;
import io.nfs2s3.testing.TestSite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Modification times that a database keeps less precisely than a file system does. */
class VerifierTimesIT {
    private static final List<String> TIMES = List.of(
            "2024-01-01T00:00:00.1234567Z",
            "2024-01-01T00:00:00.999999999Z",
            "1969-12-31T23:59:59.1234567Z",
            "1901-12-14T00:00:00.999999999Z",
            "2120-06-01T12:00:00.5Z");

    @RegisterExtension
    private final TestSite site = TestSite.open();

    private static List<String> paths() {
        return IntStream.range(0, TIMES.size())
                .mapToObj(i -> "images/" + i + ".jpg")
                .toList();
    }

    private void write() throws IOException {
        for (String path : paths()) {
            site.write(path, path);
            FileTime time = FileTime.from(Instant.parse(TIMES.get(paths().indexOf(path))));
            Files.setLastModifiedTime(site.media().resolve(path), time);
        }
    }

    @Test
    void no_original_counts_as_changed_for_its_time_alone() throws IOException {
        write();
        VerifySite files = new VerifySite(site);
        paths().forEach(files::upload);
        files.work();
        VerifyProgress progress = new VerifyProgress();

        List<String> judged = files.verify("", SOURCE, progress);

        assertThat(judged).hasSize(TIMES.size());
        assertThat(differences(judged)).isEmpty();
        assertThat(progress.heads()).isZero();
    }

    @Test
    void a_second_scan_finds_all_known_and_sends_none_again() throws IOException {
        write();
        VerifySite files = new VerifySite(site);
        assertThat(scan(files).counts()).isEqualTo(new RunCounts(TIMES.size(), 0, 1, 0)); // but the sentinel
        files.work();
        List<String> before = rows();

        Run second = scan(files);

        assertThat(second.counts()).isEqualTo(new RunCounts(0, TIMES.size(), 1, 0));
        assertThat(second.sent()).isZero();
        assertThat(Queues.of(site, "backfill").depth().isEmpty()).isTrue();
        assertThat(rows()).isEqualTo(before).allMatch(row -> row.contains("MIGRATED"));
        assertThat(differences(files.verify(SOURCE))).isEmpty();
    }

    private List<String> rows() {
        return site.query("SELECT to_jsonb(m) - 'backfill_run' FROM nfs2s3.media m ORDER BY id");
    }

    private static Run scan(VerifySite files) {
        BackfillParts backfills = files.application.backfills();
        RunResult result = backfills
                .backfill()
                .run(
                        backfills.backfill().start(Source.SCAN, ""),
                        Source.SCAN,
                        backfills.names(Source.SCAN, ""),
                        new RunProgress(),
                        () -> true);
        assertThat(result).isInstanceOf(RunResult.Done.class);
        return ((RunResult.Done) result).run();
    }
}
