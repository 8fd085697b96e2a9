package io.nfs2s3.app;

import io.nfs2s3.media.ErrorText;
import io.nfs2s3.progress.History;
import io.nfs2s3.progress.ProgressReport.OutboxCounts;
import io.nfs2s3.progress.ProgressReport.QueueReading;
import io.nfs2s3.progress.Tally;
import io.nfs2s3.resilience.ProcessName;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the history, once a minute: what this process did, and what the site has where no other was first. Run by one thread,
 * and at last by who closes it.
 */
public final class HistoryWriter {
    private static final Logger log = LoggerFactory.getLogger(HistoryWriter.class);
    private final History history;
    private final Tally tally;
    private final BooleanSupplier backfillRests;
    private final Supplier<OutboxCounts> outbox;
    private final Supplier<QueueReading> queues;
    private final String host = ProcessName.host();
    private volatile boolean failing;

    HistoryWriter(
            History history,
            Tally tally,
            BooleanSupplier backfillRests,
            Supplier<OutboxCounts> outbox,
            Supplier<QueueReading> queues) {
        this.history = history;
        this.tally = tally;
        this.backfillRests = backfillRests;
        this.outbox = outbox;
        this.queues = queues;
    }

    /**
     * Writes, and folds what is old.
     *
     * @return why it cannot be done, in one line; empty when it was
     */
    public String write() {
        failing = true;
        Optional<String> grant = history.missing();
        if (grant.isPresent()) {
            return "this user may not write the history; as the owner: " + grant.get();
        }
        history.write(host, tally, backfillRests.getAsBoolean())
                .ifPresent(minute -> history.writeSite(minute, outbox.get(), queues.get()));
        failing = false;
        history.fold();
        return "";
    }

    /** Writes what is left at the end of the process, if anything is, and the last time went well: a stop waits for no outage. */
    public void writeRest() {
        if (tally.isEmpty() || failing) {
            return;
        }
        try {
            history.writeRest(host, tally);
        } catch (JdbiException e) {
            log.debug("the last minute is not written reason=\"{}\"", ErrorText.ofRoot(e));
        }
    }
}
