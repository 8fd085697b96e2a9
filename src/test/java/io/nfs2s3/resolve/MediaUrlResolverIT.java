package io.nfs2s3.resolve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.nfs2s3.app.Application;
import io.nfs2s3.catalog.MediaCatalog;
import io.nfs2s3.lab.devstack.TcpProxy;
import io.nfs2s3.media.InvalidMediaPathException;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.testing.Copies;
import io.nfs2s3.testing.TestSite;
import io.nfs2s3.testing.Wire;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.statement.StatementContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class MediaUrlResolverIT {
    private static final String NFS = "https://www.example.com/media/";
    private static final String CDN = "https://cdn[12]\\.example\\.com/";

    @RegisterExtension
    private static final TestSite site = TestSite.open().emptyBeforeEach();

    private static final Application application = site.application();

    private static void upload(List<MediaPath> paths) {
        application.catalog().register(paths);
    }

    private static void migrate(List<MediaPath> paths) {
        Copies.migrate(application.catalog(), paths);
    }

    private static List<MediaPath> paths(String... values) {
        return List.of(values).stream().map(MediaPath::of).toList();
    }

    private static List<String> texts(List<MediaPath> paths) {
        return paths.stream().map(MediaPath::value).toList();
    }

    @Test
    void a_file_is_on_nfs_before_its_flip_and_on_the_cdn_after() {
        upload(paths("images/1.jpg"));
        assertThat(application.resolver().url("images/1.jpg")).contains(NFS + "images/1.jpg");

        migrate(paths("images/1.jpg"));
        assertThat(application.resolver().url("images/1.jpg").orElseThrow()).matches(CDN + "images/1~g2\\.jpg");

        upload(paths("images/1.jpg"));
        assertThat(application.resolver().url("images/1.jpg")).contains(NFS + "images/1.jpg");
    }

    @Test
    void held_failed_and_retired_files_are_where_their_bytes_are() {
        upload(paths("audio/held.mp3"));
        migrate(paths("images/retired.jpg"));
        site.jdbi().useHandle(handle -> handle.execute("""
                UPDATE nfs2s3.media SET state = 'RETIRED', retired_at = now() WHERE state = 'MIGRATED'"""));
        upload(paths("images/failed.jpg"));
        site.jdbi().useHandle(handle -> handle.execute("""
                UPDATE nfs2s3.media SET state = 'FAILED', failed_at = now(), failure_code = 'TOO_LARGE'
                WHERE state = 'QUEUED'"""));

        Map<String, String> urls =
                application.resolver().urls(List.of("audio/held.mp3", "images/failed.jpg", "images/retired.jpg"));

        assertThat(urls)
                .containsEntry("audio/held.mp3", NFS + "audio/held.mp3")
                .containsEntry("images/failed.jpg", NFS + "images/failed.jpg");
        assertThat(urls.get("images/retired.jpg")).matches(CDN + "images/retired\\.jpg");
    }

    @Test
    void a_file_in_a_state_that_only_a_newer_build_knows_is_where_its_pointer_leads() {
        migrate(paths("images/newer.jpg", "images/other.jpg"));
        site.jdbi().useHandle(handle -> {
            handle.execute("ALTER TABLE nfs2s3.media DROP CONSTRAINT IF EXISTS media_state_check,"
                    + " DROP CONSTRAINT IF EXISTS media_location_follows_state");
            handle.execute("UPDATE nfs2s3.media SET state = 'NEWER' WHERE path = 'images/newer.jpg'");
        });

        Map<String, String> urls = application.resolver().urls(List.of("images/newer.jpg", "images/other.jpg"));

        assertThat(urls.get("images/newer.jpg")).matches(CDN + "images/newer\\.jpg");
        assertThat(urls.get("images/other.jpg")).matches(CDN + "images/other\\.jpg");
    }

    @Test
    void both_hosts_are_used() {
        migrate(paths("images/1.jpg"));
        MediaUrlResolver resolver = application.resolver();
        Set<String> urls = new HashSet<>();
        for (int i = 0; i < 200; i++) {
            urls.add(resolver.url("images/1.jpg").orElseThrow());
        }

        assertThat(urls)
                .containsExactlyInAnyOrder(
                        "https://cdn1.example.com/images/1.jpg", "https://cdn2.example.com/images/1.jpg");
    }

    @Test
    void the_urls_of_a_page_are_in_its_order_and_each_path_has_one() {
        migrate(Copies.paths("on-s3-", 20));
        upload(Copies.paths("on-nfs-", 20));
        List<String> page = new ArrayList<>(texts(Copies.paths("on-nfs-", 20)));
        page.addAll(texts(Copies.paths("on-s3-", 20)));
        page.add(page.get(0));

        Map<String, String> urls = application.resolver().urls(page);

        assertThat(urls.keySet()).containsExactlyElementsOf(page.subList(0, 40));
        assertThat(urls.values()).filteredOn(url -> url.matches(CDN + ".*")).hasSize(20);
    }

    @Test
    void one_query_answers_for_all_paths_that_are_not_remembered() {
        List<MediaPath> paths = Copies.paths("page", 50);
        migrate(paths.subList(0, 40));
        AtomicInteger queries = new AtomicInteger();
        Jdbi counting = counting(queries);
        MediaUrlResolver resolver = new MediaUrlResolver(
                new MediaCatalog(counting, application.settings().kinds(), ""),
                counting,
                application.settings().resolve(),
                Clock.systemUTC());

        resolver.urls(texts(paths.subList(0, 30)));
        assertThat(queries).hasValue(1);
        resolver.urls(texts(paths));
        assertThat(queries).hasValue(2);
        resolver.urls(texts(paths));
        resolver.url(paths.get(49).value());
        assertThat(queries).hasValue(2);
        resolver.urls(List.of());
        assertThat(queries).hasValue(2);
    }

    private static Jdbi counting(AtomicInteger queries) {
        return site.jdbi().setSqlLogger(new SqlLogger() {
            @Override
            public void logAfterExecution(StatementContext context) {
                queries.incrementAndGet();
            }
        });
    }

    @Test
    void what_nobody_registered_is_on_nfs_or_missing_as_the_setting_says() {
        migrate(paths("images/known.jpg"));
        MediaUrlResolver strict =
                site.application("resolve.unregistered = missing").resolver();

        assertThat(application.resolver().url("images/unknown.jpg")).contains(NFS + "images/unknown.jpg");
        assertThat(strict.url("images/unknown.jpg")).isEmpty();
        assertThat(strict.urls(List.of("images/unknown.jpg", "images/known.jpg")))
                .containsOnlyKeys("images/known.jpg");
    }

    @Test
    void names_are_percent_encoded() {
        MediaPath odd = MediaPath.of("images/a b+c%2F#?é😀.jpg");
        migrate(List.of(odd));

        assertThat(application.resolver().url(odd.value()).orElseThrow())
                .matches(CDN + "images/a%20b%2Bc%252F%23%3F%C3%A9%F0%9F%98%80\\.jpg");
    }

    @Test
    void what_is_not_a_media_path_is_refused() {
        assertThatThrownBy(() -> application.resolver().url("../secret")).isInstanceOf(InvalidMediaPathException.class);
    }

    @Test
    void while_the_database_is_down_remembered_answers_are_kept_and_the_rest_is_on_nfs() {
        migrate(paths("images/remembered.jpg", "images/other.jpg"));
        try (TcpProxy database = Wire.toDatabase(site)) {
            MediaUrlResolver resolver = site.application(
                            Wire.databaseSetting(site, database), "database.connectTimeout = 250 ms")
                    .resolver();
            // until then it may guess, for the pool waits for a connection for a quarter of a second only
            await().untilAsserted(() -> assertThat(
                            resolver.url("images/remembered.jpg").orElseThrow())
                    .matches(CDN + "images/remembered\\.jpg"));
            database.refuse();

            Map<String, String> urls = resolver.urls(List.of("images/other.jpg", "images/remembered.jpg"));
            assertThat(urls).containsEntry("images/other.jpg", NFS + "images/other.jpg");
            assertThat(urls.get("images/remembered.jpg")).matches(CDN + "images/remembered\\.jpg");

            // The guess was not remembered.
            database.accept();
            await().untilAsserted(() ->
                    assertThat(resolver.url("images/other.jpg").orElseThrow()).matches(CDN + "images/other\\.jpg"));
        }
    }

    @Test
    void a_black_hole_for_the_database_does_not_reach_the_page() {
        migrate(paths("images/1.jpg"));
        try (TcpProxy database = Wire.toDatabase(site)) {
            MediaUrlResolver resolver = site.application(
                            Wire.databaseSetting(site, database),
                            "database { connectTimeout = 250 ms, socketTimeout = 1 s }")
                    .resolver();
            resolver.url("images/2.jpg");
            database.blackHole();

            assertThat(resolver.url("images/1.jpg")).contains(NFS + "images/1.jpg");
        }
    }
}
