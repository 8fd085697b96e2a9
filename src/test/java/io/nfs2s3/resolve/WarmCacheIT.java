package io.nfs2s3.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.benmanes.caffeine.cache.Ticker;
import com.sun.net.httpserver.HttpServer;
import io.nfs2s3.app.Application;
import io.nfs2s3.catalog.MediaFilter;
import io.nfs2s3.lab.devstack.EmbeddedStack;
import io.nfs2s3.lifecycle.FileSelection;
import io.nfs2s3.lifecycle.rollback.Rollback;
import io.nfs2s3.lifecycle.rollback.RollbackSelection;
import io.nfs2s3.lifecycle.rollback.RollbackWork;
import io.nfs2s3.media.TimeRange;
import io.nfs2s3.runs.RunCounts;
import io.nfs2s3.runs.RunProgress;
import io.nfs2s3.runs.RunResult;
import io.nfs2s3.testing.Edge;
import io.nfs2s3.testing.TestSite;
import io.nfs2s3.upload.UploadHook;
import io.nfs2s3.worker.MigrationWorker;
import io.nfs2s3.worker.WorkerResult;
import io.nfs2s3.worker.WorkerResult.Ending;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** While a file is flipped, rolled back and uploaded again, every URL that a resolver gives can be fetched. */
class WarmCacheIT {
    private static final String PATH = "images/ab/1.jpg";
    /** Of a reader between two fetches, of which the shortest memory lasts for several: a core is for the others. */
    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(5);

    @TempDir
    private static Path directory;

    /** Of its own, for the objects are read as files. */
    private static EmbeddedStack stack;

    private final HttpClient client = HttpClient.newHttpClient();
    private final List<MediaUrlResolver> warmed = new ArrayList<>();
    private TestSite site;
    private Edge edge;
    private HttpServer nfs;
    private Application application;
    private UploadHook hook;

    @BeforeAll
    static void start() {
        stack = EmbeddedStack.start(directory);
    }

    @AfterAll
    static void stop() {
        stack.close();
    }

    @BeforeEach
    void open() throws IOException {
        site = TestSite.open(stack);
        edge = Edge.over(directory.resolve("s3").resolve(site.bucket()));
        nfs = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        nfs.createContext("/media/", exchange -> {
            Path file = site.media().resolve(exchange.getRequestURI().getPath().substring("/media/".length()));
            byte[] bytes = Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
            exchange.sendResponseHeaders(Files.exists(file) ? 200 : 404, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        nfs.start();
        application = site.application(
                edge.setting(),
                "resolve.nfsBaseUrl = \"http://127.0.0.1:" + nfs.getAddress().getPort() + "/media/\"");
        hook = application.patientHook();
    }

    @AfterEach
    void close() {
        warmed.forEach(MediaUrlResolver::close);
        hook.close();
        nfs.stop(0);
        edge.close();
        site.close();
    }

    /** A resolver whose cache stays for ever as it is now. */
    private MediaUrlResolver warm() {
        MediaUrlResolver resolver = resolver(application.settings().resolve(), new ManualTicker());
        warmed.add(resolver);
        resolver.url(PATH);
        return resolver;
    }

    private MediaUrlResolver resolver(ResolveSettings settings, Ticker ticker) {
        return new MediaUrlResolver(
                settings,
                new LocationLoader(application.catalog(), settings),
                List::of,
                Clock.systemUTC(),
                ticker,
                () -> {});
    }

    private void upload(String text) {
        site.write(PATH, text);
        hook.fileUploaded(PATH);
    }

    private void work() {
        try (MigrationWorker worker = application.worker()) {
            assertThat(worker.runUntilEmpty()).isEqualTo(new WorkerResult(Ending.IDLE, ""));
        }
        application.cleaner().sweep();
    }

    private void rollBack() {
        Rollback rollback = application.rollbacks().rollback();
        RollbackSelection selection =
                new RollbackSelection(FileSelection.of(new MediaFilter(PATH, null, TimeRange.ALL)), false, null, false);
        RunResult result = rollback.run(
                rollback.start(selection, 0),
                new RollbackWork(selection, each -> {}, () -> 0, new RunProgress(), refused -> {}, () -> true));
        assertThat(((RunResult.Done) result).run().counts()).isEqualTo(new RunCounts(1, 0, 0, 0));
        application.cleaner().sweep();
    }

    private HttpResponse<String> fetch(String url) {
        try {
            return client.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Every cache that there is, however old, and the one of now. */
    private void expectReadable(String now) {
        warm();
        for (MediaUrlResolver resolver : warmed) {
            for (int i = 0; i < 10; i++) {
                String url = resolver.url(PATH).orElseThrow();
                assertThat(fetch(url).statusCode()).as(url).isEqualTo(200);
            }
        }
        assertThat(fetch(warmed.get(warmed.size() - 1).url(PATH).orElseThrow()).body())
                .isEqualTo(now);
    }

    @Test
    void at_every_stage_every_memory_gives_a_url_that_can_be_fetched() {
        upload("one");
        expectReadable("one");
        work();
        expectReadable("one");
        assertThat(warm().url(PATH).orElseThrow()).endsWith("/" + PATH).doesNotContain("/media/");
        rollBack();
        expectReadable("one");
        assertThat(warm().url(PATH).orElseThrow()).endsWith("/media/" + PATH);
        upload("the second");
        expectReadable("the second");
        work();
        expectReadable("the second");
        upload("the third one");
        expectReadable("the third one");
        work();
        expectReadable("the third one");
        rollBack();
        expectReadable("the third one");
        assertThat(site.keys()).contains(PATH, "images/ab/1~g2.jpg", "images/ab/1~g3.jpg");
    }

    @Test
    void readers_who_never_stop_find_every_url_while_the_stages_pass() {
        ResolveSettings settings = application.settings().resolve();
        CacheSettings brief = new CacheSettings(Duration.ofMillis(20), Duration.ofMillis(5), Duration.ofHours(12), 100);
        warmed.add(resolver(
                new ResolveSettings(
                        settings.nfsBaseUrl(),
                        settings.cdn(),
                        brief,
                        settings.unregistered(),
                        settings.databaseDown(),
                        settings.signing()),
                Ticker.systemTicker()));
        upload("one");
        AtomicBoolean stop = new AtomicBoolean();
        AtomicLong fetched = new AtomicLong();
        CompletableFuture<List<String>> unread = CompletableFuture.supplyAsync(() -> {
            List<String> missing = new ArrayList<>();
            while (!stop.get()) {
                String url = warmed.get(0).url(PATH).orElseThrow();
                if (fetch(url).statusCode() != 200) {
                    missing.add(url);
                }
                fetched.incrementAndGet();
                LockSupport.parkNanos(PAUSE);
            }
            return missing;
        });
        try {
            for (int i = 0; i < 4; i++) {
                work();
                pagesPass(fetched);
                rollBack();
                pagesPass(fetched);
                upload("number " + i);
                pagesPass(fetched);
            }
        } finally {
            stop.set(true);
        }

        assertThat(unread.join()).isEmpty();
        assertThat(warmed.get(0).status().lookedUp()).isGreaterThan(12);
    }

    private void pagesPass(AtomicLong fetched) {
        long before = fetched.get();
        site.await(() -> fetched.get() > before + 20);
    }
}
