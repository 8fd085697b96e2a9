package io.nfs2s3.app;

import io.nfs2s3.outbox.LeaseHolder;
import io.nfs2s3.outbox.Outbox;
import io.nfs2s3.outbox.OutboxStatus;
import io.nfs2s3.progress.ProgressReport.OutboxCounts;
import java.util.Optional;

/** What the report says of the outbox. */
final class OutboxCounter {
    private OutboxCounter() {}

    static OutboxCounts count(Outbox outbox) {
        OutboxStatus status = outbox.status();
        Optional<LeaseHolder> drainer = outbox.drainer();
        return new OutboxCounts(
                status.depth(),
                status.oldestAgeSeconds(),
                status.setAside(),
                drainer.map(LeaseHolder::owner).orElse(null),
                drainer.map(LeaseHolder::seconds).orElse(0L));
    }
}
