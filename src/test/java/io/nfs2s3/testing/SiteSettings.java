package io.nfs2s3.testing;

import io.nfs2s3.lab.devstack.StackAddresses;
import java.nio.file.Path;

/** The settings of a {@link TestSite}, as HOCON. */
final class SiteSettings {
    private SiteSettings() {}

    /** @param name of the bucket, and what the names of the queues begin with */
    static String of(StackAddresses addresses, String name, String database, Path media) {
        String own = """
                kinds {
                  image { prefix = "images/", migrate = true }
                  audio { prefix = "audio/", migrate = false }
                  other { prefix = "", migrate = true }
                }
                source { root = "%s", vanishedAfter = 0 s }
                database.poolSize = 5
                sqs { uploads = "%s-uploads", backfill = "%s-backfill", longPoll = 1 s }
                s3 { bucket = "%s", partSize = 5 MiB }
                http { port = 0 }
                verify { sample.enabled = false, whole.enabled = false }
                # Suites share two cores: a hook in a hurry would take a slow answer for an outage.
                upload { budget = 40 s }
                """.formatted(media, name, name, name);
        return addresses.withJdbcUrl(database).settings() + own;
    }
}
