package io.nfs2s3.resolve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.benmanes.caffeine.cache.Ticker;
import io.nfs2s3.app.Application;
import io.nfs2s3.lab.devstack.DatabaseOutages;
import io.nfs2s3.lab.devstack.EmbeddedStack;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.testing.Copies;
import io.nfs2s3.testing.TestSite;
import io.nfs2s3.testing.Together;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A site's threads make pages while the database is restarted under them. */
class StampedeIT {
    private static final int THREADS = 64;
    private static final int PATHS = 10_000;
    private static final List<MediaPath> MIGRATED = Copies.paths("s3-", PATHS / 2);
    private static final List<MediaPath> QUEUED = Copies.paths("nfs-", PATHS / 2);

    @Test
    void every_answer_is_right_and_each_path_is_loaded_once(@TempDir Path directory) {
        try (EmbeddedStack stack = EmbeddedStack.start(directory);
                TestSite site = TestSite.open(stack)) {
            Application application = site.application(
                    "database { connectTimeout = 2 s, socketTimeout = 10 s }",
                    "resolve { cdnHosts = [\"cdn\"], cache = 1 h }"); // so that nothing is refreshed meanwhile
            register(application);
            CountedCatalog catalog = new CountedCatalog(application);
            try (MediaUrlResolver resolver = new MediaUrlResolver(
                    application.settings().resolve(),
                    catalog,
                    List::of,
                    Clock.systemUTC(),
                    Ticker.systemTicker(),
                    () -> {})) {
                PageReaders readers = new PageReaders(resolver);
                CompletableFuture<List<Long>> pages =
                        CompletableFuture.supplyAsync(() -> Together.run(THREADS, readers::reader));
                try {
                    restart(stack.databaseOutages(), resolver, readers);
                } finally {
                    readers.stop();
                }

                assertThat(pages.join()).allSatisfy(count -> assertThat(count).isPositive());
                assertThat(readers.wrong()).isEmpty();
                assertThat(readers.guessed()).as("the outage was seen").isPositive();
                assertThat(catalog.answers()).hasSize(PATHS).containsOnly(1);
            }
        }
    }

    private static void register(Application application) {
        application.catalog().register(QUEUED);
        Copies.migrate(application.catalog(), MIGRATED);
    }

    /** Half of the paths are asked for before the outage, all in it and after. */
    private static void restart(DatabaseOutages database, MediaUrlResolver resolver, PageReaders readers) {
        readers.ask(PATHS / 4);
        await().until(() -> resolver.status().size() == PATHS / 2);
        database.stop();
        readers.ask(PATHS / 2);
        await().until(() -> readers.guessed() > THREADS);
        database.start();
        await().until(() -> resolver.status().size() == PATHS);
    }
}
