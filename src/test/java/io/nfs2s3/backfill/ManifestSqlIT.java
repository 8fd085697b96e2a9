package io.nfs2s3.backfill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nfs2s3.catalog.SiteQuery;
import io.nfs2s3.media.NameRules;
import io.nfs2s3.source.ScanEntry;
import io.nfs2s3.source.ScanEntry.Bad;
import io.nfs2s3.source.ScanEntry.File;
import io.nfs2s3.testing.TestSite;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ManifestSqlIT {
    private static final int MANY = 10_001;

    @RegisterExtension
    private static final TestSite site = TestSite.open();

    @BeforeAll
    static void open() {
        site.jdbi().useHandle(handle -> {
            handle.execute("CREATE TABLE image (id int, file text)");
            handle.execute(
                    "INSERT INTO image SELECT i, 'images/' || i || '.jpg' FROM generate_series(1, ?) AS i", MANY);
        });
    }

    private static ManifestSql manifest(String select) {
        return new ManifestSql(new SiteQuery(site.jdbi(), select), Path.of("/mnt/media"), NameRules.DEFAULTS);
    }

    private static List<ScanEntry> all(String select) {
        List<ScanEntry> all = new ArrayList<>();
        manifest(select).forEach(all::add);
        return all;
    }

    @Test
    void every_row_is_a_path_in_the_order_of_the_select() {
        List<ScanEntry> found = all("SELECT file FROM image ORDER BY id;\n");

        assertThat(found).hasSize(MANY).startsWith(new File("images/1.jpg")).endsWith(new File("images/10001.jpg"));
    }

    @Test
    void as_many_rows_as_a_page_has_are_read_once() {
        for (int rows : new int[] {0, 1, 2_000, 4_000}) {
            assertThat(all("SELECT file FROM image WHERE id <= " + rows))
                    .hasSize(rows)
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void what_the_site_stores_in_its_own_way_is_read_or_told_with_its_row() {
        assertThat(all("SELECT * FROM (VALUES ('/mnt/media/a.jpg'), (NULL), ('../b'), (E'c\\nd')) AS x"))
                .satisfiesExactly(
                        found -> assertThat(found).isEqualTo(new File("a.jpg")),
                        found -> assertThat(found).isEqualTo(new Bad("NULL", "row 2: there is no path")),
                        found -> assertThat(found)
                                .isInstanceOfSatisfying(
                                        Bad.class,
                                        bad -> assertThat(bad.reason()).startsWith("row 3: not a media path")),
                        found -> assertThat(found).isEqualTo(new File("c\nd")));
    }

    @Test
    void what_looks_like_a_parameter_or_a_template_is_left_to_the_database() {
        assertThat(all("SELECT 'a:b<c>?'::text WHERE '{\"k\": 1}'::jsonb ? 'k'"))
                .containsExactly(new File("a:b<c>?"));
    }

    @Test
    void a_statement_that_writes_or_is_wrong_is_refused_and_changes_nothing() {
        for (String wrong : List.of(
                "DELETE FROM image RETURNING file",
                "WITH gone AS (DELETE FROM image RETURNING file) SELECT file FROM gone",
                "SELECT nextval('nfs2s3.media_id_seq')::text",
                "SELECT file FROM images",
                "SELEC file FROM image")) {
            assertThatIllegalArgumentException()
                    .as(wrong)
                    .isThrownBy(() -> all(wrong))
                    .withMessageStartingWith("the database does not take the SELECT: ");
        }
        for (String more : List.of(
                "SELECT file FROM image; COMMIT; DELETE FROM image",
                "SELECT file FROM image; DELETE FROM image;",
                "SELECT file FROM image;;COMMIT;",
                "SELECT ';'; COMMIT; DELETE FROM image --",
                "SELECT $$;$$ /* ; */; ROLLBACK; DROP TABLE image",
                "COMMIT; DELETE FROM image",
                "SELECT set_config('transaction_read_only', 'off', false); DELETE FROM image",
                ";",
                "")) {
            assertThatIllegalArgumentException()
                    .as(more)
                    .isThrownBy(() -> all(more))
                    .withMessageStartingWith("the SELECT is not taken: ");
        }
        for (String inside : List.of(
                "SELECT set_config('transaction_read_only', 'off', false)",
                "SELECT file FROM image) ; DELETE FROM image",
                "COMMIT",
                "DELETE FROM image")) {
            assertThatIllegalArgumentException().as(inside).isThrownBy(() -> all(inside));
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> all("SELECT id, file FROM image"))
                .withMessage("the SELECT must have one column, the path");
        assertThat(site.count("SELECT count(*) FROM image")).isEqualTo(MANY);
    }

    @Test
    void no_transaction_is_open_while_the_paths_are_worked_on_and_no_cursor_is_left_behind() {
        List<Long> holding = new ArrayList<>();

        assertThatThrownBy(() -> manifest("SELECT file FROM image").forEach(found -> {
                    holding.add(site.count("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                            + " AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
                            + " AND (xact_start IS NOT NULL OR backend_xmin IS NOT NULL)"));
                    throw new IllegalStateException("pause");
                }))
                .hasMessage("pause");

        assertThat(holding).containsExactly(0L);
        for (int i = 0; i < 10; i++) {
            assertThat(all("SELECT file FROM image WHERE id = 1")).hasSize(1);
        }
    }
}
