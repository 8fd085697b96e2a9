package io.nfs2s3.lifecycle.verify;

import static io.nfs2s3.lifecycle.verify.VerifySite.SOURCE;
import static io.nfs2s3.lifecycle.verify.VerifySite.differences;
import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.testing.TestSite;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is safe is done, and nothing else; a second verify is clean. */
class RepairIT {
    @RegisterExtension
    private final TestSite site = TestSite.open();

    private VerifySite files;

    @BeforeEach
    void spoil() throws IOException {
        files = new VerifySite(site);
        files.migrate(
                "images/good.jpg",
                "images/gone.jpg",
                "images/other.jpg",
                "images/restamped.jpg",
                "images/again.jpg",
                "images/no-row.jpg",
                "images/back.jpg");
        files.remove("images/gone.jpg");
        files.put("images/other.jpg", "IMAGES/other.jpg");
        files.sql("UPDATE nfs2s3.media SET etag = '\"0123\"' WHERE path = 'images/restamped.jpg'");
        files.migrate("images/again.jpg");
        files.sql("DELETE FROM nfs2s3.superseded");
        files.sql("DELETE FROM nfs2s3.media WHERE path = 'images/no-row.jpg'");
        files.sql("UPDATE nfs2s3.media SET state = 'HELD', location = 'NFS' WHERE path = 'images/back.jpg'");
        Files.delete(site.media().resolve("images/back.jpg"));
    }

    private Mending repair(Mending mending) {
        Verifier verifier = files.application.verifier();
        verifier.verify(verifier.below(""), SOURCE, mending::mend, new VerifyProgress(), () -> true);
        return mending;
    }

    private List<String> rows() {
        return site.query("SELECT path || ' ' || generation || ' ' || state || ' ' || coalesce(object_key, '')"
                + " FROM nfs2s3.media ORDER BY path");
    }

    @Test
    void after_a_repair_and_its_copies_a_second_verify_is_clean() {
        Mending mended = repair(new Mending(files.application.repair()));

        assertThat(mended.done().toString())
                .isEqualTo("{REQUEUE=1, FLIP_BACK=2, TAKE_UP_EVIDENCE=2, LEAVE_TO_SWEEP=1}");
        assertThat(mended.left() + mended.changed()).isZero();
        assertThat(site.query(
                        "SELECT path FROM nfs2s3.media WHERE state = 'QUEUED' AND location = 'NFS' ORDER BY path"))
                .containsExactly("images/gone.jpg", "images/no-row.jpg", "images/other.jpg");
        assertThat(site.query("SELECT path || ' ' || was || ' ' || state FROM nfs2s3.ledger WHERE act = 'REPAIR'"
                        + " ORDER BY path, id"))
                .containsExactly(
                        "images/back.jpg HELD QUEUED",
                        "images/back.jpg QUEUED MIGRATED",
                        "images/gone.jpg MIGRATED QUEUED",
                        "images/other.jpg MIGRATED QUEUED",
                        "images/restamped.jpg MIGRATED MIGRATED");

        files.work();

        VerifyProgress progress = new VerifyProgress();
        assertThat(differences(files.verify("", SOURCE, progress)))
                .containsExactly("- images/back.jpg moved-by-hand ask");
        assertThat(progress.leftToSweep()).isEqualTo(2); // the first generations of again and other
        assertThat(rows())
                .containsExactly(
                        "images/again.jpg 2 MIGRATED images/again~g2.jpg",
                        "images/back.jpg 1 MIGRATED images/back.jpg",
                        "images/gone.jpg 2 MIGRATED images/gone~g2.jpg",
                        "images/good.jpg 1 MIGRATED images/good.jpg",
                        "images/no-row.jpg 1 MIGRATED images/no-row.jpg",
                        "images/other.jpg 2 MIGRATED images/other~g2.jpg",
                        "images/restamped.jpg 1 MIGRATED images/restamped.jpg");
        assertThat(site.text("images/other~g2.jpg")).isEqualTo("images/other.jpg");
    }

    @Test
    void a_dry_run_counts_the_same_and_changes_nothing() {
        List<String> before = rows();
        List<String> keys = site.keys();

        Mending mending = repair(new Mending(null));

        assertThat(mending.done().toString())
                .isEqualTo("{REQUEUE=1, FLIP_BACK=2, TAKE_UP_EVIDENCE=2, LEAVE_TO_SWEEP=1}");
        assertThat(rows()).isEqualTo(before);
        assertThat(site.keys()).isEqualTo(keys);
        assertThat(site.count("SELECT count(*) FROM nfs2s3.superseded")).isZero();
    }

    @Test
    void a_row_that_changed_since_it_was_looked_at_is_left_alone() {
        List<Judged> found = new ArrayList<>();
        Verifier verifier = files.application.verifier();
        verifier.verify(
                verifier.below(""),
                SOURCE,
                one -> {
                    synchronized (found) {
                        found.add(one);
                    }
                },
                new VerifyProgress(),
                () -> true);
        files.sql("UPDATE nfs2s3.media SET generation = generation + 1, object_key = path || '9'"); // as if uploaded
        // again
        files.upload("images/no-row.jpg");
        List<String> before = rows();
        Mending mending = new Mending(files.application.repair());

        found.stream().filter(one -> one.decision().act() != Act.LEAVE_TO_SWEEP).forEach(mending::mend);

        assertThat(mending.done()).isEmpty();
        assertThat(mending.changed()).isEqualTo(5);
        assertThat(rows()).isEqualTo(before);
    }
}
