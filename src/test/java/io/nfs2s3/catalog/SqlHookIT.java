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
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The settings as the database has them, for {@code nfs2s3.enqueue_upload}. */
class SqlHookIT {
    /** Names like columns, names twice and out of order, casts, and things in quotes that look like names. */
    private static final String STATEMENT = """
            UPDATE public.photo AS p -- not :path
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
        assertThat(Copies.flip(catalog, "w1", List.of(Copies.of(new FileVersion(PATH, 1)))))
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
    void a_function_or_operator_of_the_caller_does_not_stand_in_for_that_of_postgresql() throws SQLException {
        String statement = "UPDATE public.photo SET storage = lower(:location) WHERE file = :path";
        hook(kinds, statement).write();
        migrated(STATEMENT);
        String role = "upload_" + site.bucket();
        site.jdbi().useHandle(handle -> handle.createScript("""
                CREATE TABLE loot (who text);
                GRANT INSERT ON loot TO PUBLIC;
                CREATE ROLE %1$s LOGIN PASSWORD 'secret';
                GRANT CREATE, USAGE ON SCHEMA public TO %1$s;
                GRANT USAGE ON SCHEMA nfs2s3 TO %1$s;
                GRANT EXECUTE ON FUNCTION nfs2s3.enqueue_upload(text) TO %1$s;
                """.formatted(role)).execute());
        try (Connection caller = DriverManager.getConnection(site.databaseUrl(), role, "secret");
                Statement plant = caller.createStatement()) {
            plant.execute("""
                    CREATE FUNCTION public.lower(varchar) RETURNS varchar LANGUAGE plpgsql AS
                    'BEGIN INSERT INTO public.loot VALUES (current_user); RETURN $1; END'""");
            plant.execute("""
                    CREATE FUNCTION public.same(text, varchar) RETURNS boolean LANGUAGE plpgsql AS
                    'BEGIN INSERT INTO public.loot VALUES (current_user); RETURN true; END'""");
            plant.execute("CREATE OPERATOR public.= (LEFTARG = text, RIGHTARG = varchar, FUNCTION = public.same)");

            reUpload(caller);

            plant.execute("DROP OPERATOR public.= (text, varchar)");
            plant.execute("DROP FUNCTION public.same(text, varchar), public.lower(varchar)");
        }
        assertThat(site.query("SELECT who FROM loot")).isEmpty();
        assertThat(photo()).singleElement().asString().startsWith("nfs|");
    }

    @Test
    void no_function_of_ours_looks_names_up_where_others_may_put_them() {
        assertThat(site.query("SELECT proname FROM pg_proc WHERE pronamespace = 'nfs2s3'::regnamespace"
                        + " AND NOT coalesce(proconfig @> ARRAY['search_path=pg_catalog, pg_temp'], false)"))
                .isEmpty();
    }

    @Test
    void a_statement_that_names_no_schema_is_refused_with_what_to_do() {
        assertThatThrownBy(() ->
                        hook(kinds, "UPDATE photo SET storage = :location").write())
                .isInstanceOf(SiteUpdateException.class)
                .hasMessageEndingWith(
                        "\"photo\" does not exist; name the schema of what is the site's, such as public.image");
    }

    @Test
    void a_change_of_the_statement_is_seen_by_open_sessions_and_an_empty_one_ends_it() throws SQLException {
        String simple = "UPDATE public.photo SET storage = :location WHERE file = :path";
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
        String failing = "UPDATE public.photo SET version = 1 / (:generation - 2) WHERE file = :path";
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
                "UPDATE public.photo SET storage = :place",
                "UPDATE public.photo SET storage = ?")) {
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
