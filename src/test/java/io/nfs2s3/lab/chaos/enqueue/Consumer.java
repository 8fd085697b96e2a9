package io.nfs2s3.lab.chaos.enqueue;

import io.nfs2s3.queue.MigrationMessage.FileRef;
import io.nfs2s3.queue.MigrationQueue;
import io.nfs2s3.testing.Queues;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The one reader of a queue: takes messages as they come. */
final class Consumer implements AutoCloseable {
    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final CompletableFuture<List<FileRef>> received;
    private volatile boolean rest;

    private Consumer(MigrationQueue queue) {
        this.received = CompletableFuture.supplyAsync(() -> receive(queue), thread);
    }

    static Consumer start(MigrationQueue queue) {
        return new Consumer(queue);
    }

    private List<FileRef> receive(MigrationQueue queue) {
        List<FileRef> files = new ArrayList<>();
        while (!rest) {
            var messages = queue.receive(Duration.ofSeconds(1), Duration.ofSeconds(60));
            messages.forEach(
                    message -> files.addAll(Queues.decode(message.body()).files()));
            queue.delete(messages);
        }
        files.addAll(Queues.takeFiles(queue));
        return files;
    }

    /** Takes what is left, ends, and tells all that it received, in that order. */
    List<FileRef> receiveRest() {
        rest = true;
        return received.join();
    }

    @Override
    public void close() {
        rest = true;
        thread.shutdown();
    }
}
