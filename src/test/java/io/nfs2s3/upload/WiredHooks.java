package io.nfs2s3.upload;

import static org.awaitility.Awaitility.await;

import io.nfs2s3.app.Application;
import io.nfs2s3.lab.devstack.TcpProxy;
import io.nfs2s3.media.FileVersion;
import io.nfs2s3.queue.MigrationQueue;
import io.nfs2s3.testing.Queues;
import io.nfs2s3.testing.TestSite;
import io.nfs2s3.testing.Wire;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A site with hooks behind two proxies, where outages of SQS and of the database are made. A suite registers it in a
 * static field: it is as new before each test, and closed after the last.
 */
final class WiredHooks implements BeforeEachCallback, AfterAllCallback {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final TestSite site = TestSite.open();
    private final Application application = site.application();
    private final MigrationQueue queue = Queues.of(site, "uploads");
    private final List<AutoCloseable> opened = new ArrayList<>();
    private TcpProxy sqs = Wire.toSqs(site);
    private TcpProxy database = Wire.toDatabase(site);

    TestSite site() {
        return site;
    }

    Application application() {
        return application;
    }

    MigrationQueue queue() {
        return queue;
    }

    TcpProxy sqs() {
        return sqs;
    }

    TcpProxy database() {
        return database;
    }

    /** A hook with a long budget, which leaves what failed alone for long. */
    UploadHook hook(String... more) {
        List<String> settings = new ArrayList<>(List.of(
                Wire.sqsSetting(sqs),
                Wire.databaseSetting(site, database),
                "upload { budget = 20 s, retrySqsAfter = 10 m, retryDatabaseAfter = 10 m }"));
        settings.addAll(List.of(more));
        Application own = new Application(site.settings(settings.toArray(String[]::new)));
        UploadHook hook = own.hook();
        opened.addAll(List.of(hook, own)); // to be closed in this order
        return hook;
    }

    /** One that database and SQS have answered: whatever fails from now on is an outage, and no cold start. */
    UploadHook warmHook(String... more) {
        UploadHook hook = hook(more);
        await().until(() -> {
            emptyOutbox();
            boolean taken = hook.fileUploaded("images/warm.jpg") == Enqueued.SQS;
            return Queues.takeFiles(queue).stream().anyMatch(file -> file.generation() != null) && taken;
        });
        site.clearTables();
        return hook;
    }

    /** Waits until what the hook has given up is over: it might still take effect when an outage ends. */
    static void awaitNoCallUnderWay() {
        await().until(() -> Stream.of(THREADS.getThreadInfo(threadsOfHooks(), Integer.MAX_VALUE))
                .filter(Objects::nonNull) // it has ended
                .flatMap(each -> Stream.of(each.getStackTrace()))
                .noneMatch(frame -> frame.getClassName().startsWith("io.nfs2s3.")));
    }

    /** To look at the stacks of all threads, hundreds of them, would hold up all tests again and again. */
    private static long[] threadsOfHooks() {
        return Stream.of(THREADS.getThreadInfo(THREADS.getAllThreadIds()))
                .filter(each -> each != null && each.getThreadName().startsWith("nfs2s3-upload "))
                .mapToLong(ThreadInfo::getThreadId)
                .toArray();
    }

    /** The entries of the outbox, as uploads. */
    List<FileVersion> waiting() {
        return application.outbox().list(10_000).stream()
                .map(entry ->
                        Queues.upload(Queues.decode(entry.message()).files().get(0)))
                .toList();
    }

    void emptyOutbox() {
        site.jdbi().useHandle(handle -> handle.execute("DELETE FROM nfs2s3.outbox"));
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        closeOpened();
        site.clearTables();
        Queues.take(queue);
        sqs = Wire.toSqs(site);
        database = Wire.toDatabase(site);
    }

    /** Ends the outages first: a hook that is closed takes its row out of the database, and waits for it. */
    private void closeOpened() {
        sqs.accept();
        database.accept();
        for (AutoCloseable each : opened) {
            try {
                each.close();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
        opened.clear();
        sqs.close();
        database.close();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        closeOpened();
        site.close();
    }
}
