package io.nfs2s3.testing;

import io.nfs2s3.app.Application;
import io.nfs2s3.lab.devstack.Stacks;
import io.nfs2s3.queue.QueueSetup;
import io.nfs2s3.settings.Settings;
import org.jspecify.annotations.Nullable;

/**
 * What a site of the shared stack is made from: a database that is ready, to be copied, and the settings. To migrate a
 * database for each of hundreds of sites, or to open an application, would take much longer.
 */
final class SiteTemplate {
    private static @Nullable SiteTemplate made;

    private final String database;
    private final Settings settings;

    private SiteTemplate(String database, Settings settings) {
        this.database = database;
        this.settings = settings;
    }

    /** The one of this JVM. */
    static synchronized SiteTemplate get() {
        SiteTemplate template = made;
        if (template == null) {
            template = make();
            made = template;
        }
        return template;
    }

    private static SiteTemplate make() {
        try (TestSite template = TestSite.empty(Stacks.shared())) {
            Application application = template.application();
            TestSite.prepare(application);
            return new SiteTemplate(template.bucket(), application.settings());
        }
    }

    /** Makes a copy of the database. @return its JDBC URL */
    String copy(String name) {
        return Stacks.shared().createDatabase(name, database);
    }

    /** Makes a copy the database of a site of its own, and gives it what {@code doctor --create} makes. */
    void furnish(TestSite site) {
        site.jdbi().useHandle(handle -> {
            handle.execute("UPDATE nfs2s3.site SET id = DEFAULT, epoch_at = now(), database_id = nfs2s3.database_id()");
            handle.execute("SELECT nfs2s3.mend_counts()");
        });
        QueueSetup queues = new QueueSetup(site.sqs(), settings.sqs());
        queues.create(site.bucket() + "-uploads");
        queues.create(site.bucket() + "-backfill");
        site.s3().createBucket(request -> request.bucket(site.bucket()));
        site.write(settings.source().sentinel().value(), "");
    }
}
