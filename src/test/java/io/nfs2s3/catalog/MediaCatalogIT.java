package io.nfs2s3.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nfs2s3.media.Failure;
import io.nfs2s3.media.FailureCode;
import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.Location;
import io.nfs2s3.media.MediaFile;
import io.nfs2s3.media.MediaKind;
import io.nfs2s3.media.MediaKinds;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.MediaState;
import io.nfs2s3.media.StoredCopy;
import io.nfs2s3.outbox.Outbox;
import io.nfs2s3.testing.Copies;
import io.nfs2s3.testing.TestSite;
import io.nfs2s3.testing.Together;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jdbi.v3.core.JdbiException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MediaCatalogIT {
    private static final MediaPath PATH = MediaPath.of("images/ab/1.jpg");
    private static final Failure FAILURE = new Failure(FailureCode.SOURCE_FORBIDDEN, "permission denied");
    private static TestSite site;
    private static MediaCatalog catalog;

    @BeforeAll
    static void open() {
        site = TestSite.open();
        catalog = site.application("database.poolSize = 16").catalog();
    }

    @AfterAll
    static void close() {
        site.close();
    }

    @BeforeEach
    void clear() {
        site.clearTables();
    }

    private Registration register(MediaPath path) {
        return catalog.register(List.of(path)).values().iterator().next();
    }

    private Set<FileVersion> flip(FileVersion... uploads) {
        return catalog.flip("w1", List.of(uploads).stream().map(Copies::of).toList());
    }

    private MediaFile found(MediaPath path) {
        return catalog.find(path).orElseThrow();
    }

    private Map<String, Object> row(MediaPath path) {
        return site.jdbi()
                .withHandle(handle -> handle.createQuery("SELECT * FROM nfs2s3.media WHERE path = ?")
                        .bind(0, path.value())
                        .mapToMap()
                        .one());
    }

    private List<Map<String, Object>> superseded() {
        return site.jdbi()
                .withHandle(handle -> handle.createQuery(
                                "SELECT path, generation, object_key, was_visible FROM nfs2s3.superseded ORDER BY id")
                        .mapToMap()
                        .list());
    }

    @Test
    void a_first_upload_is_generation_1_queued_on_nfs() {
        assertThat(register(PATH)).isEqualTo(new Registration(new FileVersion(PATH, 1), MediaState.QUEUED, true));

        MediaFile file = found(PATH);
        assertThat(file.kind()).isEqualTo("image");
        assertThat(file.state()).isEqualTo(MediaState.QUEUED);
        assertThat(file.location()).isEqualTo(Location.NFS);
        assertThat(file.objectKey()).isNull();
        assertThat(file.attempts()).isZero();
    }

    @Test
    void the_row_of_a_path_that_nobody_registered_is_empty() {
        assertThat(catalog.find(PATH)).isEmpty();
        assertThat(catalog.find(List.of())).isEmpty();
    }

    @Test
    void a_re_upload_of_a_migrated_path_points_to_nfs_again_and_clears_the_evidence() {
        flip(register(PATH).upload());

        assertThat(register(PATH).upload()).isEqualTo(new FileVersion(PATH, 2));

        assertThat(row(PATH))
                .containsEntry("location", "NFS")
                .containsEntry("state", "QUEUED")
                .containsEntry("generation", 2)
                .containsEntry("attempts", 0);
        assertThat(row(PATH).entrySet().stream()
                        .filter(column -> column.getValue() == null)
                        .map(Map.Entry::getKey))
                .contains("object_key", "checksum", "size_bytes", "source_mtime", "etag", "version_id", "migrated_at");
    }

    @Test
    void a_re_upload_of_a_failed_path_is_queued_without_its_old_failure() {
        catalog.fail(register(PATH).upload(), FAILURE);

        assertThat(register(PATH).state()).isEqualTo(MediaState.QUEUED);

        assertThat(row(PATH).entrySet().stream()
                        .filter(column -> column.getValue() == null)
                        .map(Map.Entry::getKey))
                .contains("failed_at", "failure_code", "failure_message");
        assertThat(found(PATH).attempts()).isZero();
    }

    @Test
    void a_superseded_generation_is_remembered_as_visible_only_if_it_had_been_migrated() {
        flip(register(PATH).upload());
        register(PATH);
        register(PATH);

        assertThat(superseded())
                .containsExactly(
                        Map.of("path", PATH.value(), "generation", 1, "object_key", PATH.value(), "was_visible", true),
                        row(PATH.value(), 2));
    }

    private static Map<String, Object> row(String path, int generation) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("path", path);
        row.put("generation", generation);
        row.put("object_key", null);
        row.put("was_visible", false);
        return row;
    }

    @Test
    void a_kind_that_is_not_migrated_is_held() {
        MediaPath song = MediaPath.of("audio/song.mp3");

        assertThat(register(song).state()).isEqualTo(MediaState.HELD);
        assertThat(flip(new FileVersion(song, 1))).isEmpty();
        assertThat(found(song).kind()).isEqualTo("audio");
        assertThat(found(song).location()).isEqualTo(Location.NFS);
    }

    @Test
    void many_are_registered_at_once_and_a_duplicate_counts_once() {
        List<MediaPath> paths = new ArrayList<>(Copies.paths("many", 300));
        paths.addAll(Copies.paths("many", 100));
        Collections.shuffle(paths, new Random(1));

        Map<MediaPath, Registration> registered = catalog.register(paths);

        assertThat(registered).hasSize(300);
        assertThat(registered.values())
                .allSatisfy(one -> assertThat(one.upload().generation()).isEqualTo(1));
        assertThat(catalog.find(Copies.paths("many", 300))).hasSize(300);
    }

    @Test
    void a_path_without_a_kind_is_refused_and_nothing_of_its_batch_is_registered() {
        MediaPath stray = MediaPath.of("videos/1.mp4");
        MediaCatalog strict =
                new MediaCatalog(site.jdbi(), new MediaKinds(List.of(new MediaKind("image", "images/", true))), "");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> strict.register(List.of(PATH, stray)))
                .withMessageContaining("no kind covers \"videos/1.mp4\"");
        assertThat(catalog.find(PATH)).isEmpty();
    }

    @Test
    void sixteen_threads_register_overlapping_paths_and_every_generation_is_counted_once() {
        List<MediaPath> paths = Copies.paths("shared", 24);

        List<List<FileVersion>> registered = Together.run(16, thread -> () -> {
            Random random = new Random(thread);
            List<FileVersion> mine = new ArrayList<>();
            for (int round = 0; round < 12; round++) {
                List<MediaPath> some = new ArrayList<>(paths);
                Collections.shuffle(some, random);
                catalog.register(some.subList(0, 12)).values().forEach(one -> mine.add(one.upload()));
            }
            return mine;
        });

        List<FileVersion> all = registered.stream().flatMap(Collection::stream).toList();
        assertThat(all).doesNotHaveDuplicates().hasSize(16 * 12 * 12);
        Map<MediaPath, Long> counts =
                all.stream().collect(Collectors.groupingBy(FileVersion::path, Collectors.counting()));
        catalog.find(paths)
                .forEach((path, file) -> assertThat((long) file.generation()).isEqualTo(counts.get(path)));
        assertThat(superseded()).hasSize(all.size() - paths.size());
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
                    catalog.flip("w" + thread, copies);
                }
            }
            return true;
        });

        catalog.find(paths).values().stream()
                .filter(file -> file.location() == Location.S3)
                .forEach(file -> assertThat(file.objectKey())
                        .isEqualTo(Copies.of(file.upload()).key()));
        assertThat(superseded().stream().map(row -> row.get("path") + "~" + row.get("generation")))
                .doesNotHaveDuplicates();
    }

    @Test
    void a_flip_stores_the_evidence() {
        FileVersion upload = register(PATH).upload();

        assertThat(flip(upload)).containsExactly(upload);

        assertThat(row(PATH))
                .containsEntry("location", "S3")
                .containsEntry("state", "MIGRATED")
                .containsEntry("size_bytes", Copies.SIZE)
                .containsEntry("checksum", Copies.of(upload).checksum().toString())
                .containsEntry("object_key", "images/ab/1.jpg")
                .containsEntry("etag", "\"etag\"");
        assertThat(found(PATH).sourceModified()).isEqualTo(Copies.MODIFIED);
    }

    @Test
    void a_flip_twice_is_a_flip_once() {
        FileVersion upload = register(PATH).upload();

        assertThat(flip(upload)).containsExactly(upload);
        assertThat(flip(upload)).isEmpty();
        assertThat(progressFiles()).isEqualTo(1);
    }

    @Test
    void of_a_batch_only_what_still_matches_path_generation_and_state_is_flipped() {
        MediaPath again = MediaPath.of("images/again.jpg");
        MediaPath failed = MediaPath.of("images/failed.jpg");
        catalog.register(List.of(PATH, again, failed));
        register(again);
        catalog.fail(new FileVersion(failed, 1), FAILURE);

        Set<FileVersion> flipped = flip(
                new FileVersion(PATH, 1),
                new FileVersion(again, 1),
                new FileVersion(failed, 1),
                new FileVersion(MediaPath.of("images/unknown.jpg"), 1));

        assertThat(flipped).containsExactly(new FileVersion(PATH, 1));
        assertThat(found(again).state()).isEqualTo(MediaState.QUEUED);
        assertThat(found(failed).state()).isEqualTo(MediaState.FAILED);
        assertThat(flip(new FileVersion(again, 3))).isEmpty();
        assertThat(flip(new FileVersion(again, 2))).containsExactly(new FileVersion(again, 2));
    }

    @Test
    void a_flip_of_nothing_is_nothing() {
        assertThat(flip()).isEmpty();
        assertThat(progressFiles()).isZero();
    }

    @Test
    void flips_are_counted_for_their_worker() {
        List<MediaPath> paths = Copies.paths("counted", 7);
        List<StoredCopy> copies = catalog.register(paths).values().stream()
                .map(one -> Copies.of(one.upload()))
                .toList();
        catalog.flip("w1", copies.subList(0, 5));
        catalog.flip("w1", copies.subList(4, 6));
        catalog.flip("w2", copies.subList(6, 7));

        Map<String, Long> files = site.jdbi()
                .withHandle(handle -> handle.createQuery(
                                "SELECT worker, sum(files)::bigint FROM nfs2s3.progress GROUP BY worker")
                        .map((row, context) -> Map.entry(row.getString(1), row.getLong(2)))
                        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
        assertThat(files).isEqualTo(Map.of("w1", 6L, "w2", 1L));
        assertThat(site.count("SELECT sum(bytes)::bigint FROM nfs2s3.progress")).isEqualTo(7 * Copies.SIZE);
    }

    private long progressFiles() {
        return site.count("SELECT coalesce(sum(files), 0)::bigint FROM nfs2s3.progress");
    }

    @Test
    void a_failure_is_recorded_for_a_queued_upload_only() {
        FileVersion upload = register(PATH).upload();

        assertThat(catalog.fail(new FileVersion(PATH, 2), FAILURE)).isFalse();
        assertThat(catalog.fail(upload, FAILURE)).isTrue();
        assertThat(catalog.fail(upload, FAILURE)).isFalse();

        assertThat(row(PATH))
                .containsEntry("state", "FAILED")
                .containsEntry("location", "NFS")
                .containsEntry("failure_code", "SOURCE_FORBIDDEN")
                .containsEntry("failure_message", "permission denied")
                .containsEntry("attempts", 1);
    }

    @Test
    void attempts_are_counted_while_the_upload_is_queued() {
        FileVersion upload = register(PATH).upload();

        assertThat(catalog.recordAttempt(upload, FAILURE)).contains(1);
        assertThat(catalog.recordAttempt(upload, FAILURE)).contains(2);
        assertThat(catalog.recordAttempt(new FileVersion(PATH, 2), FAILURE)).isEmpty();
        assertThat(found(PATH).state()).isEqualTo(MediaState.QUEUED);
        flip(upload);
        assertThat(catalog.recordAttempt(upload, FAILURE)).isEmpty();
        assertThat(row(PATH).get("failure_code")).isNull();
    }

    @Test
    void superseding_gives_a_queued_upload_the_next_generation_once() {
        FileVersion upload = register(PATH).upload();

        assertThat(catalog.supersede(upload)).contains(new FileVersion(PATH, 2));
        assertThat(catalog.supersede(upload)).isEmpty();
        assertThat(flip(upload)).isEmpty();
        assertThat(flip(new FileVersion(PATH, 2))).hasSize(1);
        assertThat(catalog.supersede(new FileVersion(PATH, 2))).isEmpty();
        assertThat(superseded()).containsExactly(row(PATH.value(), 1));
    }

    private void waitedHours(int hours) {
        site.jdbi()
                .useHandle(handle -> handle.execute(
                        "UPDATE nfs2s3.media SET queued_at = queued_at - make_interval(hours => ?)", hours));
    }

    @Test
    void the_longest_waiting_uploads_are_claimed_once_in_order() {
        List<MediaPath> paths = Copies.paths("lost", 3);
        for (MediaPath path : paths) {
            register(path);
            waitedHours(2);
        }
        register(PATH);

        assertThat(catalog.claimQueuedLongerThan(Duration.ofHours(1), 2))
                .extracting(MediaFile::path)
                .containsExactlyInAnyOrder(paths.get(0), paths.get(1));
        assertThat(catalog.claimQueuedLongerThan(Duration.ofHours(1), 2))
                .extracting(MediaFile::path)
                .containsExactly(paths.get(2));
        assertThat(catalog.claimQueuedLongerThan(Duration.ofHours(1), 2)).isEmpty();
    }

    @Test
    void a_claim_that_is_taken_back_is_claimed_again() {
        FileVersion upload = register(PATH).upload();
        waitedHours(2);
        Duration hour = Duration.ofHours(1);
        assertThat(catalog.claimQueuedLongerThan(hour, 10)).hasSize(1);

        catalog.unclaim(List.of(new FileVersion(PATH, 2)), hour);
        assertThat(catalog.claimQueuedLongerThan(hour, 10)).isEmpty();
        catalog.unclaim(List.of(upload), hour);
        assertThat(catalog.claimQueuedLongerThan(hour, 10)).hasSize(1);
    }

    @Test
    void two_sweeps_at_once_never_claim_the_same_upload() {
        catalog.register(Copies.paths("contended", 200));
        waitedHours(2);

        List<List<MediaFile>> claims = Together.run(8, thread -> () -> {
            List<MediaFile> mine = new ArrayList<>();
            IntStream.range(0, 20).forEach(i -> mine.addAll(catalog.claimQueuedLongerThan(Duration.ofHours(1), 10)));
            return mine;
        });

        assertThat(claims.stream().flatMap(Collection::stream).map(MediaFile::path))
                .doesNotHaveDuplicates()
                .hasSize(200);
    }

    @Test
    void only_queued_uploads_are_claimed() {
        FileVersion upload = register(PATH).upload();
        register(MediaPath.of("audio/held.mp3"));
        flip(upload);
        waitedHours(2);

        assertThat(catalog.claimQueuedLongerThan(Duration.ofHours(1), 10)).isEmpty();
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
        register(PATH);

        assertThatThrownBy(() -> site.jdbi().useHandle(handle -> handle.execute("UPDATE nfs2s3.media SET " + change)))
                .isInstanceOf(JdbiException.class)
                .hasMessageContaining(constraint);
    }

    @Test
    void a_registration_tells_whether_the_outbox_is_empty() {
        assertThat(register(PATH).outboxEmpty()).isTrue();

        new Outbox(site.jdbi()).append(List.of(new FileVersion(PATH, 1)));
        assertThat(register(PATH).outboxEmpty()).isFalse();
        assertThat(catalog.register(Copies.paths("more", 3)).values()).noneMatch(Registration::outboxEmpty);

        site.jdbi().useHandle(handle -> handle.execute("DELETE FROM nfs2s3.outbox"));
        assertThat(register(PATH).outboxEmpty()).isTrue();
    }

    @Test
    void a_registration_in_the_callers_transaction_is_rolled_back_with_it() throws Exception {
        try (Connection connection = connection()) {
            connection.setAutoCommit(false);
            assertThat(catalog.register(connection, List.of(PATH))).hasSize(1);
            assertThat(catalog.find(PATH)).isEmpty();
            connection.rollback();
            assertThat(catalog.find(PATH)).isEmpty();
            catalog.register(connection, List.of(PATH));
            connection.commit();
        }
        assertThat(found(PATH).generation()).isEqualTo(1);
    }

    private Connection connection() throws SQLException {
        return DriverManager.getConnection(
                site.databaseUrl(),
                site.addresses().databaseUser(),
                site.addresses().databasePassword());
    }
}
