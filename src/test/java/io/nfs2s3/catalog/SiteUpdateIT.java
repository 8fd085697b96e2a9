package io.nfs2s3.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.Location;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.MediaState;
import io.nfs2s3.media.StoredCopy;
import io.nfs2s3.testing.Copies;
import io.nfs2s3.testing.TestSite;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A site that has a pointer column of its own, with a trigger and a constraint of its own. */
class SiteUpdateIT {
    private static final String STATEMENT = """
            UPDATE photo SET storage = :location, s3_key = :objectKey, version = :generation WHERE file = :path""";
    private static final MediaPath PATH = MediaPath.of("images/ab/1.jpg");

    @RegisterExtension
    private static final TestSite site = TestSite.open().emptyBeforeEach();

    private static final MediaCatalog catalog = catalog(STATEMENT);

    @BeforeAll
    static void open() {
        site.jdbi().useHandle(handle -> handle.createScript("""
                CREATE TABLE photo (
                    file text PRIMARY KEY,
                    storage text NOT NULL DEFAULT 'NFS',
                    s3_key text,
                    version integer,
                    CONSTRAINT not_on_sale CHECK (storage = 'NFS' OR file NOT LIKE '%forbidden%')
                );
                CREATE TABLE photo_audit (id bigint GENERATED ALWAYS AS IDENTITY, line text);
                """).execute());
        site.jdbi().useHandle(handle -> handle.execute("""
                CREATE FUNCTION audit_photo() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    INSERT INTO photo_audit (line)
                    VALUES (concat_ws(' ', NEW.file, NEW.storage, NEW.s3_key, NEW.version));
                    RETURN NULL;
                END $$"""));
        site.jdbi().useHandle(handle -> handle.execute("""
                CREATE TRIGGER photo_audit AFTER UPDATE ON photo FOR EACH ROW EXECUTE FUNCTION audit_photo()"""));
    }

    @BeforeEach
    void clear() {
        site.jdbi().useHandle(handle -> handle.execute("TRUNCATE photo, photo_audit RESTART IDENTITY"));
    }

    private static MediaCatalog catalog(String statement) {
        return new MediaCatalog(site.jdbi(), site.application().settings().kinds(), statement);
    }

    private static List<StoredCopy> upload(Collection<MediaPath> paths) {
        site.jdbi()
                .useHandle(handle -> paths.forEach(path ->
                        handle.execute("INSERT INTO photo (file) VALUES (?) ON CONFLICT DO NOTHING", path.value())));
        return catalog.register(paths).values().stream()
                .map(one -> Copies.of(one.upload()))
                .toList();
    }

    private static List<String> audit() {
        return site.jdbi()
                .withHandle(handle -> handle.createQuery("SELECT line FROM photo_audit ORDER BY id")
                        .mapTo(String.class)
                        .list());
    }

    @Test
    void a_flip_and_a_re_upload_of_a_migrated_path_are_followed() {
        Copies.flip(catalog, "w1", upload(List.of(PATH)));
        assertThat(audit()).containsExactly("images/ab/1.jpg S3 images/ab/1.jpg 1");

        upload(List.of(PATH));
        assertThat(audit()).last().isEqualTo("images/ab/1.jpg NFS 2");

        Copies.flip(catalog, "w1", List.of(Copies.of(new FileVersion(PATH, 2))));
        assertThat(audit()).hasSize(3).last().isEqualTo("images/ab/1.jpg S3 images/ab/1~g2.jpg 2");
    }

    @Test
    void nothing_is_run_while_the_pointer_stays_on_nfs() {
        upload(List.of(PATH));
        upload(List.of(PATH));

        assertThat(Copies.flip(catalog, "w1", List.of(Copies.of(new FileVersion(PATH, 1)))))
                .isEmpty();

        assertThat(audit()).isEmpty();
    }

    @Test
    void a_whole_batch_is_followed() {
        List<MediaPath> paths = Copies.paths("batch", 250);
        Copies.flip(catalog, "w1", upload(paths));
        upload(paths.subList(0, 100));

        assertThat(audit()).hasSize(350);
        assertThat(site.count("""
                        SELECT count(*) FROM photo p JOIN nfs2s3.media m ON m.path = p.file
                        WHERE p.storage = m.location AND p.s3_key IS NOT DISTINCT FROM m.object_key""")).isEqualTo(250);
    }

    @Test
    void a_row_that_the_site_does_not_have_is_no_error() {
        catalog.register(List.of(PATH));

        assertThat(Copies.flip(catalog, "w1", List.of(Copies.of(new FileVersion(PATH, 1)))))
                .hasSize(1);
        assertThat(audit()).isEmpty();
    }

    @Test
    void one_path_that_the_site_refuses_rolls_its_flip_back_and_says_so() {
        MediaPath forbidden = MediaPath.of("images/forbidden.jpg");
        List<StoredCopy> copies = upload(List.of(PATH, forbidden));

        assertThatThrownBy(() -> Copies.flip(catalog, "w1", copies))
                .isInstanceOf(SiteUpdateException.class)
                .hasMessageStartingWith("catalog.siteUpdate failed, so the pointer was not changed: ")
                .hasMessageContaining("not_on_sale")
                .hasMessageNotContaining("\n");

        assertThat(catalog.find(List.of(PATH, forbidden)).values())
                .allSatisfy(file -> assertThat(file.state()).isEqualTo(MediaState.QUEUED));
        assertThat(audit()).isEmpty();
        assertThat(site.count("SELECT count(*) FROM nfs2s3.progress")).isZero();
    }

    @Test
    void a_re_upload_beside_the_first_one_is_followed_too() throws Exception {
        upload(List.of());
        site.jdbi().useHandle(handle -> handle.execute("INSERT INTO photo (file) VALUES (?)", PATH.value()));
        CompletableFuture<?> second;
        try (Handle first = site.jdbi().open()) {
            first.begin();
            catalog.register(first.getConnection(), List.of(PATH));
            // It cannot see the row that it waits for: not even that it was flipped before it goes on.
            second = CompletableFuture.supplyAsync(() -> catalog.register(List.of(PATH)));
            await().until(SiteUpdateIT::somebodyWaitsForALock);
            first.execute("""
                    UPDATE nfs2s3.media SET location = 'S3', state = 'MIGRATED', object_key = path,
                        checksum = 'CRC32C:x', size_bytes = 1, migrated_at = now()""");
            first.execute("UPDATE photo SET storage = 'S3', s3_key = file, version = 1");
            first.commit();
        }
        second.get();

        assertThat(catalog.find(PATH).orElseThrow().location()).isEqualTo(Location.NFS);
        assertThat(audit()).last().isEqualTo("images/ab/1.jpg NFS 2");
    }

    private static boolean somebodyWaitsForALock() {
        return site.jdbi()
                .withHandle(
                        handle -> handle.createQuery("""
                        SELECT EXISTS (SELECT 1 FROM pg_stat_activity
                                       WHERE datname = current_database() AND wait_event_type = 'Lock')
                        """).mapTo(Boolean.class).one());
    }

    @Test
    void a_good_statement_passes_the_check_and_is_not_run() {
        upload(List.of(PATH));

        catalog.checkSiteUpdate();
        catalog("UPDATE photo SET storage = 'checked' WHERE file = :path OR true")
                .checkSiteUpdate();
        catalog("").checkSiteUpdate();

        assertThat(audit()).isEmpty();
    }

    @Test
    void a_broken_statement_fails_the_check() {
        assertThatThrownBy(catalog("UPDATE foto SET storage = :location WHERE file = :path")::checkSiteUpdate)
                .isInstanceOf(SiteUpdateException.class)
                .hasMessageContaining("relation \"foto\" does not exist");
        assertThatThrownBy(catalog("UPDATE photo SET stor = :location WHERE file = :path")::checkSiteUpdate)
                .isInstanceOf(SiteUpdateException.class)
                .hasMessageContaining("\"stor\"");
        assertThatThrownBy(catalog("UPDATE photo SET storage = :place WHERE file = :path")::checkSiteUpdate)
                .isInstanceOf(SiteUpdateException.class)
                .hasMessageContaining("place");
    }
}
