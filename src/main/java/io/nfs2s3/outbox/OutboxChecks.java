package io.nfs2s3.outbox;

import io.nfs2s3.doctor.Answer;
import io.nfs2s3.doctor.Check;
import io.nfs2s3.doctor.CheckCode;
import java.time.Duration;
import java.util.List;
import org.jdbi.v3.core.Jdbi;

/** Whether the outbox moves. */
public final class OutboxChecks {
    /** A drain comes every few seconds. */
    private static final Duration LONG = Duration.ofMinutes(10);

    private OutboxChecks() {}

    /** @param reached the code of the check that the database can be reached */
    public static List<Check> of(Jdbi jdbi, CheckCode reached) {
        return List.of(Check.onDemand(CheckCode.SITE_OUTBOX, "outbox", () -> look(new Outbox(jdbi).status()))
                .after(reached));
    }

    private static Answer look(OutboxStatus status) {
        if (status.setAside() > 0) {
            return Answer.warning(
                    status.setAside() + " uploads were set aside, for a fault of their own",
                    "see 'nfs2s3 outbox list --set-aside', then run 'nfs2s3 outbox replay --take-back'");
        }
        if (status.oldestAgeSeconds() > LONG.toSeconds()) {
            return Answer.warning(
                    status.depth() + " uploads wait, the first of them for " + status.oldestAgeSeconds() + " s",
                    "start a daemon, or run 'nfs2s3 drain', which says what is in its way");
        }
        return Answer.good(status.depth() == 0 ? "is empty" : status.depth() + " uploads wait for SQS, not for long");
    }
}
