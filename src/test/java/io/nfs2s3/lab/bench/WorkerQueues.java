package io.nfs2s3.lab.bench;

import io.nfs2s3.app.Application;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.queue.MessagePacker;
import io.nfs2s3.queue.MigrationMessage;
import io.nfs2s3.queue.MigrationMessage.FileRef;
import io.nfs2s3.queue.MigrationMessage.Source;
import io.nfs2s3.queue.MigrationQueue;
import io.nfs2s3.queue.QueueSettings;
import io.nfs2s3.queue.SendResult;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Registers files and sends the messages that ask for them, to the queues of some settings, which it creates. */
final class WorkerQueues {
    /** How the messages are: many files each in the backfill queue, or one each in the queue of uploads. */
    enum Style {
        BACKFILL(Source.BACKFILL, 100),
        UPLOADS(Source.UPLOAD, 1);

        private final Source source;
        private final int filesPerMessage;

        Style(Source source, int filesPerMessage) {
            this.source = source;
            this.filesPerMessage = filesPerMessage;
        }
    }

    private static final int PAGE = 1_000;
    private final Application application;
    private final Bare bare;
    private final Style style;

    WorkerQueues(Application application, Bare bare, Style style) {
        this.application = application;
        this.bare = bare;
        this.style = style;
    }

    void fill(List<MediaPath> paths) {
        application.doctor().create();
        QueueSettings queues = application.settings().sqs();
        MigrationQueue queue = bare.queue(style == Style.BACKFILL ? queues.backfill() : queues.uploads());
        for (int from = 0; from < paths.size(); from += PAGE) {
            send(queue, register(paths.subList(from, Math.min(paths.size(), from + PAGE))));
        }
    }

    private List<FileRef> register(List<MediaPath> paths) {
        Map<MediaPath, FileRef> registered = new HashMap<>();
        application
                .catalog()
                .register(paths)
                .forEach((path, registration) -> registered.put(path, FileRef.of(registration.upload())));
        return paths.stream().map(registered::get).toList();
    }

    private void send(MigrationQueue queue, List<FileRef> files) {
        List<MigrationMessage> messages = new ArrayList<>();
        for (int from = 0; from < files.size(); from += style.filesPerMessage) {
            messages.addAll(MessagePacker.pack(
                    style.source, files.subList(from, Math.min(files.size(), from + style.filesPerMessage))));
        }
        if (!queue.sendBatch(messages).stream().allMatch(SendResult::accepted)) {
            throw new IllegalStateException("SQS refused a message");
        }
    }
}
