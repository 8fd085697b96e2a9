package io.nfs2s3.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nfs2s3.app.Application;
import io.nfs2s3.catalog.FailedFilter;
import io.nfs2s3.lab.devstack.TcpProxy;
import io.nfs2s3.media.Failure;
import io.nfs2s3.media.FailureCode;
import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.MigrationException;
import io.nfs2s3.media.ObjectKey;
import io.nfs2s3.testing.Copies;
import io.nfs2s3.testing.OwnObjects;
import io.nfs2s3.testing.TestSite;
import io.nfs2s3.testing.Wire;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ObjectCleanerIT {
    private static final MediaPath PATH = MediaPath.of("images/ab/1.jpg");

    @RegisterExtension
    private static final TestSite site = TestSite.open().emptyBeforeEach();

    private static final TcpProxy s3 = site.closing(Wire.toS3(site));
    private static final Application application =
            site.application(Wire.s3Setting(s3), "s3.supersededRetention = 24 h");

    @BeforeEach
    void clear() {
        s3.accept();
        site.keys()
                .forEach(key -> site.s3()
                        .deleteObject(request -> request.bucket(site.bucket()).key(key)));
    }

    private static ObjectKey key(FileVersion upload) {
        return ObjectKey.of("", upload.path(), upload.generation());
    }

    /** Registers the next generation and copies it. */
    private static FileVersion copied() {
        FileVersion upload = application
                .catalog()
                .register(List.of(PATH))
                .values()
                .iterator()
                .next()
                .upload();
        OwnObjects.put(site, upload);
        return upload;
    }

    private static FileVersion migrated() {
        FileVersion upload = copied();
        Copies.flip(application.catalog(), "w1", List.of(Copies.of(upload)));
        return upload;
    }

    private static void hoursPass(int hours) {
        site.jdbi().useHandle(handle -> handle.execute("""
                        UPDATE nfs2s3.superseded SET superseded_at = superseded_at - make_interval(hours => :hours),
                            not_before = not_before - make_interval(hours => :hours),
                            removed_at = removed_at - make_interval(hours => :hours)
                        """.replace(":hours", String.valueOf(hours))));
    }

    @Test
    void an_object_that_no_reader_was_given_is_removed_at_once() {
        FileVersion first = copied();
        FileVersion second = copied();

        application.cleaner().removeIfNeverVisible(first, key(first));
        application.cleaner().removeIfNeverVisible(second, key(second));

        assertThat(site.keys()).containsExactly(key(second).value());
    }

    @Test
    void an_object_that_was_visible_is_not_removed_at_once() {
        FileVersion first = migrated();
        application.cleaner().removeIfNeverVisible(first, key(first));
        copied();
        application.cleaner().removeIfNeverVisible(first, key(first));

        assertThat(site.keys()).hasSize(2);
    }

    @Test
    void the_sweep_removes_what_was_never_visible_after_an_hour() {
        copied();
        FileVersion second = copied();
        assertThat(application.cleaner().sweep().removed()).isZero();
        assertThat(site.keys()).hasSize(2);

        hoursPass(2);

        assertThat(application.cleaner().sweep().removed()).isEqualTo(1);
        assertThat(site.keys()).containsExactly(key(second).value());
        assertThat(application.cleaner().sweep().removed()).isZero();
    }

    @Test
    void the_sweep_removes_what_an_attempt_left_behind_whose_file_failed_then() {
        FileVersion upload = copied();
        application.catalog().fail(upload, new Failure(FailureCode.NOT_PROVED, "other bytes than were read"));
        assertThat(application.cleaner().sweep().removed()).isZero();

        hoursPass(2);

        assertThat(application.cleaner().sweep().removed()).isEqualTo(1);
        assertThat(site.keys()).isEmpty();
    }

    /** It may be the last copy: of a database that was restored, or of an attempt that was killed before its flip. */
    @ParameterizedTest
    @EnumSource(
            value = FailureCode.class,
            names = {"SOURCE_MISSING", "SOURCE_READ"})
    void the_object_of_a_file_whose_original_failed_stays_until_a_later_upload_is_in_s3(FailureCode code) {
        FileVersion upload = copied();
        application.catalog().fail(upload, new Failure(code, "the original is gone, or its blocks are bad"));
        hoursPass(1_000);

        assertThat(application.cleaner().sweep()).isEqualTo(new ObjectCleaner.Swept(0, 0));
        assertThat(site.keys()).containsExactly(key(upload).value());

        FileVersion later = migrated();
        hoursPass(1_000);
        assertThat(application.cleaner().sweep().removed()).isEqualTo(1);
        assertThat(site.keys()).containsExactly(key(later).value());
    }

    @Test
    void the_object_of_a_file_that_failed_twice_stays_if_its_original_was_what_failed_once() {
        FileVersion upload = copied();
        for (FailureCode code : List.of(FailureCode.INTERNAL, FailureCode.SOURCE_READ, FailureCode.INTERNAL)) {
            site.jdbi().useHandle(handle -> handle.execute("UPDATE nfs2s3.media SET state = 'QUEUED'")); // by hand
            application.catalog().fail(upload, new Failure(code, "on purpose"));
        }
        hoursPass(1_000);

        application.cleaner().sweep();

        assertThat(site.keys()).containsExactly(key(upload).value());
    }

    @Test
    void what_a_retry_makes_visible_is_not_what_failed() {
        FileVersion failed = copied();
        application.catalog().fail(failed, new Failure(FailureCode.SOURCE_READ, "on purpose"));
        application.retries().failedRetry().retry(FailedFilter.ALL, 1, sent -> true);
        FileVersion retried = new FileVersion(PATH, failed.generation() + 1);
        OwnObjects.put(site, retried);
        assertThat(Copies.flip(application.catalog(), "w1", List.of(Copies.of(failed), Copies.of(retried))))
                .containsExactly(retried);

        hoursPass(48);
        application.cleaner().sweep();

        assertThat(site.keys()).containsExactly(key(retried).value());
    }

    @Test
    void a_key_that_no_object_can_have_does_not_stop_the_sweep() {
        FileVersion endless = new FileVersion(MediaPath.of("images/" + "x".repeat(1_017)), 2);
        site.jdbi()
                .useHandle(handle -> handle.execute(
                        "INSERT INTO nfs2s3.superseded (path, generation, was_visible) VALUES (?, ?, false)",
                        endless.path().value(),
                        endless.generation()));
        hoursPass(2);

        application.cleaner().sweep();

        assertThat(site.count("SELECT count(*) FROM nfs2s3.superseded")).isZero();
    }

    @Test
    void the_sweep_removes_what_was_visible_after_its_retention() {
        migrated();
        FileVersion second = migrated();
        hoursPass(23);
        assertThat(application.cleaner().sweep().removed()).isZero();
        assertThat(site.keys()).hasSize(2);

        hoursPass(2);

        assertThat(application.cleaner().sweep().removed()).isEqualTo(1);
        assertThat(site.keys()).containsExactly(key(second).value());
    }

    /** Its original may be gone, and the next upload come to nothing: then it is the last copy. */
    @Test
    void what_was_visible_stays_until_a_later_upload_is_in_s3() {
        FileVersion first = migrated();
        FileVersion second = copied();
        hoursPass(1_000);

        assertThat(application.cleaner().sweep().removed()).isZero();
        application.catalog().fail(second, new Failure(FailureCode.SOURCE_MISSING, "gone"));
        hoursPass(1_000);
        application.cleaner().sweep();
        assertThat(site.keys()).contains(key(first).value());

        migrated();
        hoursPass(1_000);
        application.cleaner().sweep();
        assertThat(site.keys()).doesNotContain(key(first).value()).hasSize(1);
    }

    @Test
    void the_object_that_the_pointer_names_is_never_removed() {
        migrated();
        FileVersion second = migrated();
        hoursPass(1_000);

        application.cleaner().sweep();
        application.cleaner().sweep();

        assertThat(site.keyOf(PATH.value())).isEqualTo(key(second).value());
        assertThat(site.keys()).containsExactly(key(second).value());
    }

    @Test
    void an_object_that_was_never_made_counts_as_removed() {
        application.catalog().register(List.of(PATH));
        application.catalog().register(List.of(PATH));
        hoursPass(2);

        assertThat(application.cleaner().sweep().removed()).isEqualTo(1);
        assertThat(site.count("SELECT count(*) FROM nfs2s3.superseded")).isZero();
    }

    @Test
    void what_could_not_be_removed_is_removed_by_a_later_sweep() {
        copied();
        copied();
        hoursPass(2);
        s3.refuse();
        assertThatThrownBy(() -> application.cleaner().sweep()).isInstanceOf(MigrationException.class);

        s3.accept();
        hoursPass(1);
        assertThat(application.cleaner().sweep().removed()).isEqualTo(1);
        assertThat(site.keys()).hasSize(1);
    }

    @Test
    void a_site_that_was_suspended_a_moment_ago_is_not_told_as_swept() {
        copied();
        copied();
        hoursPass(2);
        assertThat(application.site().check()).isEmpty(); // remembered for five seconds
        site.jdbi()
                .useHandle(handle -> handle.execute("UPDATE nfs2s3.site SET suspended = 'RESTORED',"
                        + " suspended_reason = 'on purpose', suspended_at = now(), suspended_place = 'here'"));
        try {
            assertThatThrownBy(() -> application.cleaner().sweep()).hasMessageContaining("on purpose");
        } finally {
            application.site().accept("");
        }
        assertThat(site.keys()).hasSize(2);
    }

    @Test
    void more_than_a_batch_is_removed_by_one_sweep() {
        List<MediaPath> paths = Copies.paths("many", 1_100);
        application.catalog().register(paths);
        application.catalog().register(paths);
        hoursPass(2);

        assertThat(application.cleaner().sweep().removed()).isEqualTo(1_100);
    }

    @Test
    void a_sweep_that_is_told_to_stop_leaves_what_follows_to_the_next() {
        List<MediaPath> paths = Copies.paths("many", 250);
        application.catalog().register(paths);
        application.catalog().register(paths);
        hoursPass(2);
        AtomicInteger asked = new AtomicInteger();

        assertThat(application
                        .cleaner()
                        .sweep(() -> asked.incrementAndGet() == 1)
                        .removed())
                .isEqualTo(100);

        assertThat(application.cleaner().sweep().removed()).isEqualTo(150);
    }
}
