package io.nfs2s3.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nfs2s3.media.MediaPath;
import io.nfs2s3.testing.Copies;
import io.nfs2s3.testing.FailedRows;
import io.nfs2s3.testing.TestSite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jdbi.v3.core.JdbiException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The views for a BI tool, and the role that reads them. */
class ReaderCommandIT {
    private static final List<String> VIEWS =
            List.of("failures", "hosts", "outbox_status", "progress", "progress_by_kind", "runs", "throughput_history");

    @RegisterExtension
    private static final TestSite site = TestSite.open();

    private static final Commands commands = new Commands(site.settingsFile());
    private static final String role = "bi \"" + site.bucket();
    private static final String QUOTED = "\"" + role.replace("\"", "\"\"") + "\"";

    @BeforeAll
    static void fill() {
        assertThat(commands.done(List.of("schema", "migrate", "--reader", role)))
                .last()
                .asString()
                .startsWith("nfs2s3_views: the role ")
                .contains(" was made, and may read them");
        Copies.migrate(site.application().catalog(), Copies.paths("done", 3));
        site.application().catalog().register(Copies.paths("queued", 1));
        site.application().catalog().register(List.of(MediaPath.of("audio/held.mp3")));
        FailedRows.insert(site, "images/3.jpg", "image", "SOURCE_MISSING", 1);
        FailedRows.insertMany(site, 4);
        site.jdbi()
                .useHandle(handle -> handle.execute(
                        "INSERT INTO nfs2s3.run (kind, source, what, state, owner, finished_at, done, failed)"
                                + " VALUES ('BACKFILL', 'SCAN', 'images/', 'DONE', 'web1~0a/7/1', now(), 5, 1)"));
    }

    @AfterAll
    static void drop() {
        site.jdbi()
                .useHandle(handle -> handle.createScript("DROP OWNED BY " + QUOTED + "; DROP ROLE " + QUOTED)
                        .execute());
    }

    private static List<String> read(String sql) {
        return site.jdbi().withHandle(handle -> {
            handle.execute("SET ROLE " + QUOTED);
            try {
                return handle.createQuery(sql).mapTo(String.class).list();
            } finally {
                handle.execute("RESET ROLE");
            }
        });
    }

    @Test
    void a_role_that_is_there_is_granted_the_views() {
        assertThat(commands.done(List.of("schema", "migrate", "--reader", role)))
                .last()
                .asString()
                .endsWith(" may read them");
    }

    @Test
    void the_reader_reads_the_views_and_nothing_else() {
        for (String view : VIEWS) {
            assertThat(read("SELECT count(*) FROM nfs2s3_views." + view)).isNotEmpty();
        }
        for (String statement : List.of(
                "SELECT FROM nfs2s3.media",
                "SELECT FROM nfs2s3.media_by_state",
                "DELETE FROM nfs2s3_views.outbox_status",
                "UPDATE nfs2s3_views.runs SET error = 'a'",
                "CREATE TABLE nfs2s3_views.mine (a int)")) {
            assertThatThrownBy(() -> read(statement))
                    .isInstanceOf(JdbiException.class)
                    .hasMessageMatching("(?s).*(permission denied|cannot delete from view|cannot update view).*");
        }
    }

    @Test
    void a_name_that_is_none_for_a_role_is_told() {
        assertThat(commands.run("schema migrate --reader public").error(3))
                .contains("the role \"public\" cannot be made a reader of the views");
        assertThat(site.count("SELECT count(*) FROM information_schema.role_table_grants"
                        + " WHERE table_schema = 'nfs2s3_views' AND grantee = 'PUBLIC'"))
                .isZero();
    }

    @Test
    void the_figures_are_those_of_the_tables() {
        assertThat(
                        read(
                                "SELECT concat_ws(' ', files, bytes, queued_files, migrated_files, migrated_bytes, retired_files,"
                                        + " failed_files, held_files, done_files, done_bytes, done_percent) FROM nfs2s3_views.progress"))
                .containsExactly("10 33 1 3 33 0 5 1 3 33 30.000");
        assertThat(
                        read(
                                "SELECT concat_ws(' ', kind, prefix, is_migrated, files, queued_files, migrated_files, failed_files,"
                                        + " held_files, coalesce(done_percent::text, 'none')) FROM nfs2s3_views.progress_by_kind ORDER BY kind"))
                .containsExactly(
                        "audio audio/ f 1 0 0 0 1 0.000",
                        "image images/ t 9 1 3 5 0 33.333",
                        "other  t 0 0 0 0 0 none");
        assertThat(
                        read(
                                "SELECT concat_ws(' ', kind, failure_code, files, bytes) FROM nfs2s3_views.failures ORDER BY files"))
                .containsExactly("image SOURCE_MISSING 1 0", "image SOURCE_READ 4 0");
        assertThat(read("SELECT concat_ws(' ', host, workers, files_last_minute, bytes_last_hour, hooks, drains)"
                                + " FROM nfs2s3_views.hosts ORDER BY host")
                        .get(0))
                .isEqualTo("w1 1 3 33 0 f");
        assertThat(read("SELECT concat_ws(' ', kind, state, host, names, failed) FROM nfs2s3_views.runs"))
                .containsExactly("BACKFILL DONE web1 6 1");
        assertThat(read("SELECT depth FROM nfs2s3_views.outbox_status")).containsExactly("0");
        assertThat(read("SELECT (files_per_second > 0 AND bytes_per_second > 0)::text FROM nfs2s3_views.progress"))
                .containsExactly("true");
    }

    /** So they take no longer with six million files than with ten. */
    @Test
    void no_view_reads_the_table_of_files() {
        assertThat(site.query("EXPLAIN SELECT count(*) FROM nfs2s3.failure_summary"))
                .anyMatch(line -> line.contains(" on media "));
        for (String view : VIEWS) {
            assertThat(site.query("EXPLAIN SELECT * FROM nfs2s3_views." + view))
                    .as(view)
                    .isNotEmpty()
                    .noneMatch(line -> line.contains(" on media "));
        }
    }

    /** docs/database.md has a table of columns below the name of each view. */
    @Test
    void each_column_of_a_view_is_in_the_document() throws IOException {
        TreeMap<String, List<String>> told = new TreeMap<>();
        Pattern.compile("(?ms)^### `nfs2s3_views\\.(\\w+)`[^\\n]*\\n(.*?)(?=^#)")
                .matcher(Files.readString(Path.of("docs/database.md")))
                .results()
                .forEach(part -> told.put(
                        part.group(1),
                        Pattern.compile("(?m)^\\| ([^|]+) \\|")
                                .matcher(part.group(2))
                                .results()
                                .flatMap(row -> Pattern.compile("`(\\w+)`")
                                        .matcher(row.group(1))
                                        .results())
                                .map(column -> column.group(1))
                                .toList()));

        TreeMap<String, List<String>> there = new TreeMap<>();
        VIEWS.forEach(view -> there.put(
                view,
                site.query(
                        "SELECT column_name FROM information_schema.columns WHERE table_schema = 'nfs2s3_views'"
                                + " AND table_name = ? ORDER BY ordinal_position",
                        view)));
        assertThat(told).isEqualTo(there);
        assertThat(site.query("SELECT table_name FROM information_schema.views WHERE table_schema = 'nfs2s3_views'"
                        + " ORDER BY 1"))
                .isEqualTo(VIEWS);
    }
}
