package io.nfs2s3.lifecycle.verify;

import static io.nfs2s3.lifecycle.verify.VerifySite.BYTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nfs2s3.lab.devstack.S3FaultProxy;
import io.nfs2s3.lab.devstack.S3Mishap;
import io.nfs2s3.runs.RunLease;
import io.nfs2s3.runs.RunProgress;
import io.nfs2s3.runs.RunResult;
import io.nfs2s3.testing.TestSite;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a verify that keeps a record waits for, and what it does not. */
class VerifyOutagesIT {
    private static final VerifySelection ALL = new VerifySelection("", BYTES, null, 0, false, false);

    @RegisterExtension
    private static final TestSite site = TestSite.open();

    private static final VerifySite files = new VerifySite(site);
    private static final S3FaultProxy s3 =
            site.closing(S3FaultProxy.to(site.addresses().s3Endpoint(), key -> false));
    private static final Verify verify = site.application("s3.endpoint = \"" + s3.endpoint() + "\"")
            .verifies()
            .verify();

    private final List<String> judged = new CopyOnWriteArrayList<>();
    private final List<String> waits = new CopyOnWriteArrayList<>();

    @BeforeAll
    static void migrate() {
        files.migrate("images/1.jpg", "images/2.jpg", "images/3.jpg");
        files.put("images/stranger.jpg", "nobody's");
    }

    @BeforeEach
    void clear() {
        site.clearRuns();
    }

    @AfterEach
    void accept() {
        s3.accept();
    }

    private RunResult run(Verify with) {
        RunLease lease = with.start(ALL);
        VerifyTotals totals = new VerifyTotals(new VerifyTally(), new VerifyProgress(), null);
        VerifyWork work = new VerifyWork(
                () -> 0, totals, new RunProgress(waits::add), one -> judged.add(VerifySite.line(one)), () -> true);
        return with.run(lease, ALL, () -> 3, work);
    }

    private static void refuse(String key, int status, String code) {
        s3.befall(request -> request.key().equals(key) ? new S3Mishap.Refused(status, code) : new S3Mishap.Spared());
    }

    @Test
    void an_object_that_alone_fails_every_time_is_told_as_an_error() {
        refuse("images/2.jpg", 500, "InternalError");

        assertThat(run(verify)).isInstanceOf(RunResult.Done.class);

        assertThat(judged)
                .containsExactlyInAnyOrder(
                        "= images/1.jpg",
                        "! images/2.jpg ask",
                        "= images/3.jpg",
                        "- images/stranger.jpg foreign-object ask");
        assertThat(waits).as("what was waited for").anyMatch(reason -> !reason.isEmpty());
    }

    @Test
    void so_is_one_that_no_row_names_and_that_is_busy_every_time() {
        refuse("images/stranger.jpg", 409, "OperationAborted");

        assertThat(run(verify)).isInstanceOf(RunResult.Done.class);

        assertThat(judged)
                .containsExactlyInAnyOrder(
                        "= images/1.jpg", "= images/2.jpg", "= images/3.jpg", "! images/stranger.jpg ask");
    }
}
