package io.nfs2s3.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nfs2s3.app.Application;
import io.nfs2s3.catalog.SiteRecord;
import io.nfs2s3.catalog.SiteRecord.Cause;
import io.nfs2s3.catalog.SiteRecord.Suspension;
import io.nfs2s3.catalog.SiteTable;
import io.nfs2s3.lab.devstack.S3FaultProxy;
import io.nfs2s3.media.FailureCode;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.MigrationException;
import io.nfs2s3.outbox.DrainResult;
import io.nfs2s3.testing.OwnObjects;
import io.nfs2s3.testing.TestSite;
import io.nfs2s3.upload.Enqueued;
import io.nfs2s3.upload.UploadHook;
import io.nfs2s3.worker.MigrationWorker;
import io.nfs2s3.worker.WorkerResult.Ending;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;

/**
 * A bucket and prefix belong to one database, and a database that is not the one it was is noticed.
 *
 * <p>Past 300 lines, for each state of marker and database, and each way from one to the next, is a test.
 */
class SiteGuardIT {
    private static final String PATH = "images/1.jpg";

    @RegisterExtension
    private final TestSite site = TestSite.open();

    private final Application application = site.application();

    private String marker(String prefix) {
        return site.text(prefix + ".nfs2s3-site");
    }

    private void putMarker(String prefix, String owner, long epoch) {
        site.s3()
                .putObject(
                        request -> request.bucket(site.bucket()).key(prefix + ".nfs2s3-site"),
                        RequestBody.fromString("site=" + owner + "\nepoch=" + epoch + "\n"));
    }

    private void byHand(String sql) {
        site.jdbi().useHandle(handle -> handle.execute(sql));
    }

    private long epoch() {
        return site.count("SELECT epoch FROM nfs2s3.site");
    }

    /** Settings of the same bucket for a database of its own. */
    private static String[] at(TestSite place, String prefix) {
        return new String[] {"s3.bucket = \"" + place.bucket() + "\"", "s3.prefix = \"" + prefix + "\""};
    }

    private static Ending work(Application application) {
        try (MigrationWorker worker = application.worker()) {
            return worker.runUntilIdle().ending();
        }
    }

    private void expectSuspended(Application suspended, TestSite of) {
        of.write(PATH, "bytes");
        try (UploadHook hook = suspended.hook()) {
            assertThat(hook.fileUploaded(PATH)).isEqualTo(Enqueued.OUTBOX);
        }
        assertThat(suspended.drainer().drain().outcome()).isEqualTo(DrainResult.Outcome.REFUSED);
        assertThat(work(suspended)).isEqualTo(Ending.SUSPENDED);
        assertThatThrownBy(() -> suspended.cleaner().sweep())
                .isInstanceOfSatisfying(
                        MigrationException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.SITE_SUSPENDED));
        assertThat(of.count("SELECT count(*) FROM nfs2s3.outbox")).isEqualTo(1);
    }

    @Test
    void the_first_check_puts_the_marker_and_the_next_finds_it() {
        assertThat(application.site().check()).isEmpty();
        assertThat(application.site().check()).isEmpty();

        assertThat(marker("")).contains("site=" + site.id(), "epoch=" + epoch());
    }

    @Test
    void the_epoch_goes_ahead_in_the_database_and_then_in_the_marker_once_for_all_daemons() {
        application.site().check();
        long before = epoch();
        byHand("UPDATE nfs2s3.site SET epoch_at = now() - interval '30 seconds'");

        application.site().check();
        site.application().site().check();

        assertThat(epoch()).isEqualTo(before + 1);
        assertThat(marker("")).contains("epoch=" + (before + 1));
    }

    @Test
    void a_second_site_in_the_same_place_neither_writes_nor_removes() {
        application.site().check();
        try (TestSite other = TestSite.open()) {
            Application intruder = other.application(at(site, ""));

            assertThat(intruder.site().check())
                    .hasValueSatisfying(reason -> assertThat(reason)
                            .contains(
                                    "belongs to site " + site.id(), "site " + other.id(), "s3.prefix", "site new-id"));

            expectSuspended(intruder, other);
            assertThat(site.keys()).isEmpty();
            assertThat(application.site().check()).isEmpty();
        }
    }

    @Test
    void prefixes_that_contain_one_another_count_as_shared_whichever_came_first() {
        assertThat(site.application("s3.prefix = \"media/\"").site().check()).isEmpty();
        try (TestSite inner = TestSite.open();
                TestSite outer = TestSite.open();
                TestSite beside = TestSite.open()) {
            assertThat(inner.application(at(site, "media/old/")).site().check())
                    .hasValueSatisfying(reason -> assertThat(reason).contains("overlaps", site.id()));
            assertThat(outer.application(at(site, "")).site().check())
                    .hasValueSatisfying(reason -> assertThat(reason).contains("overlaps", site.id()));
            assertThat(beside.application(at(site, "media2/")).site().check()).isEmpty();
        }
    }

    @Test
    void a_site_that_was_given_a_place_of_its_own_goes_on_once_an_operator_says_so() {
        application.site().check();
        try (TestSite other = TestSite.open()) {
            Application intruder = other.application(at(site, ""));
            intruder.site().check();
            Application corrected = other.application();

            assertThat(corrected.site().check())
                    .as("another host may have the wrong settings still")
                    .isPresent();
            assertThat(corrected.site().accept("").suspended()).isEmpty();
            assertThat(work(corrected)).isEqualTo(Ending.IDLE);
        }
    }

    @Test
    void a_marker_that_is_gone_ends_the_suspension_at_its_place() {
        putMarker("", "another", 7);
        assertThat(application.site().check()).isPresent();

        site.s3().deleteObject(request -> request.bucket(site.bucket()).key(".nfs2s3-site"));

        assertThat(application.site().check()).isEmpty();
        assertThat(work(application)).isEqualTo(Ending.IDLE);
    }

    @Test
    void a_place_of_a_site_that_is_gone_is_taken_over_only_by_its_name() {
        putMarker("", "gone", 7);
        assertThat(application.site().check()).isPresent();

        assertThatThrownBy(() -> application.site().accept(""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("--take-over gone");
        assertThat(application.site().accept("gone").suspended()).isEmpty();
        assertThat(marker("")).contains("site=" + site.id());
    }

    @Test
    void a_database_that_went_back_in_time_stops_everything_until_an_operator_accepts_it() {
        application.site().check();
        byHand("UPDATE nfs2s3.site SET epoch = 100");
        putMarker("", site.id(), 220);

        assertThat(application.site().check())
                .hasValueSatisfying(reason ->
                        assertThat(reason).contains("went back", "100", "220", "docs/backup.md", "site accept"));
        expectSuspended(application, site);
        assertThat(site.application().site().check()).isPresent();

        SiteView accepted = application.site().accept("");

        assertThat(accepted.suspended()).isEmpty();
        assertThat(accepted.epoch()).isGreaterThan(220);
        assertThat(accepted.markerEpoch()).isEqualTo(accepted.epoch());
        assertThat(application.drainer().drain().outcome()).isEqualTo(DrainResult.Outcome.EMPTIED);
        assertThat(work(application)).isEqualTo(Ending.IDLE);
        assertThat(site.keys()).containsExactly(PATH);
    }

    @Test
    void a_database_on_another_server_stops_everything_until_an_operator_accepts_it() {
        application.site().check();
        byHand("UPDATE nfs2s3.site SET database_id = '1/2'");

        assertThat(application.site().check())
                .hasValueSatisfying(reason -> assertThat(reason).contains("restored or copied"));
        expectSuspended(application, site);

        assertThat(application.site().accept("").suspended()).isEmpty();
        assertThat(work(application)).isEqualTo(Ending.IDLE);
    }

    /** Each host looks every few seconds, and one may have been slow. */
    @ParameterizedTest
    @ValueSource(strings = {"database_id = '1/2'", "epoch = 100"})
    void what_was_found_before_an_operator_accepted_the_database_suspends_it_no_more(String restored) {
        application.site().check();
        putMarker("", site.id(), 220);
        byHand("UPDATE nfs2s3.site SET " + restored);
        SiteTable table = new SiteTable(site.jdbi());
        SiteRecord seen = table.read();
        application.site().accept("");

        table.suspend(new Suspension(Cause.RESTORED, "of the past", "s3://" + site.bucket() + "/"), seen);

        assertThat(site.application().site().check()).isEmpty();
    }

    /** A host whose settings name another place than those of the others. */
    private Application elsewhere() {
        return site.application("s3.prefix = \"elsewhere/\"");
    }

    private String place(String prefix) {
        return "s3://" + site.bucket() + "/" + prefix;
    }

    private static void expectFault(Application application, String... words) {
        assertThat(application.site().check())
                .hasValueSatisfying(reason -> assertThat(reason).contains(words));
        assertThat(application.site().show().suspended()).contains(words);
        assertThat(work(application)).isEqualTo(Ending.SUSPENDED);
        assertThatThrownBy(() -> application.cleaner().sweep())
                .isInstanceOfSatisfying(
                        MigrationException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.SITE_SUSPENDED));
    }

    @Test
    void a_host_whose_settings_name_another_bucket_copies_and_removes_nothing_and_the_others_go_on() {
        application.site().check();
        try (TestSite other = TestSite.open()) {
            Application wrong = site.application("s3.bucket = \"" + other.bucket() + "\"");
            site.write(PATH, "bytes");
            try (UploadHook hook = wrong.hook()) {
                assertThat(hook.fileUploaded(PATH)).isEqualTo(Enqueued.SQS);
            }

            expectFault(wrong, place(""), "s3://" + other.bucket() + "/", "s3.bucket", "site accept");

            assertThat(other.s3()
                            .listObjectsV2(request -> request.bucket(other.bucket()))
                            .contents())
                    .as("not even a marker")
                    .isEmpty();
            assertThat(application.site().check()).isEmpty();
            assertThat(work(application)).isEqualTo(Ending.IDLE);
            assertThat(site.keys()).containsExactly(PATH);
        }
    }

    @Test
    void a_marker_that_was_copied_along_makes_another_place_no_better() {
        application.site().check();
        putMarker("elsewhere/", site.id(), 1);

        expectFault(elsewhere(), place("elsewhere/"));
    }

    @Test
    void another_place_is_told_while_the_store_is_down() {
        application.site().check();

        assertThat(site.application("s3 { prefix = \"elsewhere/\", endpoint = \"http://127.0.0.1:1\" }")
                        .site()
                        .check())
                .isPresent();
    }

    @Test
    void a_site_moves_once_an_operator_says_so_at_the_new_place() {
        application.site().check();
        Application moved = elsewhere();

        assertThat(moved.site().accept("").suspended()).isEmpty();

        assertThat(marker("elsewhere/")).contains("site=" + site.id());
        assertThat(work(moved)).isEqualTo(Ending.IDLE);
        expectFault(application, place("elsewhere/"), place(""));
    }

    @Test
    void a_recovery_makes_a_place_the_site_s_where_its_marker_is_and_no_other() {
        application.site().check();
        putMarker("elsewhere/", site.id(), 1);

        assertThatThrownBy(() -> site.application("s3.prefix = \"nowhere/\"")
                        .recoveries()
                        .site()
                        .rest(""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(place("") + ", and the settings here name " + place("nowhere/"));
        assertThat(application.site().check()).isEmpty();

        elsewhere().recoveries().site().rest("");

        assertThat(site.query("SELECT place FROM nfs2s3.site")).containsExactly(place("elsewhere/"));
    }

    @Test
    void a_store_is_the_same_by_another_name_and_one_that_lacks_the_marker_may_be_another() {
        application.site().check();
        try (S3FaultProxy proxy = S3FaultProxy.to(site.addresses().s3Endpoint(), key -> false)) {
            Application named = site.application("s3.endpoint = \"" + proxy.endpoint() + "\"");
            assertThat(named.site().check()).isEmpty();

            site.s3().deleteObject(request -> request.bucket(site.bucket()).key(".nfs2s3-site"));

            expectFault(
                    named,
                    "s3.endpoint",
                    proxy.endpoint().getAuthority(),
                    site.addresses().s3Endpoint().getAuthority());
            assertThat(application.site().check()).isEmpty();
            assertThat(named.site().check()).isEmpty();
        }
    }

    @Test
    void of_a_database_of_an_earlier_build_the_place_is_that_of_the_marker() {
        application.site().check();
        byHand("UPDATE nfs2s3.site SET place = '', endpoint = ''");
        Application wrong = elsewhere();

        expectFault(wrong, "marker is not in " + place("elsewhere/"), "site accept");
        assertThat(application.site().check()).isEmpty();
        expectFault(wrong, "place of site " + site.id() + " is " + place(""));
    }

    @Test
    void a_copy_that_became_a_site_of_its_own_touches_nothing_of_the_other() {
        OwnObjects.put(
                site,
                application
                        .catalog()
                        .register(List.of(MediaPath.of(PATH)))
                        .values()
                        .iterator()
                        .next()
                        .upload());
        application.catalog().register(List.of(MediaPath.of(PATH)));
        byHand("UPDATE nfs2s3.superseded SET superseded_at = now() - interval '3 days'");
        String live = site.id();
        byHand("UPDATE nfs2s3.site SET database_id = '1/2'");
        putMarker("", live, 5);

        SiteView here = application.site().renew(false);
        assertThat(here.suspended()).contains("belongs to site " + live);
        assertThat(here.id()).isNotEqualTo(live);

        putMarker("", here.id(), 1);
        application.site().check();
        application.cleaner().sweep();
        assertThat(site.keys()).containsExactly(PATH);
        assertThat(application.cleaner().kept(1).get(0).reason()).contains("not ours");
    }

    @Test
    void a_copy_with_a_place_of_its_own_goes_on_there_under_its_new_id() {
        application.site().check();
        byHand("UPDATE nfs2s3.site SET database_id = '1/2'");
        try (TestSite staging = TestSite.open()) {
            Application copy = site.application("s3.bucket = \"" + staging.bucket() + "\"");

            assertThat(copy.site().renew(false).suspended()).isEmpty();

            assertThat(work(copy)).isEqualTo(Ending.IDLE);
        }
    }

    @Test
    void a_site_that_is_no_copy_keeps_its_id() {
        application.site().check();

        assertThatThrownBy(() -> application.site().renew(false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("--force");
    }
}
