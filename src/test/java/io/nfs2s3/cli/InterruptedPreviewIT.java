package io.nfs2s3.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.testing.Copies;
import io.nfs2s3.testing.JavaProcess;
import io.nfs2s3.testing.TestSite;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.sync.RequestBody;

/** Commands that change nothing, and are told to end while they wait for the rows of the first page. */
class InterruptedPreviewIT {
    @RegisterExtension
    private static final TestSite site = TestSite.open();

    private static final String config =
            site.settingsFile("database.socketTimeout = 5 m").toString();

    @BeforeAll
    static void fill() {
        Copies.migrate(site.application().catalog(), Copies.paths("migrated", 1));
        site.write("images/new.jpg", "new");
        site.s3()
                .putObject(
                        request -> request.bucket(site.bucket()).key("images/new.jpg"), RequestBody.fromString("new"));
    }

    @ParameterizedTest
    @CsvSource({
        "rollback --all --plan, nothing was looked at or changed",
        "rollback --all, nothing was changed",
        "restore --all --plan, nothing was looked at or changed",
        "restore --all, nothing was changed",
        "backfill scan --dry-run, would be registered",
        "adopt --plan, nothing was changed"
    })
    void they_say_what_they_found_until_then(String command, String end) {
        List<String> line = new ArrayList<>(List.of(command.split(" ", -1)));
        line.addAll(List.of("--config", config));
        try (Handle other = site.jdbi().open()) {
            other.begin();
            other.execute("LOCK TABLE nfs2s3.media IN ACCESS EXCLUSIVE MODE");
            try (JavaProcess preview = JavaProcess.nfs2s3(line.toArray(String[]::new))) {
                site.await(() -> site.count("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                                + " AND wait_event_type = 'Lock'")
                        > 0);
                preview.terminate();
                site.await(preview::isStopping);
                other.rollback();

                assertThat(preview.exitCode()).as("that of SIGTERM").isEqualTo(143);
                assertThat(preview.output())
                        .contains("stopped before the end; what follows is of the ")
                        .contains(end);
            }
        }
    }
}
