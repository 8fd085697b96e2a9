package io.nfs2s3.app;

import io.nfs2s3.catalog.MediaCatalog;
import io.nfs2s3.catalog.SiteUpdateException;
import io.nfs2s3.catalog.SqlHook;
import io.nfs2s3.database.Schema;
import io.nfs2s3.media.ErrorText;
import io.nfs2s3.media.MigrationException;
import io.nfs2s3.queue.QueueException;
import io.nfs2s3.queue.QueueName;
import io.nfs2s3.queue.QueueSetup;
import io.nfs2s3.resolve.SqlUrls;
import io.nfs2s3.settings.Settings;
import io.nfs2s3.source.NfsSource;
import io.nfs2s3.storage.ObjectStore;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.flywaydb.core.api.FlywayException;
import org.jdbi.v3.core.JdbiException;

/** Looks at everything that nfs2s3 depends on, and creates what it may create. */
public final class Doctor {
    /**
     * One thing that was looked at.
     *
     * @param detail what is wrong and what to do, or what was found
     */
    public record Finding(String subject, boolean ok, String detail) {}

    private final Settings settings;
    private final Schema schema;
    private final SqlHook sqlHook;
    private final SqlUrls sqlUrls;
    private final MediaCatalog catalog;
    private final NfsSource source;
    private final ObjectStore store;
    private final QueueSetup queues;

    Doctor(
            Settings settings,
            Schema schema,
            SqlHook sqlHook,
            SqlUrls sqlUrls,
            MediaCatalog catalog,
            NfsSource source,
            ObjectStore store,
            QueueSetup queues) {
        this.settings = settings;
        this.schema = schema;
        this.sqlHook = sqlHook;
        this.sqlUrls = sqlUrls;
        this.catalog = catalog;
        this.source = source;
        this.store = store;
        this.queues = queues;
    }

    /** Looks at everything, changes nothing. */
    public List<Finding> examine() {
        List<Finding> findings = new ArrayList<>();
        findings.add(locale());
        findings.add(find("database", this::database));
        if (findings.get(findings.size() - 1).ok()) {
            findings.add(find("catalog.siteUpdate", this::siteUpdate));
        }
        findings.add(queue(settings.sqs().uploads()));
        findings.add(queue(settings.sqs().backfill()));
        findings.add(find("bucket " + settings.s3().bucket(), () -> {
            join(store::check);
            return "can be reached";
        }));
        findings.add(new Finding("TLS of PUTs", true, store.tls()));
        findings.add(find("source root " + settings.source().root(), () -> {
            join(source::check);
            return "is mounted, its sentinel is there";
        }));
        settings.upload().spool().ifPresent(spool -> findings.add(find("spool " + spool, () -> writable(spool))));
        return findings;
    }

    /**
     * Looks at what only callers of the SQL functions depend on. Daemons work without, so
     * that settings can be rolled out host by host. Empty while there is no schema to look at.
     */
    public List<Finding> examineSqlHook() {
        return find("database", this::database).ok()
                ? List.of(
                        find("settings in the database", this::settingsInDatabase),
                        find("URL settings in the database", this::urlSettingsInDatabase))
                : List.of();
    }

    private String settingsInDatabase() {
        List<String> differences = sqlHook.differences();
        if (!differences.isEmpty()) {
            throw new IllegalStateException(String.join("; ", differences)
                    + "; SQL callers of nfs2s3.enqueue_upload get the old ones: run 'nfs2s3 schema migrate'");
        }
        return "kinds and catalog.siteUpdate are those of the settings";
    }

    private String urlSettingsInDatabase() {
        List<String> differences = sqlUrls.differences();
        if (!differences.isEmpty()) {
            throw new IllegalStateException(String.join("; ", differences)
                    + "; SQL callers of nfs2s3.media_url get the old ones: run 'nfs2s3 schema migrate'");
        }
        return "CDN hosts, base URL and choice are those of the settings";
    }

    private static String writable(Path spool) {
        Path directory = spool.toAbsolutePath().getParent();
        if (directory == null || !Files.isDirectory(directory) || !Files.isWritable(directory)) {
            throw new IllegalStateException(
                    "the directory " + directory + " is missing, or this user may not write to it");
        }
        return "its directory can be written";
    }

    /** Creates queues, bucket and sentinel where they are missing. The schema has a command of its own. */
    public List<Finding> create() {
        return List.of(
                find(
                        "queue " + settings.sqs().uploads(),
                        () -> createQueue(settings.sqs().uploads())),
                find(
                        "queue " + settings.sqs().backfill(),
                        () -> createQueue(settings.sqs().backfill())),
                find("bucket " + settings.s3().bucket(), this::createBucket),
                find("sentinel", this::createSentinel));
    }

    /** File names outside ASCII cannot even be asked for in a locale without UTF-8. */
    private static Finding locale() {
        Charset names = Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));
        return names.equals(StandardCharsets.UTF_8)
                ? new Finding("locale", true, "file names are UTF-8")
                : new Finding("locale", false, "file names are " + names + "; set LC_ALL=C.UTF-8 for the daemon");
    }

    private String database() {
        schema.problem().ifPresent(problem -> {
            throw new IllegalStateException(problem);
        });
        return "can be reached, the schema is current";
    }

    private String siteUpdate() {
        catalog.checkSiteUpdate();
        return settings.siteUpdate().isBlank() ? "is not used" : "is understood by the database";
    }

    private Finding queue(String name) {
        return find("queue " + name, () -> {
            for (String wanted : List.of(name, QueueName.deadLetters(name))) {
                if (!queues.exists(wanted)) {
                    throw new IllegalStateException(wanted + " does not exist; run 'nfs2s3 doctor --create'");
                }
            }
            return "exists, with its dead letters";
        });
    }

    private String createQueue(String name) {
        queues.create(name);
        return "is there, with its dead letters";
    }

    private String createBucket() {
        try {
            join(store::check);
            return "is there";
        } catch (MigrationException e) {
            join(store::create);
            return "was created; block public access and add a lifecycle rule for incomplete multipart uploads";
        }
    }

    private String createSentinel() {
        Path sentinel =
                settings.source().root().resolve(settings.source().sentinel().value());
        try {
            Files.createFile(sentinel);
            return sentinel + " was created";
        } catch (FileAlreadyExistsException e) {
            return sentinel + " is there";
        } catch (IOException e) {
            throw new IllegalStateException(
                    sentinel + " cannot be created: is the source root mounted and writable? " + e, e);
        }
    }

    private static void join(Supplier<CompletableFuture<Boolean>> check) {
        try {
            check.get().join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof MigrationException classed ? classed : e;
        }
    }

    private static Finding find(String subject, Supplier<String> look) {
        try {
            return new Finding(subject, true, look.get());
        } catch (JdbiException | FlywayException e) {
            return new Finding(
                    subject, false, "cannot be used; check database.url, user and password: " + ErrorText.ofRoot(e));
        } catch (MigrationException | QueueException | SiteUpdateException | IllegalStateException e) {
            return new Finding(subject, false, ErrorText.of(e));
        }
    }
}
