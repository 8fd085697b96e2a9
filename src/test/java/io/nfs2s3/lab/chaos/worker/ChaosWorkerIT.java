package io.nfs2s3.lab.chaos.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.catalog.MediaCatalog;
import io.nfs2s3.lab.chaos.site.ChaosSite;
import io.nfs2s3.lab.devstack.EmbeddedStack;
import io.nfs2s3.lab.devstack.Stacks;
import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.testing.Copies;
import io.nfs2s3.testing.OwnObjects;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The short form of {@code scripts/chaos worker}, on servers of its own, for they are stopped and killed. */
@DisabledIfSystemProperty(
        named = Stacks.PROPERTY,
        matches = "containers",
        disabledReason = "stops and kills an embedded PostgreSQL, whichever stack the others use")
@Order(1) // takes long: beside it the others go on
class ChaosWorkerIT {
    private static final MediaPath PATH = MediaPath.of("images/1.jpg");

    @TempDir
    private static Path directory;

    private static EmbeddedStack stack;

    @BeforeAll
    static void start() {
        stack = EmbeddedStack.start(directory);
    }

    @AfterAll
    static void stop() {
        stack.close();
    }

    @Test
    void every_file_ends_as_it_should_while_s3_sqs_the_database_and_the_daemons_fail() {
        WorkerPhase.FAULTS.holds(stack);
    }

    @Test
    void an_outage_of_s3_spends_no_message_and_fails_no_file() {
        WorkerPhase.OUTAGE.holds(stack);
    }

    @Test
    void two_daemons_that_are_killed_in_turn_flip_every_file_once() {
        WorkerPhase.DAEMONS.holds(stack);
    }

    /** Its claim lasts for a while, and its object is the next sweep's after that. */
    @Test
    void what_a_killed_daemon_was_about_to_remove_is_no_orphan() {
        try (ChaosSite site = new ChaosSite(stack, ChaosSite.PATIENT_DATABASE)) {
            MediaCatalog catalog = site.application().catalog();
            for (int generation = 1; generation <= 2; generation++) {
                catalog.register(List.of(PATH)).values().forEach(row -> OwnObjects.put(site.site(), row.upload()));
            }
            Copies.flip(catalog, "w1", List.of(Copies.of(new FileVersion(PATH, 2))));
            site.site()
                    .jdbi()
                    .useHandle(handle -> handle.execute("UPDATE nfs2s3.superseded SET object_key = '" + PATH
                            + "', claimed_at = now(), not_before = now() + interval '15 minutes'"));

            assertThat(Audit.afterSweep(site).findings(List.of()).orphans()).isEmpty();
            assertThat(site.site().keys()).hasSize(1);
        }
    }
}
