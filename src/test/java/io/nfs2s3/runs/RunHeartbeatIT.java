package io.nfs2s3.runs;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.testing.SqlUploads;
import io.nfs2s3.testing.TestSite;
import java.util.concurrent.atomic.AtomicInteger;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RunHeartbeatIT {
    @RegisterExtension
    private static final TestSite site = TestSite.open();

    @Test
    void an_error_in_one_beat_does_not_end_the_beats() {
        RunLease lease = new Runs(site.jdbi(), RunKind.VERIFY).start("CATALOG", "", "here/1/1", 0, unfinished -> {});
        String begun = seenAt(lease);
        AtomicInteger connections = new AtomicInteger();
        Jdbi jdbi = Jdbi.create(() -> {
            if (connections.incrementAndGet() == 1) {
                throw new OutOfMemoryError("on purpose: unable to create native thread");
            }
            return SqlUploads.connect(site);
        });
        Cancellation cancellation = new Cancellation(new RunProgress(), error -> false, () -> {});

        site.closing(new RunHeartbeat(new Runs(jdbi, RunKind.VERIFY), lease, cancellation, () -> true, "test-watch"));

        site.await(() -> !seenAt(lease).equals(begun));
        assertThat(connections).hasValueGreaterThan(1);
        assertThat(cancellation.isStopped()).isFalse();
    }

    private static String seenAt(RunLease lease) {
        return site.query("SELECT seen_at FROM nfs2s3.run WHERE id = ?", lease.run())
                .get(0);
    }
}
