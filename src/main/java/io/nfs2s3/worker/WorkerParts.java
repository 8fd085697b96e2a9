package io.nfs2s3.worker;

import io.nfs2s3.catalog.MediaCatalog;
import io.nfs2s3.progress.WorkerLimits;
import io.nfs2s3.queue.MigrationQueue;
import io.nfs2s3.site.SiteGuard;
import io.nfs2s3.source.NfsSource;
import io.nfs2s3.storage.ContentTypes;
import io.nfs2s3.storage.ObjectStore;
import io.nfs2s3.storage.StoreLoad;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.ToLongFunction;

/**
 * What a worker works with. Whoever made the parts closes them, after the worker.
 *
 * @param uploads the live queue
 * @param backfill served when the live queue is empty
 * @param limits to be told how much the worker does at once
 * @param load of the client that the store uses
 * @param site whether the site may write and remove; asked every few seconds
 * @param visibilityTimeout of messages in flight, renewed every third of it
 * @param longPoll of a receive when there is nothing to do
 * @param vanishedAfter how long a file that is not found counts as late
 * @param outboxBefore how many uploads wait in the outbox for SQS that came before a time of the database
 * @param backfillIsOpen whether files of the backfill queue may be taken now; asked before each of them, by any thread
 * @param outages told the name of a job that cannot go on, and why; the same with an empty reason once it goes on. By any
 *     thread, which does not wait
 */
public record WorkerParts(
        MigrationQueue uploads,
        MigrationQueue backfill,
        MediaCatalog catalog,
        WorkerLimits limits,
        NfsSource source,
        ObjectStore store,
        StoreLoad load,
        ContentTypes types,
        ObjectCleaner cleaner,
        SiteGuard site,
        Duration visibilityTimeout,
        Duration longPoll,
        Duration vanishedAfter,
        ToLongFunction<Instant> outboxBefore,
        BooleanSupplier backfillIsOpen,
        BiConsumer<String, String> outages,
        Clock clock) {}
