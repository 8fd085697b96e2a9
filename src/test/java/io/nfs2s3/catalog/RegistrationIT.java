package io.nfs2s3.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.nfs2s3.media.Failure;
import io.nfs2s3.media.FailureCode;
import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.Location;
import io.nfs2s3.media.MediaFile;
import io.nfs2s3.media.MediaKind;
import io.nfs2s3.media.MediaKinds;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.MediaState;
import io.nfs2s3.outbox.Outbox;
import io.nfs2s3.testing.Copies;
import io.nfs2s3.testing.TestSite;
import io.nfs2s3.testing.Together;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Registering uploads. */
class RegistrationIT {
    private static final MediaPath PATH = MediaPath.of("images/ab/1.jpg");
    private static final Failure FAILURE = new Failure(FailureCode.SOURCE_FORBIDDEN, "permission denied");

    @RegisterExtension
    private static final TestSite site = TestSite.open().emptyBeforeEach();

    private static final CatalogRig rig = new CatalogRig(site);
    private static final MediaCatalog catalog = rig.catalog();

    private static Connection connection() throws SQLException {
        return DriverManager.getConnection(
                site.databaseUrl(),
                site.addresses().databaseUser(),
                site.addresses().databasePassword());
    }

    @Test
    void a_first_upload_is_generation_1_queued_on_nfs() {
        assertThat(rig.register(PATH)).isEqualTo(new Registration(new FileVersion(PATH, 1), MediaState.QUEUED, true));

        MediaFile file = rig.found(PATH);
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
        rig.flip(rig.register(PATH).upload());

        assertThat(rig.register(PATH).upload()).isEqualTo(new FileVersion(PATH, 2));

        assertThat(rig.row(PATH))
                .containsEntry("location", "NFS")
                .containsEntry("state", "QUEUED")
                .containsEntry("generation", 2)
                .containsEntry("attempts", 0);
        assertThat(rig.row(PATH).entrySet().stream()
                        .filter(column -> column.getValue() == null)
                        .map(Map.Entry::getKey))
                .contains("object_key", "checksum", "size_bytes", "source_mtime", "etag", "version_id", "migrated_at");
    }

    @Test
    void a_re_upload_of_a_failed_path_is_queued_without_its_old_failure() {
        catalog.fail(rig.register(PATH).upload(), FAILURE);

        assertThat(rig.register(PATH).state()).isEqualTo(MediaState.QUEUED);

        assertThat(rig.row(PATH).entrySet().stream()
                        .filter(column -> column.getValue() == null)
                        .map(Map.Entry::getKey))
                .contains("failed_at", "failure_code", "failure_message");
        assertThat(rig.found(PATH).attempts()).isZero();
    }

    @Test
    void a_superseded_generation_is_remembered_as_visible_only_if_it_had_been_migrated() {
        rig.flip(rig.register(PATH).upload());
        rig.register(PATH);
        rig.register(PATH);

        assertThat(rig.superseded())
                .containsExactly(
                        Map.of("path", PATH.value(), "generation", 1, "object_key", PATH.value(), "was_visible", true),
                        rig.row(PATH.value(), 2));
    }

    @Test
    void a_kind_that_is_not_migrated_is_held() {
        MediaPath song = MediaPath.of("audio/song.mp3");

        assertThat(rig.register(song).state()).isEqualTo(MediaState.HELD);
        assertThat(rig.flip(new FileVersion(song, 1))).isEmpty();
        assertThat(rig.found(song).kind()).isEqualTo("audio");
        assertThat(rig.found(song).location()).isEqualTo(Location.NFS);
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
        assertThat(rig.superseded()).hasSize(all.size() - paths.size());
    }

    @Test
    void a_registration_tells_whether_the_outbox_is_empty() {
        assertThat(rig.register(PATH).outboxEmpty()).isTrue();

        new Outbox(site.jdbi()).append(List.of(new FileVersion(PATH, 1)));
        assertThat(rig.register(PATH).outboxEmpty()).isFalse();
        assertThat(catalog.register(Copies.paths("more", 3)).values()).noneMatch(Registration::outboxEmpty);

        site.jdbi().useHandle(handle -> handle.execute("DELETE FROM nfs2s3.outbox"));
        assertThat(rig.register(PATH).outboxEmpty()).isTrue();
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
        assertThat(rig.found(PATH).generation()).isEqualTo(1);
    }
}
