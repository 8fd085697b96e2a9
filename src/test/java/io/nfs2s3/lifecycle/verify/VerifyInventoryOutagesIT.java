package io.nfs2s3.lifecycle.verify;

import static io.nfs2s3.lifecycle.verify.VerifySite.BYTES;
import static io.nfs2s3.lifecycle.verify.VerifySite.SOURCE;
import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.app.Application;
import io.nfs2s3.lab.devstack.S3FaultProxy;
import io.nfs2s3.lab.devstack.S3Mishap;
import io.nfs2s3.lab.devstack.TcpProxy;
import io.nfs2s3.runs.RunCounts;
import io.nfs2s3.runs.RunLease;
import io.nfs2s3.runs.RunProgress;
import io.nfs2s3.runs.RunResult;
import io.nfs2s3.testing.InventoryFixture;
import io.nfs2s3.testing.TestSite;
import io.nfs2s3.testing.Wire;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a verify by an inventory needs goes away in its middle: it waits, and tells each file once. */
class VerifyInventoryOutagesIT {
    private static final int FILES = 40;

    @RegisterExtension
    private static final TestSite site = TestSite.open();

    private static final VerifySite files = new VerifySite(site);
    private static final S3FaultProxy s3 =
            site.closing(S3FaultProxy.to(site.addresses().s3Endpoint(), key -> false));
    private static final Path sentinel = site.media().resolve(".nfs2s3-mounted");
    private static String inventory = "";

    private final List<String> judged = new CopyOnWriteArrayList<>();
    private final AtomicBoolean waited = new AtomicBoolean();
    private final RunProgress progress = new RunProgress(reason -> waited.compareAndSet(false, !reason.isEmpty()));
    private volatile Runnable atFirst = () -> {};

    @BeforeAll
    static void migrate() {
        files.migrate(IntStream.range(0, FILES)
                .mapToObj(i -> "images/" + (100 + i) + ".jpg")
                .toArray(String[]::new));
        files.remove("images/110.jpg");
        inventory = InventoryFixture.of(site.s3(), site.bucket(), "images/").putInto(site.s3(), site.bucket());
    }

    @BeforeEach
    void clear() {
        site.clearRuns();
    }

    @AfterEach
    void heal() throws IOException {
        s3.accept();
        if (!Files.exists(sentinel)) {
            Files.createFile(sentinel);
        }
    }

    private void judged(Judged one) {
        judged.add(VerifySite.line(one));
        if (judged.size() == 1) {
            atFirst.run();
        }
    }

    private CompletableFuture<RunResult> begin(Application application, Depth depth) {
        Verify verify = application.verifies().verify();
        VerifySelection selection = verify.requireDependencies(
                new VerifySelection("images/", depth, null, 0, false, false, inventory, false), new VerifyProgress());
        RunLease lease = verify.start(selection, 0);
        VerifyWork work =
                new VerifyWork(() -> 0, VerifySite.totals(new VerifyProgress()), progress, this::judged, () -> true);
        return CompletableFuture.supplyAsync(() -> verify.run(lease, selection, () -> FILES, work));
    }

    private void endsWithEachFileOnce(CompletableFuture<RunResult> run) {
        assertThat(run.join())
                .isInstanceOfSatisfying(
                        RunResult.Done.class,
                        done -> assertThat(done.run().counts()).isEqualTo(new RunCounts(0, FILES - 1, 0, 1)));
        assertThat(judged).hasSize(FILES).doesNotHaveDuplicates().contains("+ images/110.jpg object-missing flip-back");
    }

    private static Application throughProxy() {
        return site.application("s3.endpoint = \"" + s3.endpoint() + "\"");
    }

    @Test
    void an_outage_of_the_store_while_the_inventory_is_read() {
        Application application = throughProxy();
        AtomicBoolean read = new AtomicBoolean();
        s3.befall(request -> {
            read.compareAndSet(false, request.key().endsWith(".csv.gz"));
            return read.get() && !waited.get() ? new S3Mishap.Refused(500, "InternalError") : new S3Mishap.Spared();
        });

        endsWithEachFileOnce(begin(application, BYTES));

        assertThat(waited).isTrue();
    }

    @Test
    void an_outage_of_the_store_while_objects_are_looked_at() {
        Application application = throughProxy();
        AtomicBoolean down = new AtomicBoolean();
        atFirst = () -> down.set(true);
        s3.befall(request ->
                down.get() && !waited.get() ? new S3Mishap.Refused(500, "InternalError") : new S3Mishap.Spared());

        endsWithEachFileOnce(begin(application, BYTES));

        assertThat(waited).isTrue();
    }

    @Test
    void an_outage_of_the_database() {
        try (TcpProxy database = Wire.toDatabase(site)) {
            Application application =
                    site.application(Wire.databaseSetting(site, database), "database.connectTimeout = 1 s");
            atFirst = database::refuse;
            CompletableFuture<RunResult> run = begin(application, BYTES);
            site.await(waited::get);
            database.accept();

            endsWithEachFileOnce(run);
        }
    }

    @Test
    void an_outage_of_the_mount() throws IOException {
        Path images = site.media().resolve("images");
        Path aside = site.media().resolveSibling("aside");
        atFirst = () -> {
            try {
                Files.delete(sentinel);
                Files.move(images, aside);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
        CompletableFuture<RunResult> run = begin(site.application(), SOURCE);
        site.await(waited::get);
        Files.move(aside, images);
        Files.createFile(sentinel);

        endsWithEachFileOnce(run);
    }
}
