package io.nfs2s3.lifecycle.rollback;

import static io.nfs2s3.lifecycle.rollback.RollbackRig.filter;
import static io.nfs2s3.lifecycle.rollback.RollbackRig.listed;
import static io.nfs2s3.lifecycle.rollback.RollbackRig.names;
import static io.nfs2s3.lifecycle.rollback.RollbackRig.paths;
import static io.nfs2s3.lifecycle.rollback.RollbackRig.prefix;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.nfs2s3.app.Application;
import io.nfs2s3.catalog.MediaFilter;
import io.nfs2s3.catalog.RollbackFiles;
import io.nfs2s3.catalog.SiteRecord.Cause;
import io.nfs2s3.catalog.SiteRecord.Suspension;
import io.nfs2s3.catalog.SiteTable;
import io.nfs2s3.catalog.SiteUpdateException;
import io.nfs2s3.lifecycle.FileSelection;
import io.nfs2s3.lifecycle.NameList;
import io.nfs2s3.media.FailureCode;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.MigrationException;
import io.nfs2s3.media.TimeRange;
import io.nfs2s3.runs.Run;
import io.nfs2s3.runs.RunCounts;
import io.nfs2s3.runs.RunLease;
import io.nfs2s3.source.ScanEntry;
import io.nfs2s3.testing.DeadMount;
import io.nfs2s3.testing.TestSite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Which pointers are set back, and which are not.
 *
 * <p>Past 300 lines, for it goes through a table: each state of row, original and object is a test.
 */
class RollbackIT {
    @RegisterExtension
    private static final TestSite site = TestSite.open().emptyBeforeEach();

    private static final Application application = site.application();
    private static final RollbackRig rig = new RollbackRig(site, application);

    @BeforeEach
    void clear() {
        site.clearRuns();
    }

    @Test
    void what_is_below_a_prefix_goes_back_and_keeps_the_evidence_of_its_object() {
        rig.migrate("images/d/1.jpg", "images/d/2.jpg", "images/e/1.jpg");
        String evidence =
                "SELECT concat_ws(' ', generation, object_key, checksum, size_bytes, source_mtime, migrated_at, etag)"
                        + " FROM nfs2s3.media ORDER BY path";
        List<String> before = site.query(evidence);

        Run run = rig.run(prefix("images/d/"));

        assertThat(run.counts()).isEqualTo(new RunCounts(2, 0, 0, 0));
        assertThat(rig.rows())
                .containsExactly("images/d/1.jpg HELD NFS", "images/d/2.jpg HELD NFS", "images/e/1.jpg MIGRATED S3");
        assertThat(site.query(evidence)).isEqualTo(before);
    }

    @Test
    void a_prefix_is_one_of_bytes_in_whatever_order_the_database_sorts() {
        List<String> below = List.of(
                "bytes/a b",
                "bytes/a%2",
                "bytes/a-b",
                "bytes/a.b",
                "bytes/a/b",
                "bytes/a_",
                "bytes/ab",
                "bytes/a\uE000",
                "bytes/a\uD800\uDC00");
        List<String> beside = List.of("bytes/A/b", "bytes/b", "bytes/\u00E1");
        rig.migrate(Stream.concat(below.stream(), beside.stream()).toArray(String[]::new));

        assertThat(rig.run(prefix("bytes/a")).counts()).isEqualTo(new RunCounts(below.size(), 0, 0, 0));

        assertThat(rig.rows().stream().filter(row -> row.endsWith("MIGRATED S3")))
                .containsExactly("bytes/A/b MIGRATED S3", "bytes/b MIGRATED S3", "bytes/\u00E1 MIGRATED S3");
    }

    @Test
    void thousands_go_back_page_by_page() {
        rig.migrate(paths("images/m/", 3_000));
        rig.migrate(paths("images/l/", 600));
        rig.migrate(paths("images/n/", 600));

        assertThat(rig.run(prefix("images/m/")).counts()).isEqualTo(new RunCounts(3_000, 0, 0, 0));

        assertThat(site.query("SELECT concat(split_part(path, '/', 2), state, count(*)) FROM nfs2s3.media"
                        + " GROUP BY split_part(path, '/', 2), state"))
                .containsExactlyInAnyOrder("lMIGRATED600", "mHELD3000", "nMIGRATED600");
    }

    @Test
    void kind_and_time_narrow_together() {
        rig.migrate("images/1.jpg", "images/2.jpg", "audio/1.mp3", "texts/1.txt");
        site.jdbi()
                .useHandle(
                        handle -> handle.execute(
                                "UPDATE nfs2s3.media SET migrated_at = '2026-01-01Z' WHERE path IN ('images/1.jpg', 'texts/1.txt')"));
        Instant between = Instant.parse("2026-01-02T00:00:00Z");

        rig.run(filter(false, "", "image", new TimeRange(null, between), null));
        assertThat(rig.rows().stream().filter(row -> row.contains("HELD NFS") && !row.startsWith("audio")))
                .containsExactly("images/1.jpg HELD NFS");

        rig.run(filter(false, "", null, new TimeRange(between, null), null));
        assertThat(rig.count("MIGRATED")).isEqualTo(1);
    }

    @Test
    void a_list_goes_back_and_what_cannot_is_named() {
        rig.migrate("images/1.jpg", "images/2.jpg", "images/back.jpg");
        rig.run(prefix("images/back"));
        NameList list = each -> {
            names(List.of("images/1.jpg", "images/1.jpg", "images/unknown.jpg", "images/back.jpg"))
                    .forEach(each);
            each.accept(new ScanEntry.Bad("../x", "line 5: it has a \"..\" segment"));
            each.accept(new ScanEntry.Skipped(".hidden", "line 6: it starts with a dot"));
        };

        Run run = rig.run(listed(false), list);

        assertThat(run.counts()).isEqualTo(new RunCounts(1, 1, 1, 2));
        assertThat(rig.reasons()).containsExactlyInAnyOrder("images/unknown.jpg NOT_REGISTERED", "../x BAD_NAME");
        assertThat(rig.rows()).contains("images/1.jpg HELD NFS", "images/2.jpg MIGRATED S3");
    }

    @Test
    void an_original_that_is_not_proved_stays_on_s3_and_is_named_with_its_reason() throws IOException {
        rig.migrate(
                "images/gone",
                "images/longer",
                "images/other",
                "images/touched",
                "images/dir",
                "images/retired",
                "images/ok");
        Files.delete(site.media().resolve("images/gone"));
        site.write("images/longer", "these are more bytes than there were");
        site.write("images/other", "images/OTHER");
        site.write("images/touched", "images/touched");
        Files.delete(site.media().resolve("images/dir"));
        Files.createDirectory(site.media().resolve("images/dir"));
        site.jdbi()
                .useHandle(handle -> handle.execute(
                        "UPDATE nfs2s3.media SET state = 'RETIRED', retired_at = now() WHERE path = 'images/retired'"));

        Run run = rig.run(prefix("images/"));

        assertThat(run.counts()).isEqualTo(new RunCounts(2, 0, 0, 5));
        assertThat(rig.reasons())
                .containsExactlyInAnyOrder(
                        "images/gone ORIGINAL_MISSING",
                        "images/longer ORIGINAL_DIFFERS",
                        "images/other ORIGINAL_DIFFERS",
                        "images/dir ORIGINAL_UNREADABLE",
                        "images/retired RETIRED");
        assertThat(rig.rows().stream().filter(row -> row.endsWith("HELD NFS")))
                .containsExactly("images/ok HELD NFS", "images/touched HELD NFS");
        assertThat(application.rollbacks().runs().samples(run.id())).hasSize(5);
    }

    @Test
    void with_checksum_an_original_is_read_also_where_size_and_time_are_the_recorded_ones() throws IOException {
        rig.migrate("images/1.jpg", "images/2.jpg");
        var file = site.media().resolve("images/1.jpg");
        var time = Files.getLastModifiedTime(file);
        site.write("images/1.jpg", "images/X.jpg");
        Files.setLastModifiedTime(file, time);

        rig.run(RollbackRig.reading("images/"));

        assertThat(rig.reasons()).containsExactly("images/1.jpg ORIGINAL_DIFFERS");
        assertThat(rig.rows()).containsExactly("images/1.jpg MIGRATED S3", "images/2.jpg HELD NFS");
    }

    @Test
    void what_was_uploaded_again_after_it_was_proved_is_left_to_its_upload() {
        rig.migrate("images/1.jpg", "images/2.jpg");
        RunLease lease = rig.rollback().start(prefix("images/"), 0);
        Page seen = new Page(
                application
                        .catalog()
                        .find(List.of(MediaPath.of("images/1.jpg"), MediaPath.of("images/2.jpg")))
                        .values()
                        .stream()
                        .toList(),
                List.of(),
                0,
                List.of(),
                null);
        rig.migrate("images/1.jpg"); // generation 2, on S3

        var transactions =
                new RollbackTransactions(site.jdbi(), application.rollbacks().runs(), new RollbackFiles(""), false);
        assertThat(transactions.apply(lease, 1, seen).counts()).isEqualTo(new RunCounts(1, 0, 1, 0));

        assertThat(rig.rows()).containsExactly("images/1.jpg MIGRATED S3", "images/2.jpg HELD NFS");
        assertThat(application.rollbacks().runs().samples(lease.run()))
                .singleElement()
                .satisfies(sample -> assertThat(sample.name()).isEqualTo("images/1.jpg"));
        assertThat(transactions.apply(lease, 1, seen).counts())
                .as("the answer was lost, and the page comes again")
                .isEqualTo(new RunCounts(1, 0, 1, 0));
    }

    @Test
    void the_sites_own_pointers_change_in_the_same_transaction_and_a_path_that_it_does_not_take_is_refused_alone() {
        rig.migrate("images/1.jpg", "images/2.jpg", "images/forbidden.jpg");
        site.jdbi().useHandle(handle -> {
            handle.execute("CREATE TABLE photo (file text PRIMARY KEY, storage text, s3_key text,"
                    + " CHECK (storage = 'S3' OR file NOT LIKE '%forbidden%'))");
            handle.execute("INSERT INTO photo SELECT path, 'S3', object_key FROM nfs2s3.media");
        });
        RollbackRig own = new RollbackRig(
                site,
                site.application("catalog.siteUpdate = \"UPDATE photo SET storage = :location, s3_key = :objectKey"
                        + " WHERE file = :path\""));

        Run run = own.run(prefix("images/"));

        assertThat(run.counts()).isEqualTo(new RunCounts(2, 0, 0, 1));
        assertThat(own.reasons()).containsExactly("images/forbidden.jpg SITE_UPDATE");
        assertThat(application.rollbacks().runs().samples(run.id()))
                .singleElement()
                .satisfies(sample -> assertThat(sample.reason()).contains("catalog.siteUpdate failed", "photo_check"));
        assertThat(rig.rows())
                .containsExactly("images/1.jpg HELD NFS", "images/2.jpg HELD NFS", "images/forbidden.jpg MIGRATED S3");
        assertThat(site.query("SELECT file || ' ' || storage || ' ' || coalesce(s3_key, '-') FROM photo ORDER BY file"))
                .containsExactly(
                        "images/1.jpg NFS -", "images/2.jpg NFS -", "images/forbidden.jpg S3 images/forbidden.jpg");
    }

    /** Four or more: a few are refused at once. */
    @Test
    void files_that_fail_by_themselves_are_refused_and_hold_up_no_other(@TempDir Path scratch) {
        Optional<String> missing = DeadMount.missing();
        assumeTrue(missing.isEmpty(), () -> missing.orElse(""));
        rig.migrate(paths("images/dead/", 5));
        rig.migrate(paths("images/", 3));
        try (DeadMount dead = DeadMount.over(site.media().resolve("images/dead"), scratch)) {
            assertThat(Files.exists(dead.directory().resolve("1.jpg"))).isFalse();

            assertThat(rig.run(prefix("images/")).counts()).isEqualTo(new RunCounts(3, 0, 0, 5));
        }

        assertThat(rig.refused)
                .allSatisfy(one -> assertThat(one.text()).contains("the mount is gone", "not connected"))
                .extracting(Refused::reason)
                .containsOnly(Refusal.ORIGINAL_UNREADABLE);
        assertThat(rig.count("HELD")).isEqualTo(3);
    }

    @Test
    void a_statement_of_the_site_that_fails_for_every_path_ends_the_run() {
        rig.migrate(paths("images/", 120));
        RollbackRig absent = new RollbackRig(
                site, site.application("catalog.siteUpdate = \"DELETE FROM nowhere WHERE file = :path\""));
        assertThatThrownBy(() -> absent.run(prefix("images/"))).isInstanceOf(SiteUpdateException.class);

        site.jdbi().useHandle(handle -> handle.execute("CREATE TABLE readonly (file text, CHECK (file = ''))"));
        RollbackRig refusing =
                new RollbackRig(site, site.application("catalog.siteUpdate = \"INSERT INTO readonly VALUES (:path)\""));
        assertThatThrownBy(() -> refusing.run(prefix("images/")))
                .as("however well the database understands it")
                .isInstanceOf(SiteUpdateException.class);

        assertThat(rig.count("MIGRATED")).isEqualTo(120);
    }

    @Test
    void a_site_that_is_suspended_meanwhile_changes_no_pointer() {
        rig.migrate("images/1.jpg");
        SiteTable table = new SiteTable(site.jdbi());
        table.suspend(new Suspension(Cause.FOREIGN, "another site has it", "s3://bucket/"), table.read());
        try {
            assertThatThrownBy(() -> rig.run(prefix("images/")))
                    .isInstanceOfSatisfying(
                            MigrationException.class,
                            error -> assertThat(error.code()).isEqualTo(FailureCode.SITE_SUSPENDED));
        } finally {
            table.resume("s3://bucket/");
        }
        assertThat(rig.rows()).containsExactly("images/1.jpg MIGRATED S3");
    }

    @Test
    void a_selection_is_read_back_as_it_was_written() {
        MediaFilter filter = new MediaFilter(
                "images/\"a\\ \t", "image", new TimeRange(Instant.EPOCH, Instant.ofEpochSecond(9, 123_000)));
        RollbackSelection selection = new RollbackSelection(FileSelection.of(filter), true, 7L, false);
        assertThat(RollbackSelection.parse(true, selection.text())).isEqualTo(selection);

        RollbackSelection paths = new RollbackSelection(
                FileSelection.of(List.of(MediaPath.of("a b"), MediaPath.of("ä/\uD83D\uDE00"))), false, null, true);
        assertThat(RollbackSelection.parse(false, paths.text())).isEqualTo(paths);

        FileSelection ofList = new FileSelection(MediaFilter.ALL, List.of(), "-", true);
        RollbackSelection list = new RollbackSelection(ofList, false, null, false);
        assertThat(RollbackSelection.parse(false, list.text())).isEqualTo(list);
        assertThatThrownBy(() -> new FileSelection(filter, List.of(), "list", false))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new RollbackSelection(ofList, true, 7L, false))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
