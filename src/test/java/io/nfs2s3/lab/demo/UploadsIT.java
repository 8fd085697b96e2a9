package io.nfs2s3.lab.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.app.Application;
import io.nfs2s3.lab.devstack.TcpProxy;
import io.nfs2s3.testing.TestSite;
import io.nfs2s3.testing.Wire;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The demo's uploads while, beside the outage of SQS that is planned, the database is away. */
class UploadsIT {
    private static final String TRIED_AGAIN = "tried again: ";

    @RegisterExtension
    private static final TestSite site = TestSite.open();

    private static final TcpProxy sqs = site.closing(Wire.toSqs(site));
    private static final TcpProxy database = site.closing(Wire.toDatabase(site));
    private static final Application application = site.application(
            Wire.sqsSetting(sqs), Wire.databaseSetting(site, database), "upload { budget = 800 ms, lastResort = 1 s }");

    @Test
    void what_was_not_accepted_is_tried_again(@TempDir Path home) throws Exception {
        List<String> said = new ArrayList<>();
        Narrator narrator = new Narrator(line -> {
            said.add(line);
            if (line.contains(TRIED_AGAIN)) { // nothing took the first upload before
                database.accept();
            }
        });
        database.refuse();
        Uploads uploads = new Uploads(application, sqs, narrator);

        List<String> paths = uploads.upload(Media.drawn(home.resolve("media"), 2)); // SQS refuses the first of them

        assertThat(said)
                .anyMatch(line -> line.contains(TRIED_AGAIN) && line.contains("\"" + paths.get(0) + "\""))
                .last()
                .asString()
                .contains("all accepted: ");
        assertThat(site.query("SELECT path FROM nfs2s3.media")).contains(paths.get(0));
    }
}
