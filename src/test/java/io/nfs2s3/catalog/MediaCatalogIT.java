package io.nfs2s3.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nfs2s3.media.Failure;
import io.nfs2s3.media.FailureCode;
import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.Location;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.MediaState;
import io.nfs2s3.media.StoredCopy;
import io.nfs2s3.testing.Copies;
import io.nfs2s3.testing.TestSite;
import io.nfs2s3.testing.Together;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.JdbiException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What changes the state of a registered upload: flips, failures, attempts. */
class MediaCatalogIT {
    private static final MediaPath PATH = MediaPath.of("images/ab/1.jpg");
    private static final Failure FAILURE = new Failure(FailureCode.SOURCE_FORBIDDEN, "permission denied");

    @RegisterExtension
    private static final TestSite site = TestSite.open().emptyBeforeEach();

    private static final CatalogRig rig = new CatalogRig(site);
    private static final MediaCatalog catalog = rig.catalog();

    private long progressFiles() {
        return site.count("SELECT coalesce(sum(files), 0)::bigint FROM nfs2s3.progress");
    }

    @Test
    void a_flip_stores_the_evidence() {
        FileVersion upload = rig.register(PATH).upload();

        assertThat(rig.flip(upload)).containsExactly(upload);

        assertThat(rig.row(PATH))
                .containsEntry("location", "S3")
                .containsEntry("state", "MIGRATED")
                .containsEntry("size_bytes", Copies.SIZE)
                .containsEntry("checksum", Copies.of(upload).checksum().toString())
                .containsEntry("object_key", "images/ab/1.jpg")
                .containsEntry("etag", "\"etag\"");
        assertThat(rig.found(PATH).sourceModified()).isEqualTo(Copies.MODIFIED);
    }

    @Test
    void a_flip_twice_is_a_flip_once() {
        FileVersion upload = rig.register(PATH).upload();

        assertThat(rig.flip(upload)).containsExactly(upload);
        assertThat(rig.flip(upload)).isEmpty();
        assertThat(progressFiles()).isEqualTo(1);
    }

    @Test
    void of_a_batch_only_what_still_matches_path_generation_and_state_is_flipped() {
        MediaPath again = MediaPath.of("images/again.jpg");
        MediaPath failed = MediaPath.of("images/failed.jpg");
        catalog.register(List.of(PATH, again, failed));
        rig.register(again);
        catalog.fail(new FileVersion(failed, 1), FAILURE);

        Set<FileVersion> flipped = rig.flip(
                new FileVersion(PATH, 1),
                new FileVersion(again, 1),
                new FileVersion(failed, 1),
                new FileVersion(MediaPath.of("images/unknown.jpg"), 1));

        assertThat(flipped).containsExactly(new FileVersion(PATH, 1));
        assertThat(rig.found(again).state()).isEqualTo(MediaState.QUEUED);
        assertThat(rig.found(failed).state()).isEqualTo(MediaState.FAILED);
        assertThat(rig.flip(new FileVersion(again, 3))).isEmpty();
        assertThat(rig.flip(new FileVersion(again, 2))).containsExactly(new FileVersion(again, 2));
    }

    @Test
    void a_flip_of_nothing_is_nothing() {
        assertThat(rig.flip()).isEmpty();
        assertThat(progressFiles()).isZero();
    }

    @Test
    void flips_are_counted_for_their_worker() {
        List<MediaPath> paths = Copies.paths("counted", 7);
        List<StoredCopy> copies = catalog.register(paths).values().stream()
                .map(one -> Copies.of(one.upload()))
                .toList();
        Copies.flip(catalog, "w1", copies.subList(0, 5));
        Copies.flip(catalog, "w1", copies.subList(4, 6));
        Copies.flip(catalog, "w2", copies.subList(6, 7));

        Map<String, Long> files = site.jdbi()
                .withHandle(handle -> handle.createQuery(
                                "SELECT worker, sum(files)::bigint FROM nfs2s3.progress GROUP BY worker")
                        .map((row, context) -> Map.entry(row.getString(1), row.getLong(2)))
                        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
        assertThat(files).isEqualTo(Map.of("w1", 6L, "w2", 1L));
        assertThat(site.count("SELECT sum(bytes)::bigint FROM nfs2s3.progress")).isEqualTo(7 * Copies.SIZE);
    }

    @Test
    void flips_beside_registrations_of_the_same_paths_never_flip_an_old_generation() {
        List<MediaPath> paths = Copies.paths("contended", 40);
        catalog.register(paths);

        Together.run(8, thread -> () -> {
            Random random = new Random(thread);
            for (int round = 0; round < 15; round++) {
                List<MediaPath> some = new ArrayList<>(paths);
                Collections.shuffle(some, random);
                if (thread % 2 == 0) {
                    catalog.register(some.subList(0, 20));
                } else {
                    List<StoredCopy> copies = catalog.find(some.subList(0, 30)).values().stream()
                            .map(file -> Copies.of(file.upload()))
                            .collect(Collectors.toCollection(ArrayList::new));
                    Collections.shuffle(copies, random);
                    Copies.flip(catalog, "w" + thread, copies);
                }
            }
            return true;
        });

        catalog.find(paths).values().stream()
                .filter(file -> file.location() == Location.S3)
                .forEach(file -> assertThat(file.objectKey())
                        .isEqualTo(Copies.of(file.upload()).key()));
        assertThat(rig.superseded().stream().map(row -> row.get("path") + "~" + row.get("generation")))
                .doesNotHaveDuplicates();
    }

    @Test
    void a_failure_is_recorded_for_a_queued_upload_only() {
        FileVersion upload = rig.register(PATH).upload();

        assertThat(catalog.fail(new FileVersion(PATH, 2), FAILURE)).isFalse();
        assertThat(catalog.fail(upload, FAILURE)).isTrue();
        assertThat(catalog.fail(upload, FAILURE)).isFalse();

        assertThat(rig.row(PATH))
                .containsEntry("state", "FAILED")
                .containsEntry("location", "NFS")
                .containsEntry("failure_code", "SOURCE_FORBIDDEN")
                .containsEntry("failure_message", "permission denied")
                .containsEntry("attempts", 1);
    }

    @Test
    void attempts_are_counted_while_the_upload_is_queued() {
        FileVersion upload = rig.register(PATH).upload();

        assertThat(catalog.recordAttempt(upload, FAILURE)).contains(1);
        assertThat(catalog.recordAttempt(upload, FAILURE)).contains(2);
        assertThat(catalog.recordAttempt(new FileVersion(PATH, 2), FAILURE)).isEmpty();
        assertThat(rig.found(PATH).state()).isEqualTo(MediaState.QUEUED);
        rig.flip(upload);
        assertThat(catalog.recordAttempt(upload, FAILURE)).isEmpty();
        assertThat(rig.row(PATH).get("failure_code")).isNull();
    }

    @Test
    void superseding_gives_a_queued_upload_the_next_generation_once() {
        FileVersion upload = rig.register(PATH).upload();

        assertThat(catalog.supersede(upload)).contains(new FileVersion(PATH, 2));
        assertThat(catalog.supersede(upload)).isEmpty();
        assertThat(rig.flip(upload)).isEmpty();
        assertThat(rig.flip(new FileVersion(PATH, 2))).hasSize(1);
        assertThat(catalog.supersede(new FileVersion(PATH, 2))).isEmpty();
        assertThat(rig.superseded()).containsExactly(rig.row(PATH.value(), 1));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "location = 'S3'                                          | media_location_follows_state",
                "state = 'MIGRATED'                                       | media_location_follows_state",
                "location = 'S3', state = 'MIGRATED'                      | media_s3_needs_evidence",
                "location = 'S3', state = 'MIGRATED', object_key = 'k', checksum = 'CRC32C:x', migrated_at = now()"
                        + " | media_s3_needs_evidence",
                "location = 'S3', state = 'MIGRATED', object_key = 'k', size_bytes = 1, migrated_at = now()"
                        + " | media_s3_needs_evidence",
                "state = 'FAILED', failed_at = now()                      | media_failed_needs_reason",
                "state = 'LOST'                                           | media_state_check",
                "location = 'TAPE'                                        | media_location_check",
                "generation = 0                                           | media_generation_check",
                "checksum = 'abc'                                         | media_checksum_check",
                "path = ''                                                | media_path_check",
                "size_bytes = -1                                          | media_size_bytes_check",
                "location = 'S3', state = 'RETIRED', object_key = 'k', checksum = 'CRC32C:x', size_bytes = 1,"
                        + " migrated_at = now() | media_retired_needs_time",
            })
    void the_table_refuses_an_illegal_row(String change, String constraint) {
        rig.register(PATH);

        assertThatThrownBy(() -> site.jdbi().useHandle(handle -> handle.execute("UPDATE nfs2s3.media SET " + change)))
                .isInstanceOf(JdbiException.class)
                .hasMessageContaining(constraint);
    }
}
