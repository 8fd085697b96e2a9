package io.nfs2s3.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.catalog.MediaCatalog;
import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.queue.MigrationMessage.FileRef;
import io.nfs2s3.testing.TestSite;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlannerIT {
    private static final FileVersion UPLOAD = new FileVersion(MediaPath.of("images/1.jpg"), 1);

    @RegisterExtension
    private static final TestSite site = TestSite.open().emptyBeforeEach();

    private static final MediaCatalog catalog = site.application().catalog();

    /** A host that is late or early by an hour must not take a file that is late for one that is missing. */
    @ParameterizedTest
    @ValueSource(ints = {-60, 0, 60})
    void how_long_an_upload_has_waited_is_told_by_the_clock_of_the_database_alone(int minutes) {
        Clock clock = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(minutes));
        catalog.register(List.of(UPLOAD.path()));
        site.jdbi()
                .useHandle(
                        handle -> handle.execute("UPDATE nfs2s3.media SET queued_at = now() - interval '10 minutes'"));

        List<Plan> plans = new Planner(catalog, clock).plan(List.of(FileRef.of(UPLOAD)));

        Plan.Copy copy = (Plan.Copy) plans.get(0);
        assertThat(Duration.between(copy.queuedAt(), clock.instant()))
                .isBetween(Duration.ofMinutes(10), Duration.ofMinutes(15));
    }

    @Test
    void of_messages_of_earlier_uploads_one_has_the_latest_copied() {
        for (int i = 0; i < 3; i++) {
            catalog.register(List.of(UPLOAD.path()));
        }
        FileVersion second = new FileVersion(UPLOAD.path(), 2);
        Planner planner = new Planner(catalog, Clock.systemUTC());

        List<Plan> plans = planner.plan(List.of(FileRef.of(UPLOAD), FileRef.of(second)));

        assertThat(plans.get(0)).isInstanceOfSatisfying(Plan.CleanUpAndCopy.class, plan -> {
            assertThat(plan.upload()).isEqualTo(UPLOAD);
            assertThat(plan.later().upload().generation()).isEqualTo(3);
        });
        assertThat(plans.get(1)).isEqualTo(new Plan.CleanUp(second));
    }

    @Test
    void a_message_of_an_earlier_upload_leaves_the_latest_to_its_own_beside_it() {
        catalog.register(List.of(UPLOAD.path()));
        catalog.register(List.of(UPLOAD.path()));
        FileVersion latest = new FileVersion(UPLOAD.path(), 2);

        List<Plan> plans =
                new Planner(catalog, Clock.systemUTC()).plan(List.of(FileRef.of(UPLOAD), FileRef.of(latest)));

        assertThat(plans.get(0)).isEqualTo(new Plan.CleanUp(UPLOAD));
        assertThat(plans.get(1))
                .isInstanceOfSatisfying(
                        Plan.Copy.class, plan -> assertThat(plan.upload()).isEqualTo(latest));
    }

    @Test
    void a_row_of_the_future_has_waited_for_no_time() {
        catalog.register(List.of(UPLOAD.path()));
        site.jdbi()
                .useHandle(
                        handle -> handle.execute("UPDATE nfs2s3.media SET queued_at = now() + interval '10 minutes'"));

        assertThat(catalog.find(UPLOAD.path()).orElseThrow().queuedFor()).isZero();
    }
}
