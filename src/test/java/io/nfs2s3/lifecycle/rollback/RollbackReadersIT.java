package io.nfs2s3.lifecycle.rollback;

import static io.nfs2s3.lifecycle.rollback.RollbackRig.paths;
import static io.nfs2s3.lifecycle.rollback.RollbackRig.prefix;
import static io.nfs2s3.lifecycle.rollback.RollbackRig.undo;
import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.app.Application;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.resolve.MediaLocation;
import io.nfs2s3.resolve.MediaUrlResolver;
import io.nfs2s3.testing.TestSite;
import io.nfs2s3.testing.Together;
import io.nfs2s3.upload.UploadHook;
import io.nfs2s3.worker.MigrationWorker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Readers who take what the resolver says, whatever is rolled back, undone or uploaded at that moment. */
class RollbackReadersIT {
    private static final int FILES = 120;
    private static final int READERS = 4;
    private static final int ROUNDS = 2;
    /** Of a reader between two files: without it both cores do nothing else, and the rounds take longer. */
    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(5);

    private static final String BRIEF = "resolve { cache = 1 s, cacheUnregistered = 1 s }";

    @RegisterExtension
    private static final TestSite site = TestSite.open();

    private final Application application = site.application("s3.supersededRetention = 25 h");
    private final RollbackRig rig = new RollbackRig(site, application);
    private final List<MediaPath> files = paths("images/", FILES);
    private final AtomicBoolean stop = new AtomicBoolean();
    private final AtomicLong fetched = new AtomicLong();

    /** One with a memory of minutes, one that asks again soon. */
    private final List<MediaUrlResolver> resolvers =
            List.of(application.resolver(), site.application(BRIEF).resolver());

    @Test
    void what_the_resolver_says_can_be_read_before_during_and_after_a_roll_back_and_its_undoing() {
        try (UploadHook hook = application.hook()) {
            files.forEach(path -> upload(hook, path));
            work();
            List<List<String>> results =
                    Together.run(READERS + 1, i -> i == READERS ? () -> rounds(hook) : () -> read(i));

            assertThat(results).allMatch(List::isEmpty);
        }
        assertThat(rig.count("MIGRATED")).isEqualTo(FILES);
    }

    /** Under its name the file is whole at once, for a reader may come in between. */
    private void upload(UploadHook hook, MediaPath path) {
        Path written = site.write("images/.upload", path.value());
        try {
            Files.move(written, site.media().resolve(path.value()), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        hook.fileUploaded(path.value());
    }

    private void work() {
        try (MigrationWorker worker = application.worker()) {
            worker.runUntilEmpty();
        }
        application.cleaner().sweep();
    }

    private List<String> rounds(UploadHook hook) {
        try {
            for (int round = 0; round < ROUNDS; round++) {
                pagesPass();
                rig.run(prefix("images/"));
                application.cleaner().sweep();
                pagesPass();
                upload(hook, files.get(round));
                rig.run(undo("images/"));
                pagesPass();
                work();
            }
            pagesPass();
            return List.of();
        } finally {
            stop.set(true);
        }
    }

    /** Until each file was read about once more. */
    private void pagesPass() {
        long before = fetched.get();
        site.await(() -> fetched.get() > before + FILES);
    }

    private List<String> read(int seed) {
        Random random = new Random(seed);
        List<String> missing = new ArrayList<>();
        while (!stop.get()) {
            String path = files.get(random.nextInt(FILES)).value();
            MediaLocation location =
                    resolvers.get(random.nextInt(resolvers.size())).whereIs(path);
            try {
                String text = location instanceof MediaLocation.InS3 s3
                        ? site.text(s3.key().value())
                        : new String(Files.readAllBytes(site.media().resolve(path)), StandardCharsets.UTF_8);
                if (!text.equals(path)) {
                    missing.add(path + " has other bytes by " + location);
                }
            } catch (S3Exception | IOException e) {
                missing.add(path + " by " + location + ": " + e);
            }
            fetched.incrementAndGet();
            LockSupport.parkNanos(PAUSE);
        }
        return missing;
    }
}
