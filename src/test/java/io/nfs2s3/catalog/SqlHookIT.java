package io.nfs2s3.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nfs2s3.app.Application;
import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.MediaKind;
import io.nfs2s3.media.MediaKinds;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.testing.Copies;
import io.nfs2s3.testing.SqlUploads;
import io.nfs2s3.testing.TestSite;
import io.nfs2s3.testing.Together;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The settings as the database has them, for {@code nfs2s3.enqueue_upload}. */
class SqlHookIT {
    /** Names like columns, names twice and out of order, casts, and things in quotes that look like names. */
    private static final String STATEMENT = """
            UPDATE photo AS p -- not :path
            SET storage = :location::text, s3_key = :objectKey, version = :generation,
                note = ':path ? ''$1'' ' || :location || E'\\\\:generation',
                tags = CASE WHEN p.tags ?? 'kept' THEN p.tags ELSE NULL END /* :location */
            WHERE file = :path AND :path <> '' AND :generation > 0;""";

    private static final MediaPath PATH = MediaPath.of("images/ab/1.jpg");

    @RegisterExtension
    private static final TestSite site = TestSite.open().emptyBeforeEach();

    private static final MediaKinds kinds = site.application().settings().kinds();

    @BeforeAll
    static void open() {
        site.jdbi().useHandle(handle -> handle.execute("""
                        CREATE TABLE photo (file text PRIMARY KEY, storage text, s3_key text, version integer,
                            note text, tags jsonb, path text, location text, generation text)"""));
    }

    @BeforeEach
    void clear() {
        site.jdbi().useHandle(handle -> handle.execute("TRUNCATE photo"));
    }

    private static SqlHook hook(MediaKinds kinds, String statement) {
        return new SqlHook(site.jdbi(), kinds, statement);
    }

    private static List<String> photo() {
        return site.query(
                "SELECT concat_ws('|', storage, s3_key, version, note, tags) FROM photo WHERE file = ?", PATH.value());
    }

    private static void migrated(String statement) {
        site.clearTables();
        site.jdbi().useHandle(handle -> {
            handle.execute("TRUNCATE photo");
            handle.execute("INSERT INTO photo (file, tags) VALUES (?, '{\"kept\": 1}'::jsonb)", PATH.value());
        });
        MediaCatalog catalog = new MediaCatalog(site.jdbi(), kinds, statement);
        catalog.register(List.of(PATH));
        assertThat(catalog.flip("w1", List.of(Copies.of(new FileVersion(PATH, 1)))))
                .hasSize(1);
        assertThat(photo()).singleElement().asString().startsWith("S3|images/ab/1.jpg|1|");
    }

    private static void reUpload(Connection connection) throws SQLException {
        assertThat(SqlUploads.enqueue(connection, PATH.value())).isEqualTo("OUTBOX");
    }

    @Test
    void the_sites_statement_does_the_same_from_sql_as_from_java() throws SQLException {
        hook(kinds, STATEMENT).write();
        migrated(STATEMENT);
        new MediaCatalog(site.jdbi(), kinds, STATEMENT).register(List.of(PATH));
        List<String> fromJava = photo();
        assertThat(fromJava).containsExactly("NFS|2|:path ? '$1' NFS\\:generation|{\"kept\": 1}");

        migrated(STATEMENT);
        try (Connection connection = SqlUploads.connect(site)) {
            reUpload(connection);
        }

        assertThat(photo()).isEqualTo(fromJava);
    }

    @Test
    void a_table_of_the_caller_does_not_stand_in_for_the_sites() throws SQLException {
        hook(kinds, STATEMENT).write();
        migrated(STATEMENT);
        try (Connection connection = SqlUploads.connect(site)) {
            connection.createStatement().execute("CREATE TEMP TABLE photo (LIKE public.photo)");
            reUpload(connection);
        }

        assertThat(photo()).singleElement().asString().startsWith("NFS|2|");
    }

    @Test
    void a_change_of_the_statement_is_seen_by_open_sessions_and_an_empty_one_ends_it() throws SQLException {
        String simple = "UPDATE photo SET storage = :location WHERE file = :path";
        try (Connection connection = SqlUploads.connect(site)) {
            hook(kinds, simple).write();
            migrated(STATEMENT);
            reUpload(connection);
            assertThat(photo()).singleElement().asString().startsWith("NFS|images/ab/1.jpg|1|");

            assertThat(hook(kinds, "").write().siteUpdate()).isTrue();
            migrated(STATEMENT);
            reUpload(connection);
            assertThat(photo()).singleElement().asString().startsWith("S3|");
        }
    }

    @Test
    void a_statement_that_fails_fails_the_upload() throws SQLException {
        String failing = "UPDATE photo SET version = 1 / (:generation - 2) WHERE file = :path";
        hook(kinds, failing).write();
        migrated(failing.replace("1 / (:generation - 2)", "1, storage = 'S3', s3_key = :objectKey, note = ''"));
        try (Connection connection = SqlUploads.connect(site)) {
            assertThatThrownBy(() -> reUpload(connection)).hasMessageContaining("division by zero");
        }
        assertThat(site.query("SELECT state FROM nfs2s3.media")).containsExactly("MIGRATED");
    }

    @Test
    void a_statement_that_the_database_does_not_understand_is_refused_and_nothing_is_written() {
        MediaKinds other = new MediaKinds(List.of(new MediaKind("all", "", true)));
        hook(kinds, STATEMENT).write();

        for (String wrong : List.of(
                "UPDATE foto SET storage = :location",
                "UPDATE photo SET storage = :place",
                "UPDATE photo SET storage = ?")) {
            assertThatThrownBy(() -> hook(other, wrong).write())
                    .isInstanceOf(SiteUpdateException.class)
                    .hasMessageStartingWith("catalog.siteUpdate cannot be written into the database: ")
                    .hasMessageNotContaining("\n");
        }
        assertThat(hook(kinds, STATEMENT).differences()).isEmpty();
    }

    @Test
    void the_kinds_of_the_settings_replace_those_in_the_database() {
        hook(kinds, "").write();
        assertThat(hook(kinds, "").write()).isEqualTo(new SqlHook.Written(false, false));
        MediaKinds swapped = new MediaKinds(
                List.of(new MediaKind("image", "audio/", false), new MediaKind("audio", "images/", true)));

        assertThat(hook(swapped, STATEMENT).differences())
                .hasSize(2)
                .anyMatch(line -> line.contains("in the database are [audio = \"audio/\" held, image = \"images/\","))
                .anyMatch(line -> line.contains("catalog.siteUpdate"));
        assertThat(hook(swapped, STATEMENT).write()).isEqualTo(new SqlHook.Written(true, true));

        assertThat(hook(swapped, STATEMENT).differences()).isEmpty();
        assertThat(site.query("SELECT name || prefix || migrated FROM nfs2s3.kind ORDER BY name"))
                .containsExactly("audioimages/true", "imageaudio/false");
        hook(kinds, "").write();
    }

    @Test
    void hosts_that_write_at_once_and_uploads_beside_them_do_not_disturb_one_another() {
        Application application = site.application();
        MediaKinds other = new MediaKinds(List.of(new MediaKind("all", "", true)));
        Together.run(4, thread -> () -> {
            try (Connection connection = SqlUploads.connect(site)) {
                for (int i = 0; i < 20; i++) {
                    if (thread < 2) {
                        hook(i % 2 == thread ? kinds : other, i % 2 == 0 ? STATEMENT : "")
                                .write();
                    } else {
                        reUpload(connection);
                    }
                }
            }
            return null;
        });
        assertThat(site.count("SELECT max(generation) FROM nfs2s3.media")).isEqualTo(40);
        application.sqlHook().write();
    }
}
