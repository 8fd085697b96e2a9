package io.nfs2s3.testing;

import com.zaxxer.hikari.HikariDataSource;
import io.nfs2s3.app.Application;
import io.nfs2s3.lab.devstack.Stack;
import io.nfs2s3.lab.devstack.StackAddresses;
import io.nfs2s3.lab.devstack.Stacks;
import io.nfs2s3.settings.Settings;
import io.nfs2s3.settings.SettingsReader;
import io.nfs2s3.upload.UploadHook;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A small website of its own on the shared stack: database with schema, queues, bucket, and a directory that stands for
 * the NFS mount. Suites run at once, each on its own site.
 *
 * <p>A suite registers it: in a static field it is the site of all its tests, in an instance field each test has a new
 * one. After the last of them it is closed, and before it all that was given to {@link #closing}, last given first.
 *
 * <pre>{@code
 * @RegisterExtension
 * private static final TestSite site = TestSite.open().emptyBeforeEach("uploads");
 *
 * private static final TcpProxy sqs = site.closing(Wire.toSqs(site));
 * private static final Application application = site.application(Wire.sqsSetting(sqs));
 * }</pre>
 */
public final class TestSite extends SiteProbe
        implements AutoCloseable, BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {
    /** Settings with which the sweep removes a superseded object that was visible; no page may remember one then. */
    public static final String SUPERSEDED_GO_AT_ONCE =
            "s3.supersededRetention = 1 ms, resolve { cache = 0 s, staleFor = 0 s }";

    private static final AtomicInteger NUMBER = new AtomicInteger();
    private final StackAddresses addresses;
    private final Path home;
    private final Path media;
    private final String database;
    private final Deque<AutoCloseable> open = new ConcurrentLinkedDeque<>();
    private List<String> emptied = List.of();
    private boolean emptiesTables;
    private boolean isOfAllTests;

    private TestSite(String name, StackAddresses addresses, SiteClients clients, String database) {
        super(name, clients.s3(), clients.sqs(), pool(addresses, database));
        this.addresses = addresses;
        this.database = database;
        try {
            this.home = Files.createTempDirectory("nfs2s3-site");
            this.media = Files.createDirectory(home.resolve("media"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static HikariDataSource pool(StackAddresses addresses, String database) {
        HikariDataSource pool = new HikariDataSource();
        pool.setJdbcUrl(database);
        pool.setUsername(addresses.databaseUser());
        pool.setPassword(addresses.databasePassword());
        pool.setMaximumPoolSize(4);
        pool.setMinimumIdle(0);
        return pool;
    }

    /** A site that is ready: schema, queues, bucket and sentinel are there. */
    public static TestSite open() {
        ClassDataArchive.begin();
        SiteTemplate template = SiteTemplate.get();
        String name = newName();
        TestSite site =
                dropped(new TestSite(name, Stacks.shared().addresses(), SiteClients.ofShared(), template.copy(name)));
        template.furnish(site);
        return site;
    }

    /** The same on another stack, whose servers may be stopped without harm to other suites. */
    public static TestSite open(Stack stack) {
        TestSite site = empty(stack);
        Application application = site.application();
        prepare(application);
        application.doctor().create();
        return site;
    }

    /** Brings an empty database to where a site's is. */
    static void prepare(Application application) {
        application.schema().migrate();
        application.sqlHook().write();
        application.sqlUrls().write();
    }

    /** A site where nothing is there yet but an empty database and an empty directory. */
    public static TestSite empty() {
        return dropped(empty(Stacks.shared()));
    }

    static TestSite empty(Stack stack) {
        String name = newName();
        SiteClients clients = SiteClients.of(stack);
        TestSite site = new TestSite(name, stack.addresses(), clients, stack.createDatabase(name));
        site.closing(clients);
        return site;
    }

    /** Each database has hundreds of files, and when the JVM ends there would be too many to remove in time. */
    private static TestSite dropped(TestSite site) {
        site.closing(() -> Stacks.shared().dropDatabase(site.bucket()));
        return site;
    }

    private static String newName() {
        return "site" + ProcessHandle.current().pid() + "x" + NUMBER.incrementAndGet();
    }

    /** From now on the tables, and these queues, are empty when a test begins. */
    public TestSite emptyBeforeEach(String... queues) {
        emptiesTables = true;
        emptied = List.of(queues);
        return this;
    }

    /** Has something closed with the site, before all that was given earlier. */
    public <T extends AutoCloseable> T closing(T resource) {
        open.push(resource);
        return resource;
    }

    /** Makes the schema of an earlier build: that of this migration. */
    public TestSite migrateTo(int version) {
        Flyway.configure()
                .dataSource(database, addresses.databaseUser(), addresses.databasePassword())
                .schemas("nfs2s3")
                .locations("classpath:nfs2s3/db/migration")
                .target(String.valueOf(version))
                .load()
                .migrate();
        return this;
    }

    /** Settings of this site, with more lines of HOCON over them. */
    public Settings settings(String... more) {
        return SettingsReader.read(Optional.of(settingsFile(more)), Map.of());
    }

    /** The same as a file. */
    public Path settingsFile(String... more) {
        String text = SiteSettings.of(addresses, bucket(), database, media);
        try {
            Path file = Files.createTempFile(home, "nfs2s3", ".conf");
            return Files.writeString(file, text + String.join("\n", more) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An application that is closed with the site. */
    public Application application(String... more) {
        return closing(new Application(settings(more)));
    }

    /** An upload hook, as the site has it, that is closed with the site. */
    public UploadHook hook(String... more) {
        return closing(application(more).hook());
    }

    public String databaseUrl() {
        return database;
    }

    public StackAddresses addresses() {
        return addresses;
    }

    public URI sqsEndpoint() {
        return addresses.sqsEndpoint();
    }

    public Path media() {
        return media;
    }

    /** Writes a file below the source root. */
    public Path write(String path, byte[] bytes) {
        try {
            Path file = media.resolve(path);
            Files.createDirectories(file.getParent());
            return Files.write(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Path write(String path, String text) {
        return write(path, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Makes a symbolic link below the source root. */
    public void link(String path, String target) {
        try {
            Files.createSymbolicLink(media.resolve(path), Path.of(target));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Empties the tables, for the next test of a suite. */
    public void clearTables() {
        jdbi().useHandle(handle -> {
            handle.execute(
                    "TRUNCATE nfs2s3.media, nfs2s3.superseded, nfs2s3.retired, nfs2s3.outbox, nfs2s3.progress RESTART IDENTITY");
            handle.execute("SELECT nfs2s3.mend_counts()"); // an emptied table counts as another one
        });
    }

    /** Forgets all runs, and what was said to them. */
    public void clearRuns() {
        jdbi().useHandle(
                        handle -> handle.execute(
                                "TRUNCATE nfs2s3.run, nfs2s3.run_sample, nfs2s3.run_part, nfs2s3.run_count, nfs2s3.run_control RESTART IDENTITY"));
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        isOfAllTests = true;
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        if (emptiesTables) {
            clearTables();
        }
        emptied.forEach(queue -> Queues.take(Queues.of(this, queue)));
    }

    @Override
    public void afterEach(ExtensionContext context) {
        if (!isOfAllTests) {
            close();
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        close();
    }

    @Override
    public void close() {
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (Exception e) {
                throw new IllegalStateException("cannot close what belongs to " + bucket(), e);
            }
        }
        super.close();
        Directories.deleteQuietly(home);
    }
}
