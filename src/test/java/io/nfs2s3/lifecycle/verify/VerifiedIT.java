package io.nfs2s3.lifecycle.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nfs2s3.lifecycle.FileSelection;
import io.nfs2s3.lifecycle.retire.Retire.Direction;
import io.nfs2s3.lifecycle.retire.RetireRig;
import io.nfs2s3.runs.RunCounts;
import io.nfs2s3.runs.RunLease;
import io.nfs2s3.runs.RunProgress;
import io.nfs2s3.runs.RunResult;
import io.nfs2s3.testing.TestSite;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What was looked at lately is not looked at again, unless it changed or is to be looked at more closely. */
class VerifiedIT {
    private static final Depth BOTH = new Depth(true, true, true);
    private static final Duration MONTH = Duration.ofDays(30);

    @RegisterExtension
    private static final TestSite site = TestSite.open();

    private static final VerifySite files = new VerifySite(site);
    private static final AtomicInteger DIRECTORIES = new AtomicInteger();

    /** Of this test alone: an object is never written again. */
    private final String directory = "images/" + DIRECTORIES.incrementAndGet() + "/";

    @BeforeEach
    void migrate() {
        site.clearRuns();
        files.sql("TRUNCATE nfs2s3.verified");
        files.migrate(directory + "1.jpg", directory + "2.jpg", directory + "3.jpg");
    }

    private record Ran(RunCounts counts, VerifyProgress progress) {}

    private Ran verify(Depth depth, @Nullable Duration maxAge) {
        Verify verify = files.application.verifies().verify();
        VerifySelection selection = new VerifySelection(directory, depth, maxAge, 0, false, false);
        VerifyTotals totals = new VerifyTotals(new VerifyTally(), new VerifyProgress(), null);
        RunLease lease = verify.start(selection, 0);
        RunResult result = verify.run(
                lease, selection, () -> 3, new VerifyWork(() -> 0, totals, new RunProgress(), one -> {}, () -> true));
        return new Ran(((RunResult.Done) result).run().counts(), totals.progress());
    }

    private static RunCounts looked(int match, int fresh) {
        return new RunCounts(0, match, fresh, 0);
    }

    @Test
    void what_was_looked_at_is_only_listed_the_next_time() {
        assertThat(verify(BOTH, MONTH).counts()).isEqualTo(looked(3, 0));

        Ran again = verify(BOTH, MONTH);

        assertThat(again.counts()).isEqualTo(looked(0, 3));
        assertThat(List.of(again.progress().heads(), again.progress().reads())).containsOnly(0L);
        assertThat(verify(BOTH, null).counts()).as("without an age").isEqualTo(looked(3, 0));
    }

    @Test
    void a_closer_look_is_a_look_too_and_not_the_other_way_round() {
        verify(VerifySite.CHECKSUM, null);

        assertThat(verify(VerifySite.SOURCE, MONTH).counts()).isEqualTo(looked(0, 3));
        assertThat(verify(VerifySite.BYTES, MONTH).counts()).isEqualTo(looked(3, 0));
        assertThat(verify(BOTH, MONTH).counts()).as("each of them was").isEqualTo(looked(0, 3));
    }

    @Test
    void what_is_older_than_the_age_is_looked_at_again() {
        verify(BOTH, null);
        files.sql("UPDATE nfs2s3.verified SET source_at = now() - interval '31 days' WHERE media = "
                + "(SELECT id FROM nfs2s3.media WHERE path = '" + directory + "2.jpg')");

        assertThat(verify(BOTH, MONTH).counts()).isEqualTo(looked(1, 2));
        assertThat(verify(BOTH, MONTH).counts()).isEqualTo(looked(0, 3));
    }

    @Test
    void what_was_noted_by_a_clock_that_was_ahead_is_looked_at_again() {
        verify(BOTH, null);
        files.sql("UPDATE nfs2s3.verified SET source_at = now() + interval '1 year', checksum_at = source_at,"
                + " bytes_at = source_at");

        assertThat(verify(VerifySite.SOURCE, MONTH).counts()).isEqualTo(looked(3, 0));
        assertThat(verify(VerifySite.SOURCE, MONTH).counts())
                .as("by the right clock")
                .isEqualTo(looked(0, 3));
    }

    @Test
    void what_changed_since_is_never_fresh() {
        verify(BOTH, null);
        files.migrate(directory + "1.jpg"); // again: the next generation
        files.sql("UPDATE nfs2s3.media SET migrated_at = clock_timestamp() WHERE path = '" + directory
                + "2.jpg'"); // rolled back, undone
        files.sql("UPDATE nfs2s3.media SET state = 'RETIRED', retired_at = clock_timestamp() WHERE path = '" + directory
                + "3.jpg'");

        assertThat(verify(BOTH, MONTH).counts()).isEqualTo(looked(3, 0));
    }

    @Test
    void an_original_that_was_taken_away_and_brought_back_since_is_not_fresh() {
        RetireRig rig = new RetireRig(site);
        FileSelection second = RetireRig.of(directory + "2.jpg");
        rig.age();
        verify(VerifySite.SOURCE, null);
        rig.run(Direction.RETIRE, second);
        rig.run(Direction.PUT_BACK, second);
        assertThat(site.query("SELECT DISTINCT state FROM nfs2s3.media WHERE starts_with(path, ?)", directory))
                .containsExactly("MIGRATED");

        assertThat(verify(VerifySite.SOURCE, MONTH).counts()).isEqualTo(looked(1, 2));
        assertThat(verify(VerifySite.SOURCE, MONTH).counts()).isEqualTo(looked(0, 3));
    }

    @Test
    void what_the_listing_shows_to_be_wrong_is_told_however_fresh() {
        verify(BOTH, null);
        files.remove(directory + "2.jpg");

        assertThat(verify(BOTH, MONTH).counts()).isEqualTo(new RunCounts(0, 0, 2, 1));
    }

    @Test
    void what_differs_is_not_remembered_and_a_listing_remembers_nothing() throws Exception {
        verify(VerifySite.LISTING, null);
        assertThat(site.count("SELECT count(*) FROM nfs2s3.verified")).isZero();
        Files.delete(site.media().resolve(directory + "3.jpg"));

        verify(VerifySite.SOURCE, null);

        assertThat(site.count("SELECT count(*) FROM nfs2s3.verified")).isEqualTo(2);
        assertThat(verify(VerifySite.SOURCE, MONTH).counts()).isEqualTo(new RunCounts(0, 0, 2, 1));
    }

    @Test
    void an_age_without_a_look_is_refused() {
        assertThatThrownBy(() -> new VerifySelection("", VerifySite.LISTING, MONTH, 0, false, false))
                .hasMessageContaining("--max-age goes with");
    }
}
