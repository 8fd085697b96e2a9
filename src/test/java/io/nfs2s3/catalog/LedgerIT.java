package io.nfs2s3.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.nfs2s3.catalog.LedgerEntry.Evidence;
import io.nfs2s3.media.Failure;
import io.nfs2s3.media.FailureCode;
import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.Location;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.StoredCopy;
import io.nfs2s3.media.TimeRange;
import io.nfs2s3.testing.Copies;
import io.nfs2s3.testing.SqlUploads;
import io.nfs2s3.testing.TestSite;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Every change of a pointer, by whatever way, leaves one line; what changes no pointer leaves none. */
class LedgerIT {
    @RegisterExtension
    private static final TestSite site = TestSite.open().emptyBeforeEach();

    private static final CatalogRig rig = new CatalogRig(site);
    private static final Ledger ledger = site.application().ledger();
    private static final MediaPath PATH = MediaPath.of("images/ab/1.jpg");

    /** The lines that the work leaves, the oldest first. */
    private static List<LedgerEntry> linesOf(Runnable work) {
        long before = site.count("SELECT coalesce(max(id), 0) FROM nfs2s3.ledger");
        work.run();
        List<LedgerEntry> lines = new ArrayList<>();
        ledger.forEach(new LedgerFilter(List.of(), TimeRange.ALL, null), Long.MAX_VALUE, line -> {
            if (line.id() > before) {
                lines.add(0, line);
            }
        });
        return lines;
    }

    private static String shown(LedgerEntry line) {
        return line.act() + " " + line.path() + " " + line.generation() + " " + line.was() + " " + line.state();
    }

    private static void execute(String sql) {
        site.jdbi().useHandle(handle -> handle.execute(sql));
    }

    @Test
    void a_flip_leaves_the_evidence_and_who_did_it() {
        FileVersion upload = rig.register(PATH).upload();
        StoredCopy copy = Copies.of(upload);

        assertThat(linesOf(() -> rig.flip(upload))).singleElement().satisfies(line -> {
            assertThat(shown(line)).isEqualTo("FLIP images/ab/1.jpg 1 QUEUED MIGRATED");
            assertThat(line.locationBefore()).isEqualTo(Location.NFS);
            assertThat(line.location()).isEqualTo(Location.S3);
            assertThat(line.evidence())
                    .isEqualTo(new Evidence(
                            copy.key().value(), Copies.SIZE, copy.checksum().toString(), "\"etag\"", null));
            assertThat(line.who().login()).isEqualTo(site.addresses().databaseUser());
            assertThat(line.who().application()).isEqualTo("nfs2s3");
            assertThat(line.who().client()).isNotEmpty();
            assertThat(Duration.between(
                            line.at(), site.application().databaseClock().instant()))
                    .isBetween(Duration.ZERO, Duration.ofMinutes(5));
        });
        assertThat(linesOf(() -> rig.flip(upload))).isEmpty();
    }

    @Test
    void a_batch_leaves_a_line_for_each_file_at_one_time() {
        List<MediaPath> paths = Copies.paths("batch", 200);

        List<LedgerEntry> lines = linesOf(() -> Copies.migrate(rig.catalog(), paths));

        assertThat(lines).hasSize(200).allMatch(line -> line.act().equals("FLIP"));
        assertThat(lines).extracting(LedgerEntry::path).doesNotHaveDuplicates();
        assertThat(lines).extracting(LedgerEntry::at).containsOnly(lines.get(0).at());
    }

    @Test
    void registering_sweeping_holding_and_trying_again_leave_none() {
        assertThat(linesOf(() -> {
                    FileVersion upload = rig.register(PATH).upload();
                    rig.register(MediaPath.of("audio/held.mp3"));
                    rig.register(MediaPath.of("audio/held.mp3"));
                    rig.catalog().recordAttempt(upload, new Failure(FailureCode.SOURCE_READ, "EIO"));
                    rig.catalog().supersede(upload);
                    rig.catalog()
                            .queued()
                            .claimBefore(Lane.LIVE, rig.catalog().queued().ago(Duration.ZERO), 10);
                    rig.catalog().tryRegister();
                    rig.register(PATH);
                }))
                .isEmpty();
    }

    @Test
    void an_upload_that_takes_the_pointer_back_names_the_object_that_it_led_to() throws SQLException {
        rig.flip(rig.register(PATH).upload());

        assertThat(linesOf(() -> rig.register(PATH))).singleElement().satisfies(line -> {
            assertThat(shown(line)).isEqualTo("REUPLOAD images/ab/1.jpg 2 MIGRATED QUEUED");
            assertThat(line.evidence().objectKey()).isEqualTo("images/ab/1.jpg");
        });
        rig.flip(new FileVersion(PATH, 2));
        try (Connection connection = SqlUploads.connect(site)) {
            assertThat(linesOf(() -> assertThat(enqueued(connection)).isEqualTo("OUTBOX")))
                    .singleElement()
                    .satisfies(line -> {
                        assertThat(shown(line)).isEqualTo("REUPLOAD images/ab/1.jpg 3 MIGRATED QUEUED");
                        assertThat(line.evidence().objectKey()).isEqualTo("images/ab/1~g2.jpg");
                    });
        }
    }

    private static String enqueued(Connection connection) {
        try {
            return SqlUploads.enqueue(connection, PATH.value());
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void a_failure_keeps_its_reason_after_the_retry() {
        FileVersion upload = rig.register(PATH).upload();
        FailedFiles failed = site.application().retries().failedFiles();

        List<LedgerEntry> lines = linesOf(() -> {
            rig.catalog().fail(upload, new Failure(FailureCode.SOURCE_MISSING, "it is gone"));
            failed.requeue(FailedFilter.ALL, failed.beginning(), 10);
            rig.catalog().fail(new FileVersion(PATH, 2), new Failure(FailureCode.SOURCE_MISSING, "again"));
            rig.register(PATH);
        });

        assertThat(lines)
                .extracting(LedgerIT::shown)
                .containsExactly(
                        "FAIL images/ab/1.jpg 1 QUEUED FAILED",
                        "RETRY images/ab/1.jpg 2 FAILED QUEUED",
                        "FAIL images/ab/1.jpg 2 QUEUED FAILED",
                        "REUPLOAD images/ab/1.jpg 3 FAILED QUEUED");
        assertThat(lines)
                .extracting(LedgerEntry::reason)
                .containsExactly("SOURCE_MISSING: it is gone", null, "SOURCE_MISSING: again", null);
    }

    @Test
    void what_is_done_by_hand_is_told_from_the_row_before_and_after() {
        Copies.migrate(rig.catalog(), Copies.paths("hand", 3));

        assertThat(linesOf(() -> {
                    execute("UPDATE nfs2s3.media SET state = 'RETIRED', retired_at = now() WHERE path LIKE '%hand1%'");
                    execute("UPDATE nfs2s3.media SET state = 'MIGRATED', retired_at = NULL WHERE path LIKE '%hand1%'");
                    execute("UPDATE nfs2s3.media SET etag = 'other' WHERE path LIKE '%hand1%'");
                    execute("UPDATE nfs2s3.media SET object_key = 'other' WHERE path LIKE '%hand1%'");
                    execute("UPDATE nfs2s3.media SET registered_at = now(), attempts = 7 WHERE path LIKE '%hand1%'");
                    execute("UPDATE nfs2s3.media SET state = 'HELD', location = 'NFS' WHERE path LIKE '%hand1%'");
                    execute("UPDATE nfs2s3.media SET state = 'QUEUED', location = 'NFS' WHERE path LIKE '%hand2%'");
                    execute("UPDATE nfs2s3.media SET path = 'images/moved.jpg' WHERE path LIKE '%hand3%'");
                    execute("DELETE FROM nfs2s3.media WHERE path = 'images/moved.jpg'");
                    execute("TRUNCATE nfs2s3.media");
                }))
                .extracting(LedgerIT::shown)
                .containsExactly(
                        "RETIRE images/hand1.jpg 1 MIGRATED RETIRED",
                        "RESTORE images/hand1.jpg 1 RETIRED MIGRATED",
                        "EVIDENCE images/hand1.jpg 1 MIGRATED MIGRATED",
                        "REPOINT images/hand1.jpg 1 MIGRATED MIGRATED",
                        "ROLLBACK images/hand1.jpg 1 MIGRATED HELD",
                        "FLIP_BACK images/hand2.jpg 1 MIGRATED QUEUED",
                        "DELETE images/hand3.jpg 1 MIGRATED null",
                        "INSERT images/moved.jpg 1 null MIGRATED",
                        "DELETE images/moved.jpg 1 MIGRATED null",
                        "TRUNCATE null null null null");
    }

    @Test
    void what_is_recorded_of_a_row_hangs_on_no_other_row_of_the_statement() {
        Copies.migrate(rig.catalog(), Copies.paths("on", 1));
        rig.register(PATH);

        assertThat(linesOf(() -> execute("UPDATE nfs2s3.media SET path = 'audio/' || id || '.mp3'")))
                .extracting(LedgerEntry::act, LedgerEntry::was, LedgerEntry::state)
                .containsExactlyInAnyOrder(tuple("DELETE", "MIGRATED", null), tuple("INSERT", null, "MIGRATED"));
    }

    @Test
    void that_a_roll_back_is_undone_leaves_a_line_and_that_a_held_kind_is_queued_none() {
        rig.flip(rig.register(PATH).upload());
        rig.register(MediaPath.of("audio/held.mp3"));

        assertThat(linesOf(() -> {
                    execute("UPDATE nfs2s3.media SET state = 'HELD', location = 'NFS' WHERE location = 'S3'");
                    execute("UPDATE nfs2s3.media SET state = 'QUEUED', location = 'NFS' WHERE state = 'HELD'");
                    execute("UPDATE nfs2s3.media SET state = 'HELD' WHERE path = 'images/ab/1.jpg'");
                    rig.register(PATH);
                }))
                .extracting(line -> shown(line) + " " + line.evidence().objectKey())
                .containsExactly(
                        "ROLLBACK images/ab/1.jpg 1 MIGRATED HELD images/ab/1.jpg",
                        "UNDO images/ab/1.jpg 1 HELD QUEUED images/ab/1.jpg");
    }

    @Test
    void a_command_says_what_the_row_does_not_tell_for_its_transaction_alone() {
        List<MediaPath> paths = Copies.paths("said", 2);
        rig.catalog().register(paths);
        String flip =
                "UPDATE nfs2s3.media SET location = 'S3', state = 'MIGRATED', size_bytes = 1, checksum = 'CRC32C:a',"
                        + " object_key = path, migrated_at = now() WHERE path = ?";

        assertThat(linesOf(() -> site.jdbi().useHandle(handle -> {
                    handle.useTransaction(transaction -> {
                        LedgerAct.REPAIR.say(transaction);
                        transaction.execute(flip, paths.get(0).value());
                    });
                    handle.execute("SET nfs2s3.act = 'what ever\n'");
                    handle.execute(flip, paths.get(1).value());
                    handle.execute("RESET nfs2s3.act");
                })))
                .extracting(LedgerIT::shown)
                .containsExactly(
                        "REPAIR images/said1.jpg 1 QUEUED MIGRATED", "FLIP images/said2.jpg 1 QUEUED MIGRATED");
    }

    @Test
    void what_is_rolled_back_leaves_none() {
        FileVersion upload = rig.register(PATH).upload();

        assertThat(linesOf(() -> site.jdbi().useTransaction(handle -> {
                    MediaSql.flip(handle, List.of(Copies.of(upload)), MediaSql.WAIT);
                    handle.rollback();
                })))
                .isEmpty();
    }
}
