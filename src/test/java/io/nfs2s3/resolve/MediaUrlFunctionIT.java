package io.nfs2s3.resolve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import example.GalleryPage;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.nfs2s3.app.Application;
import io.nfs2s3.media.InvalidMediaPathException;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.testing.Copies;
import io.nfs2s3.testing.SqlPages;
import io.nfs2s3.testing.TestSite;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code nfs2s3.media_url} and its tables, and how resolvers follow the table of hosts. */
class MediaUrlFunctionIT {
    private static final String NFS = "https://www.example.com/media/";
    private static final String PATH = "images/1.jpg";
    private static final String FROM_TABLE = "resolve { cdnHostsFrom = database, cdnChoice = stable }";

    @RegisterExtension
    private static final TestSite site = TestSite.open().emptyBeforeEach();

    private static final Application application = site.application();

    @BeforeEach
    void clear() {
        execute("DELETE FROM nfs2s3.cdn_host");
        application.sqlUrls().write();
        Copies.migrate(application.catalog(), List.of(MediaPath.of(PATH)));
    }

    private static void execute(String sql) {
        site.jdbi().useHandle(handle -> handle.execute(sql));
    }

    @Test
    void a_web_role_may_call_the_function_and_join_the_view_and_nothing_else() {
        execute("DROP ROLE IF EXISTS site_web_urls");
        execute("CREATE ROLE site_web_urls");
        try {
            execute("GRANT USAGE ON SCHEMA nfs2s3 TO site_web_urls");
            assertThatThrownBy(() -> as("SELECT nfs2s3.media_url('" + PATH + "')"))
                    .hasMessageContaining("permission denied for function media_url");
            execute("GRANT EXECUTE ON FUNCTION nfs2s3.media_url(text) TO site_web_urls");
            execute("GRANT SELECT ON nfs2s3.media_location TO site_web_urls");

            assertThat(as("SELECT nfs2s3.media_url('" + PATH + "')")).endsWith(".example.com/" + PATH);
            assertThat(as("SELECT url FROM nfs2s3.media_location")).endsWith(".example.com/" + PATH);
            assertThatThrownBy(() -> as("SELECT path FROM nfs2s3.media")).hasMessageContaining("permission denied");
        } finally {
            execute("DROP OWNED BY site_web_urls");
            execute("DROP ROLE site_web_urls");
        }
    }

    private static String as(String query) {
        return site.jdbi().inTransaction(handle -> {
            handle.execute("SET LOCAL ROLE site_web_urls");
            return handle.createQuery(query).mapTo(String.class).one();
        });
    }

    @Test
    void what_nobody_registered_is_on_nfs_or_missing_as_the_setting_says() {
        assertThat(SqlPages.url(site, "images/unknown.jpg")).isEqualTo(NFS + "images/unknown.jpg");

        assertThat(site.application("resolve.unregistered = missing").sqlUrls().write())
                .isEqualTo(new SqlUrls.Written(true, false));

        assertThat(SqlPages.url(site, "images/unknown.jpg")).isNull();
        assertThat(SqlPages.url(site, PATH)).endsWith(PATH);
    }

    @Test
    void what_is_not_a_media_path_is_refused_in_the_same_words() {
        for (String path : List.of("", "/etc/passwd", "a//b", "../secret\n")) {
            assertThatThrownBy(() -> SqlPages.url(site, path))
                    .rootCause()
                    .isInstanceOfSatisfying(SQLException.class, refused -> {
                        assertThat(refused.getSQLState()).isEqualTo("22023");
                        assertThatThrownBy(() -> MediaPath.of(path))
                                .isInstanceOf(InvalidMediaPathException.class)
                                .hasMessage(String.valueOf(refused.getMessage())
                                        .replaceFirst("ERROR: ", "")
                                        .replaceFirst("(?s)\n  Where: .*", ""));
                    });
        }
        assertThat(site.query("SELECT coalesce(nfs2s3.media_url(NULL), 'null')"))
                .containsExactly("null");
    }

    private static void retire() {
        execute("UPDATE nfs2s3.media SET state = 'RETIRED', retired_at = now()");
    }

    @Test
    void with_no_host_enabled_a_file_on_s3_is_taken_from_the_first_one_by_name() {
        execute("UPDATE nfs2s3.cdn_host SET enabled = false");

        assertThat(SqlPages.url(site, PATH)).isEqualTo("https://cdn1.example.com/" + PATH);

        retire();

        assertThat(SqlPages.url(site, PATH)).isEqualTo("https://cdn1.example.com/" + PATH);
        assertThat(SqlPages.urls(site, List.of(PATH))).containsExactly("https://cdn1.example.com/" + PATH);
    }

    @Test
    void with_no_host_at_all_it_is_taken_from_nfs_and_one_that_is_retired_has_no_url() {
        execute("DELETE FROM nfs2s3.cdn_host");

        assertThat(SqlPages.url(site, PATH)).isEqualTo(NFS + PATH);
        assertThat(SqlPages.urls(site, List.of(PATH))).containsExactly(NFS + PATH);

        retire();

        assertThat(SqlPages.url(site, PATH)).isNull();
        assertThat(site.query("SELECT coalesce(url, 'none') FROM nfs2s3.media_location"))
                .containsExactly("none");
    }

    @Test
    void hosts_of_the_settings_are_written_and_those_of_the_dba_are_left_alone() {
        assertThat(application.sqlUrls().write()).isEqualTo(new SqlUrls.Written(false, false));
        execute("UPDATE nfs2s3.cdn_host SET enabled = false WHERE name = 'cdn1.example.com'");
        assertThat(application.sqlUrls().differences())
                .containsExactly("nfs2s3.cdn_host is not what resolve.cdnHosts says");

        SqlUrls fromTable = site.application(FROM_TABLE).sqlUrls();
        assertThat(fromTable.write()).isEqualTo(new SqlUrls.Written(true, false));
        assertThat(fromTable.differences()).isEmpty();
        assertThat(SqlPages.url(site, PATH)).isEqualTo("https://cdn2.example.com/" + PATH);

        assertThat(application.sqlUrls().write()).isEqualTo(new SqlUrls.Written(true, true));
        execute("DELETE FROM nfs2s3.cdn_host");
        assertThat(fromTable.write()).as("the first hosts").isEqualTo(new SqlUrls.Written(true, true));
        application.sqlUrls().write();
    }

    @Test
    void a_resolver_begins_with_the_hosts_of_the_table() {
        execute("DELETE FROM nfs2s3.cdn_host");
        execute("INSERT INTO nfs2s3.cdn_host (name, weight) VALUES ('table.example.com', 3)");

        assertThat(site.application(FROM_TABLE).resolver().url(PATH)).contains("https://table.example.com/" + PATH);
    }

    @Test
    void the_example_of_the_documents_shows_each_image() {
        MediaUrlResolver resolver = application.resolver();
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        new ResolverMetrics(resolver).bindTo(registry);
        GalleryPage page = new GalleryPage(resolver);
        List<GalleryPage.Image> images =
                List.of(new GalleryPage.Image(PATH, "a \"b\" <c>"), new GalleryPage.Image("images/2.jpg", "two"));

        assertThat(page.render(images))
                .containsPattern(
                        "<img src=\"https://cdn[12].example.com/images/1.jpg\" alt=\"a &quot;b&quot; &lt;c>\">")
                .contains("<img src=\"" + NFS + "images/2.jpg\" alt=\"two\">");
        page.render(images);

        assertThat(registry.get("nfs2s3.urls")
                        .tag("from", "database")
                        .functionCounter()
                        .count())
                .isEqualTo(2);
        assertThat(registry.get("nfs2s3.urls")
                        .tag("from", "memory")
                        .functionCounter()
                        .count())
                .isEqualTo(2);
        assertThat(registry.get("nfs2s3.url.queries")
                        .tag("outcome", "answered")
                        .functionCounter()
                        .count())
                .isEqualTo(1);
        assertThat(registry.get("nfs2s3.url.remembered").gauge().value()).isEqualTo(2);
    }
}
